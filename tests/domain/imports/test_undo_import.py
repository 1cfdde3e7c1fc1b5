from datetime import UTC, date, datetime

import pytest
from tests.domain.imports.conftest import ANNA, ANNA_METER, BORIS, NOW
from tests.domain.month import approved
from tests.domain.town import small_town

from raschet.domain.billing.services.undo_import import undo_import
from raschet.domain.documents.services.publish_month import publish_month
from raschet.domain.ledger.selectors import balances_of_account
from raschet.domain.ledger.services.open_live_book import open_live_book
from raschet.domain.readings.models import Reading
from raschet.domain.registry.imports.batches import BatchAlreadyUndone, BatchInUse, BatchNotFound
from raschet.domain.registry.imports.report import Outcome
from raschet.domain.registry.models import (
    Account,
    AccountArea,
    House,
    Household,
    ImportBatch,
    Meter,
    Register,
    Unit,
)
from raschet.values.period import Period


def undo(report):
    return undo_import(batch_id=report.batch_id, actor="galina", now=NOW)


def test_undoing_new_accounts_leaves_nothing(accounts):
    report = accounts(ANNA, BORIS)

    undo(report)

    assert [m.objects.count() for m in (House, Unit, Account, AccountArea, Household)] == [0] * 5
    assert ImportBatch.objects.get().state == ImportBatch.State.UNDONE


def test_undoing_changes_restores_what_stood(accounts):
    accounts(ANNA)
    before = list(AccountArea.objects.values()), list(Household.objects.values())
    ended = accounts(ANNA.replace("54,3", "55,3"), since=date(2026, 12, 1))
    replaced = accounts(ANNA.replace("54,3", "55,3").replace(";2", ";5"), since=date(2026, 12, 1))

    undo(replaced)
    undo(ended)

    assert (list(AccountArea.objects.values()), list(Household.objects.values())) == before


def test_undoing_a_replacement_on_the_same_day_brings_the_row_back(accounts):
    accounts(ANNA)
    before = list(Household.objects.values())
    replaced = accounts(ANNA.replace("Анна Иванова;2", "Анна Иванова;3"))

    undo(replaced)

    assert list(Household.objects.values()) == before


def test_undone_file_may_be_imported_again(accounts):
    undo(accounts(ANNA))

    assert accounts(ANNA).outcome is Outcome.APPLIED


def test_later_import_must_be_undone_first(accounts):
    first = accounts(ANNA)
    second = accounts(BORIS)

    with pytest.raises(BatchInUse) as refusal:
        undo(first)

    assert (refusal.value.reason, refusal.value.count) == ("LATER_IMPORT", second.batch_id)


def test_accounts_with_meters_and_meters_with_readings_stay(accounts, meters, readings):
    of_accounts = accounts(ANNA)
    of_meters = meters(ANNA_METER)
    of_readings = readings("104582;СГВ-15 77;120;;25.10.2026")

    for report, reason in ((of_accounts, "METERS"), (of_meters, "READINGS")):
        with pytest.raises(BatchInUse) as refusal:
            undo(report)
        assert refusal.value.reason == reason

    for report in (of_readings, of_meters, of_accounts):
        undo(report)
    assert [m.objects.count() for m in (Reading, Register, Meter, Account)] == [0] * 4


def test_balances_are_reversed_and_may_be_imported_anew(accounts, balances):
    accounts(ANNA)
    open_live_book(period=Period(2026, 10))
    report = balances("104582;ХВС;;200")

    undo(report)

    account = Account.objects.get()
    assert [
        b.balance_kopecks for b in balances_of_account(account_id=account.pk) if b.balance_kopecks
    ] == []
    assert balances("104582;ХВС;;300").outcome is Outcome.APPLIED


@pytest.mark.django_db(transaction=True)
def test_what_has_been_billed_stays(accounts, readings):
    town = small_town()
    report = readings(f"{town.anna.number};{town.register.meter.serial};112;;25.10.2026")
    run = approved()
    with pytest.raises(BatchInUse) as unfinished:
        undo(report)
    publish_month(run_id=run.run_id, login="dmitry", published_at=datetime.now(UTC))
    stored = Reading.objects.count()

    with pytest.raises(BatchInUse) as billed:
        undo(report)

    assert (unfinished.value.reason, unfinished.value.count) == ("RUN_UNFINISHED", 1)
    assert (billed.value.reason, billed.value.count) == ("BILLED", 1)
    assert Reading.objects.count() == stored
    assert ImportBatch.objects.get(pk=report.batch_id).state == ImportBatch.State.APPLIED


def test_unknown_and_undone_imports_are_told_apart(accounts):
    report = accounts(ANNA)
    undo(report)

    with pytest.raises(BatchAlreadyUndone):
        undo(report)
    with pytest.raises(BatchNotFound):
        undo_import(batch_id=0, actor="galina", now=NOW)
