"""Settings: sessions, password, objection, one more account, the end of a cabinet."""

import pytest
from django.conf import settings
from tests.domain.access.people import letters, work_off
from tests.interfaces.portal.checks import passed
from tests.interfaces.portal.conftest import PASSWORD, new_visitor, resident

from raschet.domain.access.models import Grant, Registration, Session, User
from raschet.domain.access.services.receive_registration import receive_registration

TODAY_NEW = "tri slona zimoy"


def signed(login):
    client = new_visitor()
    assert client.post("/login/", {"login": login, "password": PASSWORD}).status_code == 302
    return client


def test_devices_are_listed_and_signed_out_one_by_one_or_all(anna, boris):
    here, there, neighbour = signed("104582"), signed("104582"), signed("104583")
    html = here.get("/my/settings/").content.decode()
    assert html.count("Chrome, Android") >= 2
    assert html.count("Это устройство") == 1
    other = Session.objects.filter(user_id=anna.pk).order_by("started_at").last()
    foreign = Session.objects.get(user_id=boris.pk)

    assert here.post(f"/my/settings/sessions/{foreign.public_id}/end/").status_code == 404
    assert neighbour.get("/my/").status_code == 200
    assert here.post(f"/my/settings/sessions/{other.public_id}/end/").status_code == 302
    assert there.get("/my/").status_code == 302
    assert here.get("/my/").status_code == 200

    third = signed("104582")
    assert here.post("/my/settings/sessions/end/").headers["Location"] == "/login/"
    assert (here.get("/my/").status_code, third.get("/my/").status_code) == (302, 302)
    assert neighbour.get("/my/").status_code == 200


def test_password_is_changed_and_other_devices_are_out(mailbox, anna):
    here, there = signed("104582"), signed("104582")
    before = here.cookies[settings.SESSION_COOKIE_NAME].value

    wrong = here.post("/my/settings/password/", {"old": "x", "password": TODAY_NEW})
    assert "Текущий пароль не подошёл." in wrong.content.decode()
    weak = here.post("/my/settings/password/", {"old": PASSWORD, "password": "104582104582"})
    assert "повторяет ваш логин" in weak.content.decode()
    changed = here.post("/my/settings/password/", {"old": PASSWORD, "password": TODAY_NEW})

    assert changed.headers["Location"] == "/my/settings/?done=password"
    assert here.get("/my/settings/?done=password").status_code == 200
    assert there.get("/my/").status_code == 302
    assert here.cookies[settings.SESSION_COOKIE_NAME].value != before
    work_off()
    assert [letter["Subject"] for letter in letters()] == ["Ваш пароль изменён"]


def test_first_resident_objects_on_the_settings_page(house):
    anna = resident("104582", house["104582"])
    resident("104583", house["104583"])
    receive_registration(
        number="104582", surname="Иванова", passport="4512104582", email="x@mail.example",
        language="ru", pepper=settings.PASSPORT_PEPPER, today=anna.created_at.date(),
    )  # fmt: skip
    work_off()
    request = Registration.objects.get()
    address = f"/my/settings/requests/{request.public_id}/object/"
    owner, neighbour = signed("104582"), signed("104583")

    assert "Кто-то просит доступ" in owner.get("/my/settings/").content.decode()
    assert "Кто-то просит доступ" not in neighbour.get("/my/settings/").content.decode()
    assert neighbour.post(address).status_code == 404
    assert Registration.objects.get().state == "PAUSED"
    assert owner.post(address).headers["Location"] == "/my/settings/?done=objected"
    assert Registration.objects.get().state == "REFUSED"
    assert owner.post(address).status_code == 404


def test_one_more_account_needs_its_holders_passport(house):
    anna = resident("104582", house["104582"])
    client = signed("104582")
    details = {"number": "104583", "surname": "Петров", "passport": "4512104583"}
    check = passed(client, "/my/accounts/add/")

    answer = client.post("/my/accounts/add/", {**details, **check})
    work_off()

    assert answer.headers["Location"] == "/my/settings/?done=requested"
    assert Grant.objects.filter(user=anna, account_id=house["104583"]).exists()
    assert client.post("/my/accounts/add/", {**details, **check}).status_code == 200


def test_cabinet_is_deleted_with_the_password_and_a_tick(mailbox, anna):
    client = signed("104582")

    unsure = client.post("/my/settings/delete/", {"password": PASSWORD})
    assert "Поставьте отметку" in unsure.content.decode()
    wrong = client.post("/my/settings/delete/", {"password": "x", "sure": "on"})
    assert "Текущий пароль не подошёл." in wrong.content.decode()
    answer = client.post("/my/settings/delete/", {"password": PASSWORD, "sure": "on"})

    assert answer.headers["Location"] == "/deleted/"
    assert "storage" in answer.headers["Clear-Site-Data"]
    assert client.get("/deleted/").status_code == 200
    assert client.get("/my/").status_code == 302
    assert not User.objects.get().is_active


@pytest.mark.parametrize("tries", [5])
def test_failures_bring_a_check_and_a_right_password_with_it_gets_in(anna, tries):
    client = new_visitor()
    for attempt in range(tries):
        html = client.post("/login/", {"login": "104582", "password": "wrong"}).content.decode()
        assert ("<altcha-widget" in html) is (attempt == tries - 1)

    refused = client.post("/login/", {"login": "104582", "password": PASSWORD})
    assert "Проверка не прошла" in refused.content.decode()
    from tests.interfaces.portal.checks import work_done

    solved = work_done(client, refused.content.decode())
    answer = client.post("/login/", {"login": "104582", "password": PASSWORD, "altcha": solved})
    assert answer.headers["Location"] == "/my/"


def test_failures_of_a_stranger_elsewhere_leave_an_owner_with_a_check_never_a_lock(anna):
    from raschet.domain.access.models import Budget

    stranger = new_visitor()
    stranger.post("/login/", {"login": "104582", "password": "wrong"}, REMOTE_ADDR="198.51.100.1")
    Budget.objects.filter(kind="LOGIN.ACCOUNT").update(spent=1_000_000)
    owner = new_visitor()
    html = owner.post("/login/", {"login": "104582", "password": PASSWORD}).content.decode()
    from tests.interfaces.portal.checks import digits_read

    answer = owner.post("/login/", {"login": "104582", "password": PASSWORD, **digits_read(html)})
    assert answer.headers["Location"] == "/my/"
