"""Fixtures of everybody who needs residents: imported by the conftest files beside the tests."""

import shutil

import pytest


@pytest.fixture
def mailbox(settings):
    """Letters go to a folder that is empty at first."""
    settings.MAIL_CARRIER = "tests.domain.access.carrier.mailbox"
    folder = settings.RASCHET.var_folder / "test-mailbox"
    shutil.rmtree(folder, ignore_errors=True)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def house(db, mailbox):
    """Account ids by number."""
    from tests.domain.access.people import settle_house

    return settle_house()
