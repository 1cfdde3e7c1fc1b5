"""Pages are rendered with the static files in their served form, collected once for all tests."""

import pytest
from django.test import override_settings

from raschet.interfaces.ui.static_files import collect_static_files


@pytest.fixture(scope="session", autouse=True)
def static_files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site") / "static"
    with override_settings(STATIC_ROOT=folder):
        collect_static_files()
        yield folder
