"""Signing in and out: one error for every miss, a new session each time, no way round the clocks."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db.models import F
from django.test import Client
from tests.interfaces.portal.conftest import PASSWORD

from raschet.domain.access import password_hashers
from raschet.domain.access.models import Session, User
from raschet.domain.access.session_store import key_digest

COOKIE = settings.SESSION_COOKIE_NAME


def sign_in(client, login, password, **more):
    return client.post("/login/", {"login": login, "password": password, **more})


def test_right_password_opens_the_cabinet_and_no_address_names_the_resident(anna, visitor):
    answer = sign_in(visitor, anna.login, PASSWORD)

    assert (answer.status_code, answer.headers["Location"]) == (302, "/my/")
    assert visitor.get("/my/").status_code == 200


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("104582", "wrong-password"),
        ("999999", PASSWORD),
        ("104582", PASSWORD + " "),
        ("\u0000", "any-password"),
    ],
)
def test_every_miss_has_the_same_answer_and_keeps_the_login(anna, visitor, login, password):
    answer = sign_in(visitor, login, password)

    html = answer.content.decode()
    assert answer.status_code == 200
    assert password not in html
    assert not Session.objects.filter(user_id=anna.pk).exists()
    if "\u0000" not in login:
        assert "Логин или пароль не подошли." in html
        assert f'value="{login}"' in html


@pytest.mark.parametrize("state", [{"is_active": False}, {"role": "OPERATOR"}])
def test_switched_off_logins_and_the_centres_people_do_not_get_in_here(anna, visitor, state):
    User.objects.filter(pk=anna.pk).update(**state)

    assert sign_in(visitor, anna.login, PASSWORD).status_code == 200
    assert visitor.get("/my/").status_code == 302


@pytest.mark.parametrize("login", ["104582", "no-such-login", "off", "fresh", "staff"])
def test_every_try_costs_one_hash_and_the_same_queries(
    anna, visitor, login, django_assert_num_queries
):
    User.objects.create(login="off", password=anna.password, is_active=False)
    User.objects.create(login="fresh", password="!")
    User.objects.create(login="staff", password=anna.password, role="CASHIER")
    before = password_hashers.GATE.passed

    with django_assert_num_queries(7):
        sign_in(visitor, login, "wrong-password")

    assert password_hashers.GATE.passed - before == 1


def test_session_key_is_new_after_sign_in_and_stands_in_the_table_as_a_digest(anna, visitor):
    planted = "a" * 32
    visitor.cookies[COOKIE] = planted

    sign_in(visitor, anna.login, PASSWORD)

    key = visitor.cookies[COOKIE].value
    row = Session.objects.get(user_id=anna.pk)
    assert key != planted
    assert row.session_key == key_digest(key)
    assert key not in row.session_data
    assert row.device == "Chrome, Android"


def test_sign_out_ends_the_session_for_whoever_copied_the_cookie(signed_in):
    copied = Client(headers={"host": "localhost"})
    copied.cookies[COOKIE] = signed_in.cookies[COOKIE].value
    assert copied.get("/my/").status_code == 200

    answer = signed_in.post("/logout/")

    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert copied.get("/my/").status_code == 302


def test_sign_out_is_a_deed_not_a_link(signed_in):
    assert signed_in.get("/logout/").status_code == 405
    assert signed_in.get("/my/").status_code == 200


@pytest.mark.parametrize(
    ("field", "age", "open_"),
    [
        ("expire_date", timedelta(minutes=29), True),
        ("expire_date", timedelta(minutes=31), False),
    ],
)
def test_idle_session_ends(signed_in, field, age, open_):
    Session.objects.update(**{field: F(field) - age})

    assert (signed_in.get("/my/").status_code == 200) is open_


def test_busy_session_ends_twelve_hours_after_it_began(signed_in):
    Session.objects.update(
        started_at=F("started_at") - timedelta(hours=11, minutes=50),
        seen_at=F("seen_at") - timedelta(minutes=5),
    )

    assert signed_in.get("/my/").status_code == 200

    row = Session.objects.get()
    assert row.expire_date == row.started_at + timedelta(hours=12)
    assert row.expire_date - row.seen_at < timedelta(minutes=11)


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/my/settings/", "/my/settings/"),
        ("https://evil.example/", "/my/"),
        ("//evil.example/", "/my/"),
        ("javascript:alert(1)", "/my/"),
        ("", "/my/"),
    ],
)
def test_sign_in_leads_on_to_pages_of_ours_alone(anna, visitor, wanted, reached):
    assert sign_in(visitor, anna.login, PASSWORD, next=wanted).headers["Location"] == reached


def test_closed_page_leads_through_the_sign_in(anna, visitor):
    answer = visitor.get("/en/my/settings/")

    assert answer.headers["Location"] == "/en/login/?next=/en/my/settings/"


def test_full_gate_says_so_with_503_and_when_to_come_back(anna, visitor, monkeypatch):
    gate = password_hashers.HashGate(places=1, wait_seconds=0.01)
    monkeypatch.setattr(password_hashers, "GATE", gate)

    with gate.place():
        answer = sign_in(visitor, anna.login, PASSWORD)

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert f'value="{anna.login}"' in answer.content.decode()


def test_pages_of_a_session_are_kept_out_of_caches_and_carry_the_headers(signed_in):
    headers = signed_in.get("/my/").headers

    assert "no-store" in headers["Cache-Control"]
    assert "private" in headers["Cache-Control"]
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "microphone=()" in headers["Permissions-Policy"]
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert "script-src 'self'" in headers["Content-Security-Policy"]


def test_cookies_carry_the_host_prefix_and_every_flag(anna, visitor):
    visitor.get("/login/")
    sign_in(visitor, anna.login, PASSWORD)

    for name in ("__Host-sid", "__Host-csrf"):
        cookie = visitor.cookies[name]
        assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")
        assert (cookie["path"], cookie["domain"]) == ("/", "")
