"""The words of the account page."""

from dataclasses import replace
from datetime import date

import pytest
from django.utils import translation
from tests.interfaces import samples

from raschet.interfaces.ui.account_page import Step, account_page, formula_steps
from raschet.values.period import Period


@pytest.fixture(autouse=True)
def _russian():
    with translation.override("ru"):
        yield


def page_of(**changes):
    arguments = {
        "card": samples.CARD,
        "bill": samples.BILL,
        "months": samples.MONTHS,
        "period": samples.OCTOBER,
        "today": samples.TODAY,
        "month_address": lambda month: f"/{month}/",
    }
    return account_page(**{**arguments, **changes})


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("today", "label"),
    [
        (date(2026, 11, 12), "К оплате до 15 ноября, ещё 3 дня"),
        (date(2026, 11, 14), "К оплате до 15 ноября, ещё 1 день"),
        (date(2026, 11, 15), "К оплате сегодня, 15 ноября"),
        (date(2026, 11, 16), "К оплате, срок был 15 ноября"),
    ],
)
def test_due_day_is_told_from_today(today, label):
    assert plain(page_of(today=today).due_label) == label


def test_due_sum_says_what_it_is_made_of_and_adds_up():
    page = page_of()

    assert plain(page.made_of) == "Начислено 5 437,67 ₽, долг 464,28 ₽, минус оплачено 184,72 ₽"
    *parts, total = page.totals
    assert sum(part.kopecks for part in parts) == total.kopecks == page.to_pay_kopecks


def test_paid_and_overpaid_bills_ask_for_nothing():
    paid = page_of(bill=samples.PAID)
    overpaid = page_of(bill=samples.OVERPAID)

    assert (paid.to_pay_kopecks, paid.headline, paid.due_label) == (None, "Всё оплачено", "")
    assert (overpaid.to_pay_kopecks, plain(overpaid.headline)) == (None, "Переплата 356,20 ₽")
    assert overpaid.totals[-1].tone == "over"


def test_services_come_largest_first_and_silent_ones_are_left_out():
    amounts = [service.amount_kopecks for service in page_of().services]

    assert amounts == [218_795, 169_416, 72_704, 64_380, 18_472]


def test_balance_of_a_service_is_in_words():
    maintenance, electricity = page_of().services[1:3]

    assert [part.title for part in maintenance.balance] == [
        "Долг на начало", "Начислено", "Оплачено", "К оплате",
    ]  # fmt: skip
    assert plain(maintenance.earlier_words) == "прежний долг 612,48 ₽"
    assert electricity.balance[0].title == "Переплата на начало"
    assert electricity.balance[0].kopecks == 14_820


def test_line_called_like_its_service_has_no_heading_of_its_own():
    titles = {
        service.name: [line.title for line in service.calculations]
        for service in page_of().services
    }

    assert titles["Горячая вода"] == [""]
    assert titles["Электричество"] == ["День", "Ночь"]


def test_months_are_compared_to_the_kopeck():
    march = page_of(period=Period(2026, 3), bill=None)
    first = page_of(period=samples.MONTHS[0][0])

    assert plain(page_of().bars_sentence) == "Октябрь дороже сентября на 2 475,05 ₽."
    assert plain(march.bars_sentence) == "Март дешевле февраля на 267,00 ₽."
    assert first.bars_sentence == "Сравнить этот месяц пока не с чем."


def test_causes_of_a_change_add_up_and_the_smaller_ones_are_folded():
    change = page_of(change=samples.CHANGE).change
    shown = [*change.causes, *change.others]

    assert plain(change.heading) == "Почему сумма не такая, как за сентябрь 2026"
    assert (len(change.causes), plain(change.others_title)) == (5, "Ещё 2 причины")
    assert sum(cause.kopecks for cause in shown) == change.total.kopecks == 247_505
    assert [cause.tone for cause in shown[3:5]] == ["", "over"]


def test_one_more_cause_is_not_worth_folding():
    parts = samples.CHANGE.parts[:6]
    six = page_of(change=replace(samples.CHANGE, parts=parts)).change

    assert (len(six.causes), six.others) == (6, ())


def test_equal_bills_need_no_explanation():
    assert page_of(change=replace(samples.CHANGE, parts=())).change is None
    assert page_of().change is None


def test_bars_keep_the_shown_month_in_sight():
    last = [bar.label for bar in page_of().bars]
    march = page_of(period=Period(2026, 3)).bars

    assert last == ["май", "июнь", "июль", "авг.", "сен.", "окт."]
    assert [bar.current for bar in march].count(True) == 1
    assert all(bar.length + bar.gap == 100 for bar in march)
    assert len(page_of().months) == len(samples.MONTHS)


def test_account_without_bills_and_closed_one_say_so():
    new = page_of(bill=None, months=[], period=None)
    closed = page_of(card=replace(samples.CARD, closed_on=date(2026, 9, 3)))
    absent = page_of(bill=None)

    assert (plain(new.heading), new.empty_heading) == ("Лицевой счёт 104 582", "Счёта пока нет")
    assert plain(closed.closed_note).startswith("Лицевой счёт закрыт 3 сентября 2026.")
    assert plain(absent.empty_heading) == "За октябрь 2026 счёта нет"


def test_chips_take_their_signs():
    steps = formula_steps([("a", "3 м³"), ("b", "× 2 ₽"), ("c", "− 1"), ("d", "5 ₽")])

    assert steps == (
        Step("", "a", "3 м³"), Step("×", "b", "2 ₽"), Step("−", "c", "1"), Step("=", "d", "5 ₽"),
    )  # fmt: skip
