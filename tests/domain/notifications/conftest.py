"""A real relay, and letters of a kind that exists in tests alone."""

import pytest
from tests.domain.notifications.relay import Relay


@pytest.fixture
def relay():
    with Relay() as relay:
        yield relay


@pytest.fixture
def greeting():
    """Registers the kind GREETING; ``greeting.wanted`` says whether it still has words."""
    from tests.domain.notifications import greetings

    greetings.WANTED = True
    return greetings
