import pytest
from argon2.low_level import Type, verify_secret
from tests.domain.imports.conftest import ANNA, BORIS, refusals

from raschet.domain.access.models import PassportProof
from raschet.domain.access.services.import_passports import passport_secret
from raschet.domain.ledger.errors import NoLiveBook
from raschet.domain.ledger.selectors import balances_of_account
from raschet.domain.ledger.services.import_balances import ControlTotalDiffers
from raschet.domain.ledger.services.open_live_book import open_live_book
from raschet.domain.registry.imports.report import Outcome
from raschet.domain.registry.models import Account, ImportBatch
from raschet.values.period import Period

ROWS = ("104582;Отопление;1026;1 000,50", "104582;ХВС;;200", "104583;Капремонт;;-30")


@pytest.fixture
def books(accounts):
    accounts(ANNA, BORIS)
    open_live_book(period=Period(2026, 10))


def owed(number):
    account = Account.objects.get(number=number)
    return {
        item.service_id: item.balance_kopecks for item in balances_of_account(account_id=account.pk)
    }


def test_debts_become_receivables_and_overpayments_the_advance_of_their_group(books, balances):
    report = balances(*ROWS)

    assert report.outcome is Outcome.APPLIED
    assert owed("104582") == {6: 100_050, 1: 20_000}
    assert owed("104583") == {91: -3_000}
    assert report.sums == {"balance_kopecks": (0, 117_050)}


def test_sign_convention_is_the_profile_s(books, balances):
    balances("104582;ХВС;;-200", settings='positive = "OVERPAYMENT"')

    assert owed("104582") == {1: 20_000}


def test_same_balances_again_change_nothing_and_others_are_refused(books, balances):
    balances(*ROWS)

    again = balances(*reversed(ROWS))
    other = balances("104582;ХВС;;201")

    assert (again.outcome, again.same) == (Outcome.UNCHANGED, 3)
    assert refusals(other) == [(2, "OPENING_STANDS")]


def test_control_total_must_equal(books, balances):
    with pytest.raises(ControlTotalDiffers) as refusal:
        balances(*ROWS, control_total_kopecks=117_051)

    assert refusal.value.found_kopecks == 117_050
    assert balances(*ROWS, control_total_kopecks=117_050).outcome is Outcome.APPLIED


def test_rows_that_name_nothing_known_are_refused(books, balances):
    report = balances("999999;ХВС;;1", "104582;;;1", "104583;ХВС;;1", "104583;ХВС;;2")

    assert refusals(report) == [
        (2, "ACCOUNT_UNKNOWN"),
        (3, "SERVICE_MISSING"),
        (5, "BALANCE_TWICE"),
    ]


def test_without_an_open_month_nothing_is_posted(accounts, balances):
    accounts(ANNA)

    with pytest.raises(NoLiveBook):
        balances("104582;ХВС;;1")

    assert ImportBatch.objects.filter(kind="BALANCES").count() == 0


def test_passports_are_kept_as_slow_keyed_proofs_only(accounts, passports):
    accounts(ANNA, BORIS)

    report = passports("104582;45 06 № 123456", "104583;4507654321")

    assert report.outcome is Outcome.APPLIED
    account = Account.objects.get(number="104582")
    proof = PassportProof.objects.get(account_id=account.pk)
    secret = passport_secret(b"pepper", account.pk, "4506123456")
    assert proof.proof.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert verify_secret(proof.proof.encode(), secret, Type.ID)
    assert "123456" not in repr(report)


def test_interrupted_import_of_passports_goes_on_where_it_was(accounts, passports):
    accounts(ANNA, BORIS)
    first = passports("104582;4506123456", "104583;4507654321")
    kept = PassportProof.objects.get(account_id=Account.objects.get(number="104582").pk).proof
    PassportProof.objects.filter(account_id=Account.objects.get(number="104583").pk).delete()

    second = passports("104582;4506123456", "104583;4507654321")

    assert (second.outcome, second.batch_id, second.new) == (
        Outcome.APPLIED,
        first.batch_id,
        {"passports": 1},
    )
    assert (
        PassportProof.objects.get(account_id=Account.objects.get(number="104582").pk).proof == kept
    )


def test_wrong_passport_is_refused_without_being_shown(accounts, passports):
    accounts(ANNA)

    report = passports("104582;45061234")

    assert [(i.code, i.value) for i in report.refused] == [("PASSPORT_INVALID", "•••")]
    assert PassportProof.objects.count() == 0
