"""Readings without a sign-in: three pages through Django's client, clock in hand."""

import logging
import re
import uuid
from datetime import UTC, date, datetime

import pytest
from django.conf import settings
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.domain.readings.visits import standing, visit
from tests.domain.town import COLD_WATER, MICRO, meter, small_town

from raschet.domain.readings.models import Reading, Submission
from raschet.domain.registry.models import AccountHolder, Meter, Register, Verification

pytestmark = pytest.mark.django_db

PRIVATE = ["Иванова", "Садовая", "105", "821-", "104582-1"]
"""Name, street, last reading and serial number of the account."""


@pytest.fixture
def town(django_db_blocker):
    made = small_town()
    AccountHolder.objects.create(
        account_id=made.anna.pk, name="Иванова Анна Петровна", valid_from=date(2020, 1, 1)
    )
    return made


@pytest.fixture
def clock(monkeypatch):
    """Sets the clock of the site; noon of 12 November in the centre's zone at first."""

    def set_(month, day, hour=9, minute=0):
        moment = datetime(2026, month, day, hour, minute, tzinfo=UTC)
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    set_(11, 12)
    return set_


@pytest.fixture
def visitor():
    return Client(headers={"host": "localhost"})


def begin(visitor, number="104582", prefix=""):
    """The address of the meters' page."""
    answer = visitor.post(f"{prefix}/readings/", {"number": number})
    assert answer.status_code == 302, answer.content.decode()
    return answer.url


def key_of(html):
    return re.search(r'name="key" value="([0-9a-f-]+)"', html)[1]


def send(visitor, page, values, **more):
    """Send the meters' page as it stands with values by register."""
    html = visitor.get(page).content.decode()
    data = {f"r{register.pk}": value for register, value in values.items()}
    return visitor.post(page, {"key": key_of(html), **data, **more}, follow=True)


def text_of(answer):
    html = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", html.replace("\xa0", " "))


def test_reading_is_given_in_three_pages(town, clock, visitor):
    page = begin(visitor)
    answer = send(visitor, page, {town.register: "110"})

    text = text_of(answer)
    number = Submission.objects.get().number
    assert answer.redirect_chain[-1][0] == f"{page}done/"
    assert "Приняли 12 ноября в 12:00" in text
    assert number in text
    assert "Исправить можно до 25 ноября" in text
    row = Reading.objects.get(revision=3)
    assert (row.channel, row.actor, row.value_micro) == ("SITE", "site", 110 * MICRO)


def test_english_is_complete(town, clock, visitor):
    page = begin(visitor, prefix="/en")

    text = text_of(send(visitor, page, {town.register: "110"}))

    assert "Taken on 12 November at 12:00" in text
    # The names of the centre and the town are its own.
    words = text.replace("Расчётный центр", "").replace("г. Светлореченск", "")
    words = words.replace("Русский", "")
    assert re.findall("[А-Яа-яЁё]+", words) == []


@pytest.mark.parametrize("typed", ["104 582", "104-582", "л/с 104582", "№104582", "１０４５８２"])
def test_account_number_is_understood_as_people_write_it(town, clock, visitor, typed):
    assert begin(visitor, typed).startswith("/readings/")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Введите номер лицевого счёта"),
        ("12345", "Номер счёта состоит из 6 цифр, у вас 5."),
        ("104599", "Счёта 104 599 у нас нет. Проверьте номер на квитанции."),
        ("привет", "Это не похоже на номер лицевого счёта"),
    ],
)
def test_account_number_that_is_none_is_told_and_kept(town, clock, visitor, typed, said):
    answer = visitor.post("/readings/", {"number": typed})

    html = answer.content.decode()
    assert said in text_of(answer)
    assert "<title>Ошибка: " in html
    assert f'value="{typed}"' in html or not typed


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Впишите хотя бы одно показание."),
        ("abc", "Впишите цифры с табло, например 421."),
        ("-5", "Впишите цифры с табло, например 421."),
        ("104", "Меньше последнего принятого показания. Проверьте цифры на табло."),
        ("900", "Необычно большой расход."),
        ("1000000", "Цифр больше, чем на табло."),
    ],
)
def test_what_is_wrong_is_told_and_the_value_is_kept(town, clock, visitor, typed, said):
    answer = send(visitor, begin(visitor), {town.register: typed})

    html = answer.content.decode()
    assert said in text_of(answer)
    assert "Показания пока не приняты" in html
    assert "<title>Ошибка: " in html
    assert f'value="{typed}"' in html
    assert Submission.objects.count() == 0


def test_unusual_value_is_confirmed_and_held(town, clock, visitor):
    page = begin(visitor)
    send(visitor, page, {town.register: "900"})

    answer = send(visitor, page, {town.register: "900"}, **{f"ok{town.register.pk}": "on"})

    assert "посмотрит наш сотрудник" in text_of(answer)
    assert standing(town.register)[-1][:2] == (900, "HELD")


def test_changed_meter_is_held(town, clock, visitor):
    page = begin(visitor)
    assert "Счётчик меняли" in text_of(send(visitor, page, {town.register: "3"}))

    answer = send(visitor, page, {town.register: "3"}, **{f"new{town.register.pk}": "on"})

    assert "счётчик меняли. Проверим" in text_of(answer)
    assert standing(town.register)[-1][:2] == (3, "HELD")


def test_given_reading_is_corrected_on_the_same_page(town, clock, visitor):
    page = begin(visitor)
    send(visitor, page, {town.register: "112"})
    assert 'value="112"' in visitor.get(page).content.decode()

    send(visitor, page, {town.register: "110"})

    assert [row[:2] for row in standing(town.register)[2:]] == [
        (112, "SUPERSEDED"),
        (110, "ACCEPTED"),
    ]


def test_digits_behind_the_last_wheel_are_cut_and_told(town, clock, visitor):
    Meter.objects.update(decimals=0)

    answer = send(visitor, begin(visitor), {town.register: "110,9"})

    assert "Лишние цифры после запятой" in text_of(answer)
    assert Reading.objects.get(revision=3).value_micro == 110 * MICRO


def test_zones_are_two_fields_of_one_card(town, clock, visitor):
    made = Meter.objects.create(
        house=town.house, unit=town.anna.unit, account_id=town.anna.pk, service_id=4, serial="E1",
        digits=6, decimals=1, installed_on=date(2024, 1, 1),
    )  # fmt: skip
    day = Register.objects.create(meter=made, number=1, zone="DAY", initial_micro=0)
    Register.objects.create(meter=made, number=2, zone="NIGHT", initial_micro=0)
    page = begin(visitor)

    assert visitor.get(page).content.decode().count('class="meter"') == 2
    answer = send(visitor, page, {day: "50"})

    assert "Электричество, День" in text_of(answer)


# The window.


def test_closed_window_counts_in_the_next_month(town, clock, visitor):
    clock(11, 26)
    page = begin(visitor)

    said = text_of(visitor.get(page))
    done = text_of(send(visitor, page, {town.register: "110"}))

    assert "Приём за ноябрь закончился 25 ноября. Это показание учтём за декабрь." in said
    assert "учтём за декабрь" in done
    assert standing(town.register)[-1][3] == date(2026, 12, 1)


def test_window_that_closes_while_a_person_types(town, clock, visitor):
    clock(11, 25, 20, 50)
    page = begin(visitor)
    html = visitor.get(page).content.decode()
    clock(11, 25, 21, 5)

    answer = visitor.post(page, {"key": key_of(html), f"r{town.register.pk}": "110"}, follow=True)

    assert "учтём за декабрь" in text_of(answer)
    assert "Приём за прошлый месяц уже закончился" in text_of(answer)


def test_early_reading_is_welcome(town, clock, visitor):
    clock(11, 3)

    text = text_of(visitor.get(begin(visitor)))

    assert "Собираем показания с 15 ноября. Передать можно и сейчас, учтём за ноябрь." in text


def test_account_without_meters_is_told_so(town, clock, visitor):
    text = text_of(visitor.get(begin(visitor, "104583")))

    assert "На этом счёте нет счётчиков. Начисляем по нормативу." in text


def test_expired_verification_is_said_before_and_after(town, clock, visitor):
    Verification.objects.update(due_on=date(2026, 10, 3))
    page = begin(visitor)
    words = "Срок поверки вышел 3 октября 2026. Показание примем, но начислим по среднему."

    assert words in text_of(visitor.get(page))
    assert words in text_of(send(visitor, page, {town.register: "110"}))


# Doubles.


def test_double_click_is_one_visit(town, clock, visitor):
    page = begin(visitor)
    data = {"key": key_of(visitor.get(page).content.decode()), f"r{town.register.pk}": "110"}

    first, second = visitor.post(page, data), visitor.post(page, data)

    assert (first.status_code, second.status_code) == (302, 302)
    assert Submission.objects.count() == 1


def test_page_kept_by_the_back_button_is_a_new_visit_each_time(town, clock, visitor):
    """110, 111, 110, 111 from one kept page: the last word counts, a double click adds nothing."""
    page = begin(visitor)
    key = key_of(visitor.get(page).content.decode())
    for value in ("110", "111", "110", "111", "111"):
        visitor.post(page, {"key": key, f"r{town.register.pk}": value})

    rows = standing(town.register)[2:]
    assert [row[0] for row in rows] == [110, 111, 110, 111]
    assert [row[1] for row in rows] == ["SUPERSEDED"] * 3 + ["ACCEPTED"]


def test_two_tabs_of_two_accounts_do_not_mix(town, clock, visitor):
    meter(town.house, town.vera, COLD_WATER, initial_micro=0)
    anna, vera = begin(visitor), begin(visitor, "104583")

    assert "104 582" in text_of(visitor.get(anna))
    assert "104 583" in text_of(visitor.get(vera))
    answer = visitor.post(vera, {"key": uuid.uuid4(), f"r{town.register.pk}": "110"})
    assert "Впишите хотя бы одно показание." in text_of(answer)


# What a stranger may not learn.


def test_pages_show_nothing_private(town, clock, visitor):
    Meter.objects.update(serial="77700821")
    page = begin(visitor)
    pages = [
        visitor.get(page),
        send(visitor, page, {town.register: "104"}),
        send(visitor, page, {town.register: "900"}),
        send(visitor, page, {town.register: "110"}),
    ]
    for answer in pages:
        html = answer.content.decode()
        for secret in ["Иванова", "Садовая", "105", "77700821", f">{town.anna.pk}<"]:
            assert secret not in re.sub(r'name="(?:csrf\w+|key)" value="[^"]+"', "", html), secret
        assert "…821" in html
        assert "no-store" in answer.headers["Cache-Control"]


def test_installation_may_show_previous_readings(town, clock, visitor, monkeypatch):
    page = begin(visitor)
    assert "Было" not in text_of(visitor.get(page))
    monkeypatch.setattr(
        settings, "RASCHET", type(settings.RASCHET)(show_last_readings="1", demo="0")
    )

    assert "Было 105 м³, 24 октября 2026" in text_of(visitor.get(page))
    assert "104 м³ меньше прошлого показания, 105 м³" in text_of(
        send(visitor, page, {town.register: "104"})
    )


def test_nobody_learns_that_a_signed_in_reading_stands(town, clock, visitor):
    plain = begin(visitor)
    before = text_of(send(visitor, plain, {town.register: "110"}))
    Reading.objects.filter(revision=3).delete()
    visit(town.anna, town.register, 111, channel="CABINET")

    after = text_of(send(visitor, begin(visitor), {town.register: "110"}))

    numberless = re.compile(r"\d{4}-\d{4}-\d{4}-\d{4}")
    assert numberless.sub("", after) == numberless.sub("", before)
    assert standing(town.register)[-1][:3] == (110, "HELD", "STRONGER_STANDS")


def test_addresses_and_logs_hold_no_account_number(town, clock, visitor, caplog):
    with caplog.at_level(logging.INFO):
        page = begin(visitor)
        answer = send(visitor, page, {town.register: "110"})

    assert "104582" not in page
    assert "104582" not in str(answer.redirect_chain)
    assert "104582" not in caplog.text


def test_address_of_another_session_opens_nothing(town, clock, visitor):
    page = begin(visitor)

    stranger = Client(headers={"host": "localhost"}).get(page)

    assert stranger.status_code == 410
    assert "Страница была открыта слишком долго." in text_of(stranger)
    assert "104 582" not in text_of(stranger)


# Receipts.


def test_receipt_is_checked_by_anyone_and_tells_nothing_of_whose(town, clock, visitor):
    send(visitor, begin(visitor), {town.register: "110"})
    number = Submission.objects.get().number
    stranger = Client(headers={"host": "localhost"})

    answer = stranger.post("/receipts/", {"number": number.replace("-", " ")})

    text = text_of(answer)
    assert "Квитанция подлинная" in text
    assert "value cold_water meter ..821 110 M3" in text
    assert "BEGIN PUBLIC KEY" in text
    for secret in ["104582", "104 582", "Иванова", "Садовая"]:
        assert secret not in text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Введите номер квитанции."),
        ("2611", "Номер квитанции состоит из 16 цифр."),
        ("2611-0000-0000-0000", "Квитанции с таким номером мы не выдавали."),
    ],
)
def test_number_that_is_no_receipt_is_told(town, visitor, typed, said):
    assert said in text_of(visitor.post("/receipts/", {"number": typed}))


def test_forged_receipt_is_told(town, clock, visitor):
    send(visitor, begin(visitor), {town.register: "110"})
    row = Submission.objects.get()
    Submission.objects.update(signed_text=row.signed_text.replace("110 M3", "109 M3"))

    assert "Подпись не подходит к тексту" in text_of(
        visitor.post("/receipts/", {"number": row.number})
    )


# Appearance.


def test_size_and_contrast_are_remembered_by_the_browser(visitor):
    visitor.post("/accessibility/", {"size": "largest", "contrast": "high"})

    html = visitor.get("/privacy/").content.decode()

    assert '<html lang="ru" class="govuk-template text-largest contrast-high">' in html
    visitor.cookies["view"] = '"><script>.high'
    assert "<script>." not in visitor.get("/privacy/").content.decode()


# Whatever is sent.

WORDS = st.text(st.characters(codec="utf-8"), max_size=60)


@hypothesis_settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    print_blob=True,
)
@given(number=WORDS, typed=WORDS, key=WORDS, marks=st.lists(st.booleans(), min_size=2, max_size=2))
def test_no_form_breaks_the_site(town, clock, number, typed, key, marks):
    visitor = Client(headers={"host": "localhost"})
    assert visitor.post("/readings/", {"number": number}).status_code in {200, 302}
    assert visitor.post("/receipts/", {"number": number}).status_code == 200
    assert visitor.post("/accessibility/", {"size": number, "contrast": typed}).status_code == 200
    assert visitor.get(f"/readings/{uuid.uuid5(uuid.NAMESPACE_URL, key)}/").status_code == 410
    page = begin(visitor)
    data = {f"r{town.register.pk}": typed, "key": key}
    data |= {f"ok{town.register.pk}": "on"} if marks[0] else {}
    data |= {f"new{town.register.pk}": "on"} if marks[1] else {}
    assert visitor.post(page, data).status_code in {200, 302}


@pytest.mark.parametrize("name", ["page", "submit"])
def test_number_of_questions_does_not_grow_with_meters_and_history(
    town, clock, visitor, django_assert_max_num_queries, name
):
    page = begin(visitor)
    for index in range(4):
        meter(town.house, town.anna, COLD_WATER, initial_micro=0, serial=f"x{index}")
    registers = list(Register.objects.filter(meter__account_id=town.anna.pk))
    html = visitor.get(page).content.decode()
    data = {"key": key_of(html)} | {f"r{register.pk}": "106" for register in registers}
    with django_assert_max_num_queries(6 if name == "page" else 24):
        answer = visitor.get(page) if name == "page" else visitor.post(page, data)
    assert answer.status_code == (200 if name == "page" else 302)
