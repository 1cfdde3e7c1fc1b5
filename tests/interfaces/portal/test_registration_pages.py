"""Registration and recovery as pages: one answer for everybody, values kept, nothing in addresses."""

import logging
import re

import pytest
from django.conf import settings
from django.db import connection
from tests.domain.access.people import letters, text_of, work_off
from tests.interfaces.portal.checks import digits_read, passed, work_done
from tests.interfaces.portal.conftest import new_visitor, resident

from raschet.domain.access.models import Registration, Session, User


def begin(client, number="104582", email="anna@mail.example", prefix=""):
    client.post(f"{prefix}/register/", {"number": number})
    answer = client.post(
        f"{prefix}/register/contact/",
        {"email": email, "email_again": email, "consent": "on"},
    )
    assert answer.headers["Location"] == f"{prefix}/register/person/"


def finish(client, number="104582", surname="Иванова", passport=None, prefix="", **more):
    address = f"{prefix}/register/person/"
    details = {"surname": surname, "passport": passport or f"45 12 {number}"}
    return client.post(address, {**details, **passed(client, address), **more})


def without_tokens(html):
    """A page without what is random on it."""
    html = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", html)
    return re.sub(r'check_token" value="[^"]+"|/check/[^"]+', "", html)


def test_resident_registers_and_arrives_in_the_cabinet(house, visitor):
    begin(visitor)
    answer = finish(visitor)
    assert answer.headers["Location"] == "/register/sent/"
    assert "a•••@mail.example" in visitor.get("/register/sent/").content.decode()

    work_off()
    (letter,) = letters()
    secret = re.search(r"пароль: (\S+)", text_of(letter)).group(1)
    opened = visitor.post("/login/", {"login": "104582", "password": secret.lower()})
    assert opened.headers["Location"] == "/password/"
    assert visitor.get("/my/").status_code == 302

    weak = visitor.post("/password/", {"password": "qwertyuiop"})
    assert "подбирают одним из первых" in weak.content.decode()
    chosen = visitor.post("/password/", {"password": "tri slona v okne"})
    assert chosen.headers["Location"] == "/my/"
    assert visitor.get("/my/").status_code == 200
    assert new_visitor().post("/login/", {"login": "104582", "password": secret}).status_code == 200


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_answer_is_the_same_for_match_miss_unknown_and_registered(house, prefix):
    resident("taken", house["104583"])
    answers = set()
    for number, passport in [
        ("104582", "4512104582"),
        ("104582", "4512000000"),
        ("104583", "4512104583"),
        ("999999", "4512999999"),
        ("104585", "4512104585"),
    ]:
        client = new_visitor()
        begin(client, number, f"o{len(Registration.objects.all())}@mail.example", prefix)
        answer = finish(client, number, "Иванова", passport, prefix)
        sent = client.get(f"{prefix}/register/sent/")
        answers.add(
            (answer.status_code, answer.headers["Location"], without_tokens(sent.content.decode()))
        )

    assert len(answers) == 1
    assert Registration.objects.count() == 5


def test_recovery_answers_the_same_for_every_pair(house):
    resident("104582", house["104582"])
    answers = set()
    for number, email in [
        ("104582", "104582@mail.example"),
        ("104582", "x@mail.example"),
        ("999999", "x@mail.example"),
    ]:
        client = new_visitor()
        answer = client.post(
            "/recover/", {"number": number, "email": email, **passed(client, "/recover/")}
        )
        page = client.get(answer.headers["Location"]).content.decode()
        answers.add((answer.status_code, without_tokens(page)))

    assert len(answers) == 1
    work_off()
    assert [letter["To"] for letter in letters()] == ["104582@mail.example"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("12345", "Номер счёта состоит из 6 цифр, у вас 5."),
        ("", "Введите номер лицевого счёта: 6 цифр в левом верхнем углу квитанции."),
        ("сто", "В номере счёта только цифры. Сверьте его с квитанцией."),
        ("1" * 41, "Номер счёта состоит из 6 цифр."),
    ],
)
def test_wrong_number_is_named_and_kept(db, visitor, typed, said):
    html = visitor.post("/register/", {"number": typed}).content.decode()

    assert said in html
    assert f'value="{typed}"' in html or not typed
    assert "<title>Ошибка: " in html
    assert f'href="#id_number">{said}' in html


@pytest.mark.parametrize("typed", ["104 582", "104-582", "л/с 104582", "№104582", "１０４５８２"])
def test_number_is_taken_as_people_copy_it(db, visitor, typed):
    assert visitor.post("/register/", {"number": typed}).status_code == 302
    assert "104 582" in visitor.get("/register/contact/").content.decode().replace(
        "\u202f", " "
    ).replace("\xa0", " ")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"email": "anna@mail.rj"}, "может быть, mail.ru?"),
        ({"email": "anna"}, "Адрес введён не полностью"),
        ({"email": "anna@mail.ru", "email_again": "ana@mail.ru"}, "Адреса различаются"),
        ({"email": "anna@mail.ru", "email_again": "anna@mail.ru"}, "Без согласия"),
        ({"email": "a@b.example\nBcc: x@y.example"}, "Адрес введён не полностью"),
    ],
)
def test_contact_mistakes_are_said_and_kept(db, visitor, data, said):
    visitor.post("/register/", {"number": "104582"})

    html = visitor.post("/register/contact/", data).content.decode()

    assert said in html
    assert data["email"].split("\n")[0] in html


def test_pages_out_of_order_lead_back_to_the_first(db, visitor):
    for address in ("contact/", "person/", "sent/"):
        assert visitor.get(f"/register/{address}").headers["Location"] == "/register/"
    assert visitor.post("/register/sent/again/").headers["Location"] == "/register/"
    assert visitor.get("/password/").headers["Location"] == "/login/"


def test_passport_is_neither_in_the_session_nor_in_logs_nor_in_addresses(house, visitor, caplog):
    caplog.set_level(logging.DEBUG)
    statements = []

    def listen(execute, sql, params, many, context):
        statements.append(repr(params))
        return execute(sql, params, many, context)

    begin(visitor)
    with connection.execute_wrapper(listen):
        visitor.post("/register/person/", {"surname": "Иванова", "passport": "4512104582"})
        finish(visitor)
    work_off()

    seen = "\n".join(
        [caplog.text, *statements, *(row.session_data for row in Session.objects.all())]
    )
    assert "4512104582" not in seen
    assert "45 12 104582" not in seen
    for row in Session.objects.all():
        assert "4512104582" not in repr(row.get_decoded())


def test_a_storm_on_one_account_makes_the_check_harder_and_sends_matches_to_people(house):
    levels = []
    for _ in range(13):
        client = new_visitor()
        begin(client)
        answer = finish(client, passport="4512000000")
        if answer.status_code == 200:
            page = answer.content.decode()
            assert "проверка стала дольше" in page
            levels.append(int(re.search(r"level=(\d)", page).group(1)))
            assert send_again(client, page, "4512000000").status_code == 302

    assert levels == sorted(levels)
    assert levels[-1] >= 2
    client = new_visitor()
    begin(client, email="owner@mail.example")
    send_again(client, finish(client).content.decode(), "4512104582")
    work_off()
    assert Registration.objects.get(email="owner@mail.example").state == "PERSON"
    assert not User.objects.exists()


def send_again(client, page, passport):
    """Send the last page again with the harder check that it now shows."""
    details = {"surname": "Иванова", "passport": passport, "altcha": work_done(client, page)}
    return client.post("/register/person/", details)


def test_without_scripts_the_digits_do(house, visitor):
    begin(visitor)
    page = visitor.get("/register/person/").content.decode()
    noscript = page.partition("<noscript>")[2].partition("</noscript>")[0]
    picture = re.search(r'<img class="check-picture" src="([^"]+)"', noscript).group(1)
    sound = re.search(r'<audio [^>]*src="([^"]+)"', noscript).group(1)
    assert visitor.get(picture).content[:8] == b"\x89PNG\r\n\x1a\n"
    assert visitor.get(sound).content[:4] == b"RIFF"

    answer = visitor.post(
        "/register/person/",
        {"surname": "Иванова", "passport": "4512104582", **digits_read(noscript)},
    )

    assert answer.headers["Location"] == "/register/sent/"


def test_change_to_the_picture_keeps_what_was_typed(house, visitor):
    begin(visitor)

    html = visitor.post(
        "/register/person/", {"surname": "Иванова", "passport": "45", "check": "change"}
    ).content.decode()

    assert 'value="Иванова"' in html
    assert "error-text" not in html
    assert "<altcha-widget" not in html
    assert 'class="check-picture"' in html
    assert settings.PASSPORT_PEPPER.decode() not in html
