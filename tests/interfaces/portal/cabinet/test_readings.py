"""Giving readings in the cabinet: taken with a receipt, refused with a reason, typed words kept."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

GIVEN = "/my/readings/given/"


@pytest.fixture
def anna(residents):
    """Anna, with the name of the field of her meter."""
    return residents.anna, f"r{residents.town.register.pk}"


def stored():
    from raschet.domain.readings.models import Reading

    today = timezone.localdate()
    rows = Reading.objects.filter(taken_on__gte=today - timedelta(days=1)).order_by("revision")
    return [(row.value_micro, row.state, row.channel) for row in rows]


def plain(answer):
    return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_reading_is_taken_with_a_receipt_and_shown_from_then_on(anna):
    browser, field = anna

    sent = browser.post("/my/readings/", {field: "109,5", "key": str(uuid4())})
    given = browser.get(GIVEN)

    assert (sent.status_code, sent.headers["Location"]) == (302, GIVEN)
    assert stored() == [(109_500_000, "ACCEPTED", "CABINET")]
    assert "Показания приняты" in plain(given)
    assert given.context["number"] in plain(given)
    assert 'value="109,5"' in plain(browser.get("/my/readings/"))
    assert browser.get("/my/").context["readings"].rows[0].given == "109,5"


def test_second_press_of_the_button_is_the_same_visit(anna):
    browser, field = anna
    visit = {field: "109", "key": str(uuid4())}

    browser.post("/my/readings/", visit)
    number = browser.get(GIVEN).context["number"]
    browser.post("/my/readings/", visit)

    assert len(stored()) == 1
    assert browser.get(GIVEN).context["number"] == number


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Впишите хотя бы одно показание."),
        ("сто", "Впишите цифры с табло, например 421."),
        ("90", "90 м³ меньше прошлого показания, 105 м³. Проверьте цифры на табло."),
        ("-5", "Впишите цифры с табло, например 421."),
        ("1234567", "Цифр больше, чем на табло."),
    ],
)
def test_wrong_reading_is_refused_with_its_reason_and_stays_typed(anna, typed, words):
    browser, field = anna

    answer = browser.post("/my/readings/", {field: typed, "key": str(uuid4())})

    assert answer.status_code == 200
    assert words in plain(answer)
    assert "<title>Ошибка: " in plain(answer)
    assert f'value="{typed}"' in plain(answer)
    assert stored() == []


def test_unusual_use_is_asked_about_and_taken_once_confirmed(anna):
    browser, field = anna

    asked = browser.post("/my/readings/", {field: "900", "key": str(uuid4())})
    assert "Да, показание верное" in plain(asked)
    assert stored() == []

    browser.post("/my/readings/", {field: "900", f"ok{field[1:]}": "1", "key": str(uuid4())})

    assert [row[0] for row in stored()] == [900_000_000]


def test_meter_of_a_neighbour_is_not_written_to(residents):
    field = f"r{residents.town.register.pk}"

    answer = residents.boris.post("/my/readings/", {field: "109", "key": str(uuid4())})

    assert answer.status_code == 200
    assert stored() == []


def test_right_to_look_gives_no_readings(anna):
    from raschet.domain.access.models import Grant

    browser, field = anna
    Grant.objects.filter(user__login="anna").update(role="READ")

    assert "Передать показания" not in plain(browser.get("/my/readings/")).partition("<footer")[0]
    assert browser.post("/my/readings/", {field: "109"}).status_code == 404
    assert stored() == []


def test_receipt_of_another_account_is_not_shown(anna):
    from raschet.domain.registry.models import Account

    browser, field = anna
    browser.post("/my/readings/", {field: "109", "key": str(uuid4())})
    other = Account.objects.get(number="104584")

    browser.post("/my/accounts/", {"account": str(other.public_id)})

    assert browser.get(GIVEN).headers["Location"] == "/my/readings/"


def test_estimate_while_typing_keeps_nothing_and_says_what_it_costs(anna):
    browser, field = anna

    answer = browser.post("/my/readings/estimate/", {field: "109"}).json()
    nonsense = browser.post("/my/readings/estimate/", {field: "x"}).json()

    assert answer["uses"] == {field: "Расход 4\N{NO-BREAK SPACE}м³"}
    assert answer["estimate"].startswith("Около ")
    assert nonsense == {"uses": {}, "estimate": ""}
    assert stored() == []
    assert browser.get("/my/readings/estimate/").status_code == 405


def test_form_without_its_token_is_refused(residents):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    strict.cookies = residents.anna.cookies

    assert strict.post("/my/readings/", {"r1": "5"}).status_code == 403
    assert strict.post("/my/readings/estimate/", {"r1": "5"}).status_code == 403
    assert strict.post("/my/accounts/", {"account": str(uuid4())}).status_code == 403
