"""What the pages of the cabinet say, on a town whose October an accountant can add up on paper."""

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.domain.town import OWED
from tests.interfaces.portal.cabinet.conftest import OPEN_PAGES

ANNA = sum(OWED["anna"].values())


def plain(html):
    return html.replace("\N{NO-BREAK SPACE}", " ")


def text_of(browser, path):
    return plain(browser.get(path).content.decode())


def pay(account, kopecks, paid_on=date(2026, 11, 5), reference="1"):
    from raschet.domain.payments.services.record_payments import NewPayment, record_payment

    return record_payment(
        payment=NewPayment(account.pk, kopecks, paid_on, "BANK_REGISTER", reference), actor="demo"
    )


def test_first_page_asks_for_the_bill(residents):
    answer = residents.anna.get("/my/")
    text = plain(answer.content.decode())

    assert answer.context["due"].kopecks == ANNA
    assert "Здравствуйте, Анна Петровна" in text
    assert "Счёт за октябрь 2 013,00 ₽" in text
    assert [row.kopecks for row in answer.context["services"].rows] == [1636_20, 226_05, 150_75]


def test_payment_lowers_the_sum_and_is_told(residents):
    pay(residents.town.anna, 500_00)

    due = residents.anna.get("/my/").context["due"]
    bill = residents.anna.get("/my/bills/2026-10/").context["bill"]

    assert due.kopecks == ANNA - 500_00
    assert plain(due.made_of) == "Счёт за октябрь 2 013,00 ₽, минус оплачено 500,00 ₽"
    assert [row.kopecks for row in bill.since] == [-500_00, ANNA - 500_00]


@pytest.mark.parametrize(
    ("extra", "headline"), [(0, "Всё оплачено"), (100_00, "Переплата 100,00 ₽")]
)
def test_paid_account_is_left_in_peace(residents, extra, headline):
    pay(residents.town.anna, ANNA + extra)

    answer = residents.anna.get("/my/")

    assert (answer.context["due"].kopecks, plain(answer.context["due"].headline)) == (
        None,
        headline,
    )
    assert plain(answer.context["due"].made_of) == "Следующий счёт придёт до 5 декабря."
    assert sum(row.kopecks for row in answer.context["services"].rows) == ANNA


def test_debt_of_more_than_two_months_gets_a_word(residents):
    from raschet.interfaces.portal.cabinet.money import money_of
    from raschet.interfaces.portal.cabinet.pages.home_page import Money, long_debt

    account = residents.anna.get("/my/").context["account"]
    money = money_of(account)
    owed = Money(money.bill, money.turnovers, {8: ANNA * 2 + 1}, money.names)

    assert long_debt(money) == ""
    assert long_debt(owed).startswith("Долг больше начислений за два месяца.")


def test_bill_explains_every_line_and_adds_up(residents):
    answer = residents.anna.get("/my/bills/2026-10/")
    bill = answer.context["bill"]

    assert [service.amount_kopecks for service in bill.services] == [1636_20, 226_05, 150_75]
    assert all(line.formula and line.clause for row in bill.services for line in row.calculations)
    assert bill.to_pay_kopecks == ANNA
    assert "Сравнить этот счёт пока не с чем" in plain(answer.content.decode())


def test_month_without_a_bill_says_so(residents):
    answer = residents.anna.get("/my/bills/2026-12/")

    assert answer.status_code == 200
    assert "За декабрь 2026 счёта нет" in plain(answer.content.decode())
    assert residents.anna.get("/my/bills/2026-13/").status_code == 404


def test_balances_add_up_row_by_row_and_in_all(residents):
    pay(residents.town.anna, 500_00)

    october = residents.anna.get("/my/balances/").context["balances"]
    november = residents.anna.get("/my/balances/?month=2026-11").context["balances"]

    for page in (october, november):
        for row in [*page.rows, page.total]:
            signs = {"overpayment": -1, "переплата": -1}
            opening, closing = (
                side.kopecks * signs.get(side.word, 1) for side in (row.opening, row.closing)
            )
            assert opening + row.charged_kopecks + row.penalty_kopecks - row.paid_kopecks == closing
    assert october.total.closing.kopecks == ANNA
    assert november.total.closing.kopecks == ANNA - 500_00
    assert november.total.opening.word == "долг"


def test_charges_can_be_narrowed_to_a_service_and_a_year(residents):
    every = residents.anna.get("/my/charges/").context["charges"]
    water = residents.anna.get("/my/charges/?service=cold_water&year=2026").context["charges"]
    nothing = residents.anna.get("/my/charges/?service=gas&year=1999")

    assert every.total_kopecks == ANNA
    assert water.total_kopecks == 226_05
    assert nothing.status_code == 200
    assert "Начислений нет" in nothing.content.decode()


def test_payment_tells_what_it_paid_for(residents):
    pay(residents.town.anna, ANNA + 77_00)

    row = residents.anna.get("/my/payments/").context["payments"].rows[0]

    assert row.kopecks == ANNA + 77_00 == sum(part.kopecks for part in row.parts)
    assert [part.code for part in row.parts][-1] == "advance"


def test_bounced_payment_stays_in_sight_and_does_not_count(residents):
    from raschet.domain.ledger.services.reverse_entry import reverse_entry

    taken = pay(residents.town.anna, 500_00)
    reverse_entry(entry_id=taken.entry_id, actor="galina", reason="bounced")

    page = residents.anna.get("/my/payments/").context["payments"]

    assert (len(page.rows), page.total_kopecks) == (1, 0)
    assert page.rows[0].state == "Отменён, в расчёте не участвует"
    assert residents.anna.get("/my/").context["due"].kopecks == ANNA


def test_history_of_a_meter_shows_what_was_billed(residents):
    history = residents.anna.get(residents.meter_pages[0]).context["history"]

    assert [(row.value_micro, row.use_micro) for row in history.rows] == [(105_000_000, 5_000_000)]
    assert [bar.value for bar in history.bars] == ["5"]


def test_house_and_flat_show_what_is_known(residents):
    text = text_of(residents.anna, "/my/home/")

    assert "Ковалёва Анна Петровна" in text
    assert "50,5 м²" in text
    assert "Поверен до 1 января 2030" in text
    assert "Водоканал" in text


def test_new_account_has_pages_that_say_what_comes(residents):
    from tests.domain.town import account

    from raschet.domain.access.models import Grant, User

    new = account(
        residents.town.house, "15", "104585", area_micro=1, registered=1,
        opened_on=date(2026, 11, 10),
    )  # fmt: skip
    Grant.objects.filter(user__login="boris-k").delete()
    Grant.objects.create(
        user=User.objects.get(login="boris-k"), account_id=new.pk, role="OWNER",
        valid_from=date(2026, 11, 10),
    )  # fmt: skip
    words = {
        "/my/": "Счёта пока нет",
        "/my/bills/": "Счёта пока нет",
        "/my/balances/": "Счёта пока нет",
        "/my/charges/": "Счёта пока нет",
        "/my/payments/": "Платежей пока нет",
        "/my/readings/": "На этом счёте нет счётчиков",
        "/my/notifications/": "Пока ничего нет",
    }

    for path, word in words.items():
        assert word in text_of(residents.boris, path), path
    for path in OPEN_PAGES:
        assert residents.boris.get(path).status_code in {200, 404}, path


def test_every_link_of_the_cabinet_leads_somewhere(residents):
    seen = set()
    for path in OPEN_PAGES + residents.meter_pages:
        html = residents.anna.get(path).content.decode()
        seen |= {part.split('"')[0] for part in html.split('href="')[1:]}

    for link in sorted(seen):
        if link.startswith("/") and not link.startswith("/static/"):
            parts = urlsplit(link.replace("&amp;", "&"))
            answer = residents.anna.get(parts.path, parse_qs(parts.query))
            assert answer.status_code == 200, link


@pytest.mark.parametrize(
    "query",
    ["month=2026-99", "month=x", "year=0", "year=²⁰²⁶", "service=" + "x" * 500, "year=99999"],
)
def test_nonsense_in_the_address_is_as_if_not_asked(residents, query):
    for path in ("/my/balances/", "/my/charges/", "/my/payments/", "/my/charges/csv/"):
        assert residents.anna.get(f"{path}?{query}").status_code == 200
