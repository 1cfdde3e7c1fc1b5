"""The words of a bill and of why it changed."""

from dataclasses import replace
from datetime import date

import pytest
from django.utils import translation
from tests.interfaces import samples

from raschet.interfaces.portal.cabinet.pages.bill_page import bill_page
from raschet.interfaces.portal.cabinet.pages.bill_services import Step, formula_steps
from raschet.interfaces.portal.cabinet.pages.why_page import why_page
from raschet.interfaces.ui.month_bars import bars_of, change_sentence, month_links
from raschet.values.period import Period


@pytest.fixture(autouse=True)
def _russian():
    with translation.override("ru"):
        yield


def page_of(**changes):
    arguments = {
        "bill": samples.BILL,
        "months": samples.MONTHS,
        "today": samples.TODAY,
        "month_address": lambda month: f"/{month}/",
        "now_kopecks": samples.BILL.to_pay_kopecks,
    }
    given = {**arguments, **changes}
    return bill_page(given.pop("bill"), **given)


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
    assert plain(page_of(today=today).label) == label


def test_older_bill_tells_its_day_and_asks_for_nothing_more():
    page = page_of(now_kopecks=None)

    assert plain(page.label) == "Срок оплаты был 15 ноября 2026"
    assert page.since == ()


def test_sum_adds_up():
    page = page_of()

    *parts, total = page.totals
    assert sum(part.kopecks for part in parts) == total.kopecks == page.to_pay_kopecks
    assert page.since == ()


def test_what_was_paid_later_stands_under_the_sum():
    part = page_of(now_kopecks=100_00)
    all_of_it = page_of(now_kopecks=0)

    assert [(row.title, row.kopecks) for row in part.since] == [
        ("Оплачено позже", 100_00 - samples.BILL.to_pay_kopecks),
        ("Осталось оплатить", 100_00),
    ]
    assert all_of_it.label == "Этот счёт оплачен"


def test_paid_and_overpaid_bills_ask_for_nothing():
    paid = page_of(bill=samples.PAID)
    overpaid = page_of(bill=samples.OVERPAID)

    assert (paid.to_pay_kopecks, paid.headline, paid.label) == (
        None, "Всё оплачено", "Платить не нужно",
    )  # fmt: skip
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
    def sentence(period):
        return plain(change_sentence(samples.MONTHS, period))

    assert sentence(samples.OCTOBER) == "Октябрь дороже сентября на 2 475,05 ₽."
    assert sentence(Period(2026, 3)) == "Март дешевле февраля на 267,00 ₽."
    assert sentence(samples.MONTHS[0][0]) == "Сравнить этот месяц пока не с чем."


def test_bars_keep_the_shown_month_in_sight():
    last = [bar.label for bar in page_of().bars]
    march = bars_of(samples.MONTHS, Period(2026, 3), str)

    assert last == ["май", "июнь", "июль", "авг.", "сен.", "окт."]
    assert [bar.current for bar in march].count(True) == 1
    assert all(bar.length + bar.gap == 100 for bar in march)
    assert len(month_links(samples.MONTHS, None, str)) == len(samples.MONTHS)


def test_causes_of_a_change_add_up_and_the_smaller_ones_are_folded():
    parts = (*samples.CHANGE.parts, samples.cause("REST", "gas", "Газ: прочее", 100))
    now = samples.CHANGE.now_kopecks + 100
    page = why_page(replace(samples.CHANGE, parts=parts, now_kopecks=now))
    shown = [*page.rows, *page.others]

    assert plain(page.heading) == "Счёт за октябрь на 2 476,05 ₽ больше, чем за сентябрь"
    assert (len(page.rows), page.others_title) == (6, "Ещё 2 причины")
    assert sum(row.kopecks for row in shown) == page.change_kopecks == 247_605
    assert [row.tone for row in shown[3:5]] == ["", "over"]


def test_one_more_cause_is_not_worth_folding():
    page = why_page(samples.CHANGE)

    assert (len(page.rows), page.others) == (7, ())


def test_bars_of_causes_stay_inside_and_meet_at_zero():
    page = why_page(samples.CHANGE)

    for row in page.rows:
        assert row.start >= 0
        assert row.start + row.length <= 1008
        assert (row.start if row.kopecks > 0 else row.start + row.length) == page.zero


def test_smaller_equal_and_first_bills_have_their_words():
    cheaper = replace(samples.CHANGE, now_kopecks=samples.CHANGE.before_kopecks - 1_00)
    equal = replace(samples.CHANGE, now_kopecks=samples.CHANGE.before_kopecks, parts=())

    assert plain(why_page(cheaper).heading) == "Счёт за октябрь на 1,00 ₽ меньше, чем за сентябрь"
    assert why_page(equal).heading == "Счёт за октябрь такой же, как за сентябрь"
    assert why_page(None).heading == "Сравнить этот счёт пока не с чем"


def test_chips_take_their_signs():
    steps = formula_steps([("a", "3 м³"), ("b", "× 2 ₽"), ("c", "− 1"), ("d", "5 ₽")])

    assert steps == (
        Step("", "a", "3 м³"), Step("×", "b", "2 ₽"), Step("−", "c", "1"), Step("=", "d", "5 ₽"),
    )  # fmt: skip
