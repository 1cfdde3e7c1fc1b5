"""A small town with residents: Anna signs in, Boris is her neighbour, Vera is a stranger."""

from datetime import date

import pytest
from django.test import Client

PASSWORD = "svet-v-okne-7"
SINCE = date(2026, 1, 1)


@pytest.fixture
def anna(db):
    # Models can be imported once pytest-django has set Django up, after this file is read.
    from django.contrib.auth.hashers import make_password

    from raschet.domain.access.models import Grant, User

    user = User.objects.create(
        login="104582", email="anna@mail.example", password=make_password(PASSWORD)
    )
    Grant.objects.create(user=user, account_id=1, role="OWNER", valid_from=SINCE)
    return user


@pytest.fixture
def visitor():
    return Client(
        headers={"host": "localhost", "user-agent": "Mozilla/5.0 (Linux; Android 14) Chrome/142"}
    )


@pytest.fixture
def signed_in(anna, visitor):
    answer = visitor.post("/login/", {"login": anna.login, "password": PASSWORD})
    assert answer.status_code == 302
    return visitor
