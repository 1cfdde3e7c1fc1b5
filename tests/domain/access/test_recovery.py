"""Recovery: one answer, the same work; only the right pair gets a letter."""

import pytest
from django.db import connection
from tests.domain.access.people import letters, text_of, work_off
from tests.domain.access.test_registration import Counter

from raschet.domain.access.models import Grant, User
from raschet.domain.access.services.create_resident import create_resident
from raschet.domain.access.services.request_recovery import request_recovery
from raschet.domain.notifications.models import Letter


@pytest.fixture
def anna(house):
    from datetime import date

    user_id = create_resident(
        login="104582",
        email="Anna@mail.example",
        account_id=house["104582"],
        since=date(2026, 1, 1),
        actor="test",
        password="svet-v-okne-7",
    )
    return User.objects.get(pk=user_id)


def test_right_pair_gets_login_and_one_time_password(anna):
    request_recovery(number="104582", email="anna@mail.example", language="ru")
    work_off()

    (letter,) = letters()
    assert "Логин: 104582" in text_of(letter)
    assert "десять минут" in text_of(letter)
    assert User.objects.get().has_usable_password()


@pytest.mark.parametrize(
    ("number", "email", "change"),
    [
        ("104583", "anna@mail.example", {}),
        ("999999", "anna@mail.example", {}),
        ("104582", "boris@mail.example", {}),
        ("104582", "anna@mail.example", {"is_active": False}),
        ("104582", "anna@mail.example", {"role": "CASHIER"}),
        ("104582", "anna@mail.example", {"valid_until": "2026-02-01"}),
    ],
)
def test_any_other_pair_gets_nothing(anna, number, email, change):
    if "valid_until" in change:
        Grant.objects.update(**change)
    else:
        User.objects.update(**change)

    request_recovery(number=number, email=email, language="ru")
    work_off()

    assert list(letters()) == []
    assert Letter.objects.get().state == "DROPPED"


def test_asking_costs_the_same_whatever_the_pair_is(anna):
    costs = set()
    for number, email in [
        ("104582", "anna@mail.example"),
        ("104582", "x@mail.example"),
        ("999999", "x@mail.example"),
    ]:
        with connection.execute_wrapper(counting := Counter()):
            request_recovery(number=number, email=email, language="ru")
        costs.add(tuple(counting.statements))

    assert len(costs) == 1
