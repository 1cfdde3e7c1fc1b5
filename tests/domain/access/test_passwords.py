"""Which passwords may be chosen, and what choosing one ends."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.hashers import check_password, make_password
from django.db.models.functions import Now
from hypothesis import given
from hypothesis import strategies as st
from tests.domain.access.people import letters, work_off

from raschet.domain.access.models import Grant, OneTimePassword, Session, User
from raschet.domain.access.one_time import new_secret, secret_digest
from raschet.domain.access.passwords import PasswordFault, password_fault
from raschet.domain.access.selectors import one_time_password
from raschet.domain.access.services.choose_password import (
    OldPasswordWrong,
    OneTimePasswordNotValid,
    PasswordNotAllowed,
    change_password,
    choose_first_password,
)
from raschet.domain.access.services.delete_cabinet import delete_cabinet
from raschet.domain.access.services.issue_one_time_password import issue_one_time_password

GOOD = "tri slona v okne"
TODAY = datetime(2030, 1, 1, tzinfo=UTC).date()


@pytest.fixture
def vera(db, mailbox):
    user = User.objects.create(
        login="104584", email="vera@mail.example", password=make_password(None)
    )
    Grant.objects.create(user=user, account_id=3, role="OWNER", valid_from=datetime(2026, 1, 1))
    return user


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        (GOOD, None),
        ("десять зна", None),
        ("коротко!!", "SHORT"),
        ("я" * 257, "LONG"),
        ("qwertyuiop", "COMMON"),
        ("QwertyUiop", "COMMON"),
        ("йцукенгшщз", "COMMON"),
        ("password123", "COMMON"),
        ("qwerty123456", "COMMON"),
        ("1234567890", "COMMON"),
        ("абвгдежзий", "COMMON"),
        ("aaaaaaaaaaaa", "COMMON"),
        ("monkeymonkey", "COMMON"),
        ("1045841045", "NAME"),
        ("vera.petrova", "NAME"),
        ("104584 и другие слова", None),
    ],
)
def test_password_rules(password, fault):
    found = password_fault(password, login="104584", email="vera.petrova@mail.example")

    assert found == (PasswordFault(fault) if fault else None)


@given(st.text(max_size=300))
def test_any_text_is_judged(password):
    password_fault(password, login="104584", email="vera@mail.example")


@given(st.binary(min_size=1, max_size=1))
def test_secret_is_found_however_it_is_typed(noise):
    secret = new_secret()
    typed = secret.lower().replace("-", " " * (noise[0] % 3))

    assert len(secret.replace("-", "")) == 24
    assert secret_digest(f" {typed}\n") == secret_digest(secret)


def issued(user, purpose="REGISTRATION"):
    secret = issue_one_time_password(user_id=user.pk, purpose=OneTimePassword.Purpose(purpose))
    return secret, one_time_password(login=user.login, typed=secret)


def test_one_time_password_opens_the_choice_once(vera):
    _, one_time_id = issued(vera)
    now = datetime.now(UTC)

    user = choose_first_password(one_time_id=one_time_id, password=GOOD, now=now)

    assert check_password(GOOD, user.password)
    assert user.email_confirmed_at == now
    with pytest.raises(OneTimePasswordNotValid):
        choose_first_password(one_time_id=one_time_id, password=GOOD + "!", now=now)


@pytest.mark.parametrize(
    ("purpose", "valid"),
    [("REGISTRATION", timedelta(hours=72)), ("RECOVERY", timedelta(minutes=10))],
)
def test_one_time_password_has_its_time(vera, purpose, valid):
    _, one_time_id = issued(vera, purpose)
    expires = OneTimePassword.objects.get().expires_at

    assert abs(expires - datetime.now(UTC) - valid) < timedelta(minutes=1)
    with pytest.raises(OneTimePasswordNotValid):
        choose_first_password(one_time_id=one_time_id, password=GOOD, now=expires)


def test_newer_letter_voids_the_older_and_other_logins_cannot_use_it(vera):
    old, _ = issued(vera)
    new, _ = issued(vera)
    User.objects.create(login="104583", password="!")

    assert one_time_password(login="104584", typed=old) is None
    assert one_time_password(login="104583", typed=new) is None
    assert one_time_password(login=" 104584 ", typed=new) is not None


def test_weak_choice_keeps_the_one_time_password(vera):
    secret, one_time_id = issued(vera)

    with pytest.raises(PasswordNotAllowed):
        choose_first_password(one_time_id=one_time_id, password="qwertyuiop", now=datetime.now(UTC))

    assert one_time_password(login=vera.login, typed=secret) == one_time_id


def test_new_password_ends_every_other_session_and_says_so_by_letter(vera):
    _, one_time_id = issued(vera)
    choose_first_password(one_time_id=one_time_id, password=GOOD, now=datetime.now(UTC))
    for key in ("here", "elsewhere"):
        Session.objects.create(
            session_key=key, session_data="", user_id=vera.pk, expire_date=Now() + timedelta(1)
        )

    with pytest.raises(OldPasswordWrong):
        change_password(user_id=vera.pk, old="wrong", new=GOOD + "2", keep_session="here")
    change_password(user_id=vera.pk, old=GOOD, new=GOOD + " zimoy", keep_session="here")
    work_off()

    assert list(Session.objects.values_list("session_key", flat=True)) == ["here"]
    assert [letter["Subject"] for letter in letters()] == ["Ваш пароль изменён"]


def test_deleted_cabinet_leaves_nothing_that_names_the_person(vera):
    _, one_time_id = issued(vera)
    choose_first_password(one_time_id=one_time_id, password=GOOD, now=datetime.now(UTC))
    Session.objects.create(
        session_key="k", session_data="", user_id=vera.pk, expire_date=Now() + timedelta(1)
    )

    with pytest.raises(OldPasswordWrong):
        delete_cabinet(user_id=vera.pk, password="wrong", today=TODAY)
    delete_cabinet(user_id=vera.pk, password=GOOD, today=TODAY)
    work_off()

    left = User.objects.get()
    assert (left.login, left.email, left.name, left.is_active) == (
        f"deleted-{vera.pk}", "", "", False,
    )  # fmt: skip
    assert not left.has_usable_password()
    assert Grant.objects.get().valid_until == TODAY
    assert not Session.objects.exists()
    assert [letter["To"] for letter in letters()] == ["vera@mail.example"]
