"""Every address is asked by every method as everybody; no address is without a row."""

from datetime import date

import pytest
from django.test import Client, override_settings
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern
from django.utils.translation import override
from tests.interfaces.authorisation.matrix import (
    ABSENT,
    DOOR,
    NOT_ALLOWED,
    OPEN,
    REFUSED,
    ROWS,
)

from raschet.domain.access.models import User
from raschet.domain.access.services.create_resident import create_resident
from raschet.domain.registry.models import Account, House, Unit

METHODS = ("get", "head", "post", "put", "patch", "delete", "options", "trace")
SITE = "tests.interfaces.authorisation.site"
WHO = ("visitor", "resident", "former")


def addresses(patterns=None, space=""):
    """Every pattern of the site by its name, however deep it lies."""
    for pattern in patterns if patterns is not None else get_resolver(SITE).url_patterns:
        if isinstance(pattern, URLPattern):
            assert pattern.name, pattern
            yield space + pattern.name
        else:
            inside = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from addresses(pattern.url_patterns, inside)


def test_every_address_has_a_row_and_every_row_an_address():
    assert set(addresses()) == {row.name for row in ROWS}
    assert len(ROWS) == len({row.name for row in ROWS})


def make(who):
    """A visitor, or a resident whose right to an account stands or has ended."""
    account = bare_account()
    if who == "visitor":
        return None
    user_id = create_resident(
        login=who,
        email=f"{who}@mail.example",
        account_id=account.pk,
        since=date(2026, 1, 1),
        actor="test",
    )
    user = User.objects.get(pk=user_id)
    if who == "former":
        user.grants.update(valid_until=date(2026, 2, 1))
    return user


def bare_account():
    """A flat with an account and nothing else: no bill, no meter, no payment."""
    house = House.objects.create(
        kind="APARTMENT", settlement="Энск", street="Садовая", number="10", address_key="10"
    )
    unit = Unit.objects.create(house=house, kind="FLAT", number="12", rooms=2)
    return Account.objects.create(
        number="104582", unit=unit, house=house, opened_on=date(2020, 1, 1)
    )


def asked_by(user):
    """A fresh browser, signed in unless it is a visitor's."""
    client = Client(headers={"host": "localhost"})
    if user is not None:
        client.force_login(user)
    return client


def outcome(answer):
    if answer.status_code == 302 and "/login/" in answer.headers["Location"]:
        return DOOR
    known = {404: ABSENT, 410: ABSENT, 405: NOT_ALLOWED, 403: REFUSED}
    if answer.status_code in known:
        return known[answer.status_code]
    assert answer.status_code in {200, 302}, answer.status_code
    return OPEN


def expected(row, method, who):
    if method in {"get", "head"}:
        return row.get[WHO.index(who)]
    if method == "post":
        return row.post[WHO.index(who)]
    return None


@pytest.mark.django_db
@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
@override_settings(ROOT_URLCONF=SITE)
def test_cell(row, who):
    user = make(who)
    found, wanted = {}, {}
    for language in ("ru", "en"):
        with override(language):
            address = reverse(row.name, args=row.arguments)
        for method in METHODS:
            data = [row.data] if method == "post" else []
            cell = language, method
            found[cell] = outcome(getattr(asked_by(user), method)(address, *data))
            wanted[cell] = expected(row, method, who) or found[cell]
            if expected(row, method, who) is None:
                # No address changes anything by a method that nobody wrote.
                assert found[cell] in {NOT_ALLOWED, DOOR, ABSENT}, cell

    assert found == wanted


@pytest.mark.django_db
@pytest.mark.parametrize(
    "row", [row for row in ROWS if row.post != (NOT_ALLOWED,) * 3], ids=lambda r: r.name
)
@override_settings(ROOT_URLCONF=SITE)
def test_no_deed_without_the_token_of_the_form(row):
    client = Client(headers={"host": "localhost"}, enforce_csrf_checks=True)

    assert client.post(reverse(row.name, args=row.arguments), row.data).status_code == 403
