"""A month through the command line, from the first computation to its closing."""

from datetime import date

import pytest
from tests.domain.town import COLD_WATER, MAINTENANCE, NOW, reading, small_town

from raschet.domain.billing.models import Run
from raschet.domain.billing.services.publish_run import publish_run
from raschet.domain.payments.services.record_payments import NewPayment, record_payment
from raschet.domain.registry.models import AccountingPeriod
from raschet.domain.tariffs.models import Tariff

pytestmark = pytest.mark.django_db(transaction=True)


def published_month(ask):
    for command in (
        ("bill", "2026-10"),
        ("bill", "2026-10", "--approve", "--by", "galina"),
        ("bill", "2026-10", "--approve", "--by", "dmitry"),
        ("bill", "2026-10", "--publish", "--by", "dmitry"),
    ):
        answer = ask(*command)
        assert answer.code == 0, answer.err


def test_a_month_goes_from_computing_to_closing(ask):
    small_town()

    computed = ask("bill", "2026-10")
    assert computed.code == 0, computed.err
    assert "October\N{NO-BREAK SPACE}2026: 4,701.55" in computed.out
    assert "Every account was billed" in computed.out
    first = ask("bill", "2026-10", "--approve", "--by", "galina")
    assert "1 more signature is needed" in first.out
    second = ask("bill", "2026-10", "--approve", "--by", "dmitry")
    assert "approved" in second.out
    shown = ask("bill", "2026-10", "--publish", "--by", "dmitry")
    assert "2026-10 is published: 2 accounts see their bills" in shown.out
    closed = ask("close", "2026-10", "--by", "galina")
    assert (closed.code, "2026-10 is closed" in closed.out) == (0, True)
    assert AccountingPeriod.objects.get(period="2026-10-01").closed_by == "galina"
    proved = ask("verify")
    assert (proved.code, "The books are whole." in proved.out) == (0, True)


def test_publication_cut_short_is_finished_by_repeating_it(ask):
    town = small_town()
    published_month(ask)
    payment = NewPayment(town.vera.pk, 5000_00, date(2026, 11, 5), "CASH_DESK", "1")
    record_payment(payment=payment, actor="kassa")
    ask("bill", "2026-11")
    for login in ("galina", "dmitry"):
        ask("bill", "2026-11", "--approve", "--by", login)
    publish_run(run_id=Run.objects.get(period="2026-11-01").pk, login="dmitry", published_at=NOW)

    finished = ask("bill", "2026-11", "--publish", "--by", "galina", language="ru")
    again = ask("bill", "2026-11", "--publish", "--by", "galina")

    assert finished.code == 0, finished.err
    assert "2026-11 уже был опубликован, но зачёт авансов прервался" in finished.out
    assert "Переплата или аванс 1 лицевого счёта зачтены" in finished.out.replace("\n", " ")
    assert (again.code, "already published" in again.err) == (1, True)


def test_explain_prints_inputs_sources_formula_rounding_and_clause(ask):
    small_town()
    published_month(ask)

    answer = ask("explain", "104582", "2026-10", language="ru")

    assert answer.code == 0, answer.err
    text = answer.out.replace("\N{NO-BREAK SPACE}", " ")
    for part in (
        "Лицевой счёт 104582, Садовая, 10, кв. 12. Счёт за октябрь 2026",
        "Холодная вода: 226,05 ₽",
        "Показание 105 передано 24 октября, прошлое — 100.",
        "Формула: 5 м³ × 45,21 ₽ = 226,05 ₽",
        "Получается ровно до копейки",
        "Показание 105 за 24 октября 2026, счётчик № 104582-1: передано в личном кабинете.",
        "Пункт закона: ПП РФ № 354, п. 42, приложение 2, формула 1",
        "Содержание жилья: 1 636,20 ₽",
        "Начислено 2 013,00 ₽. К оплате 2 013,00 ₽ до 16 ноября 2026.",
    ):
        assert part in text, text


def test_explain_shows_the_raising_coefficient_on_top_of_the_norm(ask):
    small_town()
    published_month(ask)

    text = ask("explain", "104583", "2026-10", language="ru").out.replace("\N{NO-BREAK SPACE}", " ")

    assert "Норматив на человека в месяц — 4,2 м³. Проживает: 2 человека." in text
    assert "Холодная вода: повышающий коэффициент: 759,53 ₽" in text
    assert "8,4 м³ × 45,21 ₽ = 379,764 → 379,76 ₽" in text
    assert "8,4 м³ × 45,21 ₽ × 3 = 1 139,292 → 1 139,29 ₽; 1 139,29 ₽ − 379,76 ₽ = 759,53 ₽" in text
    assert "Повышающий коэффициент 3 увеличивает плату, но не объём." in text


def test_explain_says_why_the_bill_changed(ask):
    town = small_town()
    published_month(ask)
    reading(town.anna, town.register, 3, 112_100_000, date(2026, 11, 24))
    for command in (
        ("bill", "2026-11"),
        ("bill", "2026-11", "--approve", "--by", "galina"),
        ("bill", "2026-11", "--approve", "--by", "dmitry"),
        ("bill", "2026-11", "--publish", "--by", "dmitry"),
    ):
        assert ask(*command).code == 0

    answer = ask("explain", "104582", "2026-11", "--why", language="ru")
    same = ask("explain", "104583", "2026-11", "--why")
    back = ask("explain", "104582", "2026-10", "--against", "2026-11")
    first = ask("explain", "104582", "2026-10", "--why")
    absent = ask("explain", "104582", "2026-11", "--against", "2026-09")

    text = answer.out.replace("\N{NO-BREAK SPACE}", " ")
    assert "Начислено 2 171,26 ₽; за октябрь 2026 было 2 013,00 ₽." in text
    assert "  Холодной воды ушло на 2,1 м³ больше: +94,94 ₽" in text
    assert "Всего: +158,26 ₽." in text
    assert "Every part of the bill is the same." in same.out
    assert "2.1\N{NO-BREAK SPACE}m³ less cold water was used" in back.out
    assert (first.code, "no bill before 2026-10" in first.err) == (1, True)
    assert (absent.code, "Name another month" in absent.err) == (1, True)


def test_balance_says_what_is_owed_in_words(ask):
    small_town()
    published_month(ask)

    answer = ask("balance", "104582", "--month", "2026-10", language="ru")

    text = answer.out.replace("\N{NO-BREAK SPACE}", " ")
    assert answer.code == 0
    assert "Долг: 2 013,00 ₽." in text
    later = ask("balance", "104582", language="ru").out.replace("\N{NO-BREAK SPACE}", " ")
    assert "Сальдо за ноябрь 2026" in later
    assert "Долг: 2 013,00 ₽." in later


def test_a_gap_in_tariffs_is_named_and_has_to_be_accepted_knowingly(ask):
    small_town()
    Tariff.objects.filter(service_id=MAINTENANCE).update(valid_until="2026-10-16")

    computed = ask("bill", "2026-10")
    refused = ask("bill", "2026-10", "--approve", "--by", "galina")
    accepted = ask("bill", "2026-10", "--approve", "--by", "galina", "--accept-errors")

    assert computed.code == 0
    assert "No tariff is in force." in computed.out
    assert (refused.code, "--accept-errors" in refused.err) == (1, True)
    assert accepted.code == 0


def test_what_was_not_charged_is_explained(ask):
    small_town()
    Tariff.objects.filter(service_id=COLD_WATER).update(valid_until="2026-10-01")
    ask("bill", "2026-10")
    for login in ("galina", "dmitry"):
        ask("bill", "2026-10", "--approve", "--by", login, "--accept-errors")
    ask("bill", "2026-10", "--publish", "--by", "galina")

    answer = ask("explain", "104582", "2026-10")

    assert "Cold water: not charged from 1\N{NO-BREAK SPACE}October" in answer.out
    assert "No tariff is in force." in answer.out


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("bill", "2026-13"), "not a calendar month"),
        (("explain", "999999", "2026-10"), "There is no account 999999"),
        (("explain", "104582", "2031-01"), "is not in the books"),
        (("balance", "999999"), "There is no account 999999"),
        (("balance", "104582", "--month", "2031-01"), "is not in the books"),
        (("bill", "2026-10"), "already published"),
        (("bill", "2027-03"), "is not in the books"),
        (("bill", "2026-10", "--approve", "--by", "nobody"), "no active login “nobody”"),
        (("bill", "2026-10", "--publish", "--by", "boris"), "no active login “boris”"),
        (("bill", "2026-10", "--approve"), "A signature needs a name"),
        (("bill", "2026-11", "--publish", "--by", "galina"), "is not computed yet"),
        (("close", "2031-01"), "is not in the books"),
        (("close", "2026-11"), "2026-10 is still open"),
        (("close", "2026-10", "--by", "nobody"), "no active login “nobody”"),
    ],
)
def test_a_wrong_request_is_refused_in_one_clear_paragraph(ask, command, said):
    small_town()
    published_month(ask)
    before = list(Run.objects.values("id", "state"))

    answer = ask(*command)

    assert answer.code in {1, 2}
    assert said in answer.err
    assert "Traceback" not in answer.err
    assert list(Run.objects.values("id", "state")) == before


def test_an_unpublished_month_has_no_bills_to_explain(ask):
    small_town()
    ask("bill", "2026-10")

    answer = ask("explain", "104582", "2026-10")

    assert (answer.code, "is not published yet" in answer.err) == (1, True)


def test_a_closed_month_stays_as_it_is(ask):
    small_town()
    published_month(ask)
    assert ask("close", "2026-10").code == 0

    answers = [ask("bill", "2026-10"), ask("close", "2026-10")]

    assert [answer.code for answer in answers] == [1, 1]
    assert all("2026-10" in answer.err and "stays as it is" in answer.err for answer in answers)


def test_verify_finds_a_changed_amount_and_exits_with_one(ask):
    from django.db import connection

    small_town()
    published_month(ask)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "UPDATE ledger_posting SET amount_kopecks = amount_kopecks + 1 WHERE kind = 2 "
            "AND account_id = (SELECT id FROM registry_account WHERE number = '104582')"
        )
        cursor.execute("SET session_replication_role = DEFAULT")

    answer = ask("verify")

    assert answer.code == 1
    assert "behind the program's back" in answer.out
