"""The proofs see what somebody changed behind the program's back."""

from datetime import date

import pytest
from django.db import connection
from tests.domain.month import closed
from tests.domain.town import small_town

from raschet.domain.payments.services.record_payments import NewPayment, record_payment
from raschet.domain.proofs.services.verify_books import verify_books

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town():
    made = small_town()
    closed()
    payment = NewPayment(made.anna.pk, 5000_00, date(2026, 11, 5), "CASH_DESK", "1")
    record_payment(payment=payment, actor="kassa")
    return made


def broken():
    return {proof.name for proof in verify_books() if not proof.holds}


def behind_our_back(statement):
    """What a database administrator can do: switch the guards off for a session."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET session_replication_role = DEFAULT")


def test_untouched_books_hold(town):
    proofs = verify_books()

    assert [proof.name for proof in proofs if not proof.holds] == []
    assert all(
        proof.checked
        for proof in proofs
        if proof.name
        not in {
            "TRANSIT_IS_EMPTY",
            "REVERSALS_MIRROR",
            "RECALCULATIONS_HOLD",
            "HOUSE_BALANCES_HOLD",
            "HOUSE_BALANCES_EQUAL_LINES",
            "PENALTIES_ADD_UP",
        }
    )


@pytest.mark.parametrize(
    ("statement", "proofs"),
    [
        (
            "UPDATE ledger_posting SET amount_kopecks = amount_kopecks + 1 WHERE kind = 2 AND service_id = 8",
            {
                "BALANCES_ARE_THE_FOLD",
                "TURNOVERS_MATCH_POSTINGS",
                "LINES_EQUAL_POSTINGS",
                "BOOKS_ARE_UNCHANGED",
            },
        ),
        (
            "DELETE FROM ledger_posting WHERE debit = 40",
            {"PAID_ONCE", "COLLECTED_IS_DUE"},
        ),
        (
            "UPDATE billing_charge_line SET amount_kopecks = amount_kopecks + 1 WHERE line_no = 2",
            {"LINES_EQUAL_POSTINGS", "CONTROL_TOTALS_HOLD"},
        ),
        (
            "UPDATE ledger_balance SET closing_kopecks = 7, opening_kopecks = 7 - charged_kopecks",
            {"BALANCES_ARE_THE_FOLD", "OPENINGS_FOLLOW_CLOSINGS"},
        ),
        (
            "UPDATE ledger_balance SET opening_kopecks = 5, charged_kopecks = charged_kopecks - 5",
            {"OPENINGS_FOLLOW_CLOSINGS", "TURNOVERS_MATCH_POSTINGS"},
        ),
        (
            "UPDATE ledger_book SET total_kopecks = total_kopecks + 1 WHERE kind = 'RUN'",
            {"CHAIN_IS_WHOLE", "BOOKS_ARE_UNCHANGED"},
        ),
        ("DELETE FROM ledger_entry WHERE kind = 2", {"ENTRIES_HAVE_POSTINGS"}),
        ("UPDATE payments_payment SET amount_kopecks = 1", {"PAID_ONCE"}),
        ("UPDATE payments_payment SET account_id = 999", {"REFERENCES_EXIST"}),
        (
            "UPDATE registry_accountarea SET account_id = 999 WHERE area_micro = 40000000",
            {"REFERENCES_EXIST"},
        ),
        (
            "ALTER TABLE ledger_balance_2026_10 DISABLE TRIGGER ledger_balance_2026_10_refuses_truncate",
            {"GUARDS_STAND"},
        ),
        (
            "DELETE FROM audit_auditrecord WHERE action = 'ADVANCES_SET_OFF'",
            {"ADVANCES_ARE_SET_OFF"},
        ),
        ("UPDATE ledger_posting SET supplier_id = 999 WHERE debit = 30", {"REFERENCES_EXIST"}),
    ],
)
def test_each_change_is_named(town, statement, proofs):
    behind_our_back(statement)

    assert proofs <= broken()


def test_second_run_of_one_house_is_seen(town):
    behind_our_back(
        "INSERT INTO ledger_posting SELECT account_id, book_id, entry_id, amount_kopecks, supplier_id, "
        '"row" + 100, origin_period, value_date, service_id, debit, credit, kind '
        "FROM ledger_posting WHERE kind = 2"
    )

    assert {"CHARGED_ONCE", "LINES_EQUAL_POSTINGS", "BOOKS_ARE_UNCHANGED"} <= broken()
