"""Residents of a small house: Anna signs in, Boris is her neighbour, Vera is a stranger."""

from datetime import date

import pytest
from django.test import Client
from tests.domain.access.fixtures import house, mailbox

__all__ = ["house", "mailbox"]
PASSWORD = "svet-v-okne-7"
SINCE = date(2026, 1, 1)
PHONE = "Mozilla/5.0 (Linux; Android 14) Chrome/142"


def new_visitor():
    return Client(headers={"host": "localhost", "user-agent": PHONE})


def resident(login, account_id):
    # Models can be imported once pytest-django has set Django up, after this file is read.
    from raschet.domain.access.models import User
    from raschet.domain.access.services.create_resident import create_resident

    user_id = create_resident(
        login=login,
        email=f"{login}@mail.example",
        account_id=account_id,
        since=SINCE,
        actor="test",
        password=PASSWORD,
    )
    return User.objects.get(pk=user_id)


@pytest.fixture
def anna(db):
    return resident("104582", 1)


@pytest.fixture
def boris(db):
    return resident("104583", 2)


@pytest.fixture
def visitor():
    return new_visitor()


@pytest.fixture
def signed_in(anna, visitor):
    answer = visitor.post("/login/", {"login": anna.login, "password": PASSWORD})
    assert answer.status_code == 302
    return visitor
