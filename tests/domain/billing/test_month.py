"""A month from the first computation to its closing, added up by hand."""

import threading
from datetime import date

import pytest
from django.db import InternalError, connection, transaction
from django.db.utils import IntegrityError
from tests.domain.month import approved, closed, computed
from tests.domain.town import (
    COLD_WATER,
    MAINTENANCE,
    MICRO,
    NOVEMBER,
    NOW,
    OCTOBER,
    OWED,
    WASTEWATER,
    account,
    reading,
    small_town,
)

from raschet.domain.billing.errors import (
    ApproverNotAllowed,
    EarlierPeriodNotPublished,
    ErrorsNotAccepted,
    MonthAlreadyPublished,
    MonthNotPublished,
    NothingToBill,
    RunAlreadyApproved,
    RunNotApproved,
    RunNotChecked,
    SamePersonTwice,
)
from raschet.domain.billing.models import ChargeLine, Consumption, Run, RunFinding, Unbilled
from raschet.domain.billing.services.approve_run import approve_run
from raschet.domain.billing.services.close_month import close_month
from raschet.domain.billing.services.discard_run import discard_run
from raschet.domain.billing.services.publish_run import publish_run
from raschet.domain.billing.services.run_month import run_month
from raschet.domain.ledger.errors import EarlierPeriodOpen, PeriodClosed, PeriodNotOpened
from raschet.domain.ledger.models import Balance, Book, Posting
from raschet.domain.ledger.partitions import partition_names, schema_lock
from raschet.domain.ledger.selectors import balances_of_account
from raschet.domain.payments.services.record_payments import NewPayment, record_payment
from raschet.domain.proofs.services.verify_books import verify_books
from raschet.domain.registry.models import AccountingPeriod, HouseSupply
from raschet.domain.tariffs.models import Tariff

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town():
    return small_town()


def owed(owner):
    return {
        item.service_id: item.balance_kopecks for item in balances_of_account(account_id=owner.pk)
    }


def standalone_tables():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND NOT relispartition AND "
            "relname ~ '^(billing_charge_line|billing_consumption|ledger_posting|ledger_entry"
            "|ledger_balance)_[0-9_]+$'"
        )
        return [name for (name,) in cursor.fetchall()]


def refused():
    return pytest.raises((IntegrityError, InternalError))


def holds():
    return {proof.name: proof.breaches for proof in verify_books() if not proof.holds}


def test_month_is_what_an_accountant_gets_by_hand(town):
    closed()

    assert owed(town.anna) == OWED["anna"]
    assert owed(town.vera) == OWED["vera"]
    water = ChargeLine.objects.filter(account_id=town.vera.pk, service_id=COLD_WATER)
    assert list(
        water.order_by("line_no").values_list("kind", "quantity_micro", "amount_kopecks")
    ) == [
        ("CHARGE", 8_400_000, 379_76),
        ("RAISING", 8_400_000, 759_53),
    ]
    balance = Balance.objects.get(account_id=town.anna.pk, service_id=MAINTENANCE)
    assert (balance.opening_kopecks, balance.charged_kopecks, balance.closing_kopecks) == (
        0,
        1636_20,
        1636_20,
    )
    assert holds() == {}


def test_nothing_is_visible_before_publication_and_everything_at_once(town):
    run = approved()
    before = (owed(town.anna), ChargeLine.objects.count(), Posting.objects.count())

    publish_run(run_id=run.run_id, login="dmitry", published_at=NOW)

    assert before == ({}, 0, 0)
    assert owed(town.anna) == OWED["anna"]
    assert ChargeLine.objects.count() == run.lines == 7
    assert Posting.objects.count() == run.postings == 6
    assert Consumption.objects.get().volume_micro == 5 * MICRO


def test_same_inputs_give_equal_digests(town):
    first = computed()

    second = computed()

    assert first.run_id != second.run_id
    assert first.lines_digest == second.lines_digest
    assert first.postings_digest == second.postings_digest
    assert Run.objects.get(pk=first.run_id).state == Run.State.DISCARDED


def test_other_inputs_give_other_digests(town):
    first = computed()
    reading(town.anna, town.register, 3, 106 * MICRO, date(2026, 10, 25))

    second = computed()

    assert first.lines_digest != second.lines_digest
    assert first.postings_digest != second.postings_digest


def test_digest_does_not_depend_on_how_the_work_is_cut(town, monkeypatch):
    for number in range(2, 6):
        other = type(town.house).objects.create(
            kind="APARTMENT",
            settlement="С",
            street="С",
            number=str(number),
            address_key=str(number),
        )
        for row in HouseSupply.objects.filter(house=town.house):
            row.pk, row.house = None, other
            row.save()
        account(other, "1", f"20000{number}", area_micro=number * 10 * MICRO, registered=number)
    whole = computed()

    monkeypatch.setattr("raschet.domain.billing.services.run_month.CHUNK_ACCOUNTS", 1)
    cut = computed()

    assert cut.lines_digest == whole.lines_digest
    assert cut.postings_digest == whole.postings_digest


def test_payment_while_a_run_computes_is_neither_blocked_nor_seen(town):
    taken = []

    def pay_meanwhile(progress):
        if progress.stage == "INDEXES" and not taken:
            taken.append(None)
            payer = threading.Thread(target=pay)
            payer.start()
            payer.join(timeout=20)

    def pay():
        payment = NewPayment(town.anna.pk, 1000_00, date(2026, 11, 1), "CASH_DESK", "7")
        taken[0] = record_payment(payment=payment, actor="kassa")
        connection.close()

    run = run_month(period=OCTOBER, actor="galina", now=NOW, progress=pay_meanwhile)

    assert taken[0] is not None
    assert run.amount_kopecks == sum(OWED["anna"].values()) + sum(OWED["vera"].values())
    assert Book.objects.get(kind="LIVE", state="OPEN").period == NOVEMBER.first_day
    assert sum(owed(town.anna).values()) == -1000_00


def test_next_month_starts_where_the_published_run_left_the_register(town):
    closed()
    reading(town.anna, town.register, 3, 112 * MICRO, date(2026, 11, 24))

    run_month(period=NOVEMBER, actor="galina", now=NOW)

    run = Run.objects.get(period=NOVEMBER.first_day)
    assert run.totals["services"][str(COLD_WATER)]["amount_kopecks"] == 316_47 + 1139_29
    finding = RunFinding.objects.get(run=run, code="ACCOUNT_CHANGED")
    assert finding.detail["before_kopecks"] == sum(OWED["anna"].values())


def test_missing_reading_is_billed_by_the_average_of_actual_months(town):
    closed()

    run_month(period=NOVEMBER, actor="galina", now=NOW)

    totals = Run.objects.get(period=NOVEMBER.first_day).totals["services"]
    assert totals[str(WASTEWATER)]["lines"] == 2
    assert totals[str(COLD_WATER)]["lines"] >= 3


def test_account_that_nothing_is_charged_for_is_listed_with_a_reason(town):
    HouseSupply.objects.filter(service_id=MAINTENANCE).delete()
    Tariff.objects.filter(service_id=WASTEWATER).delete()

    run = computed()

    listed = Unbilled.objects.filter(run_id=run.run_id).values_list("reason", "service_id")
    assert set(listed) == {("NO_TARIFF", WASTEWATER)}
    assert run.errors == 1


def test_gap_in_tariffs_is_an_error_that_each_signer_must_accept(town):
    Tariff.objects.filter(service_id=WASTEWATER).update(valid_until=date(2026, 10, 20))
    run = computed()

    with pytest.raises(ErrorsNotAccepted):
        approve_run(run_id=run.run_id, login="galina", approved_at=NOW)

    assert approve_run(run_id=run.run_id, login="galina", approved_at=NOW, accept_errors=True) == 1


def test_one_person_cannot_sign_twice_and_a_resident_not_at_all(town):
    run = computed()
    approve_run(run_id=run.run_id, login="galina", approved_at=NOW)

    with pytest.raises(SamePersonTwice):
        approve_run(run_id=run.run_id, login="galina", approved_at=NOW)
    with pytest.raises(ApproverNotAllowed):
        approve_run(run_id=run.run_id, login="boris", approved_at=NOW)
    with pytest.raises(RunNotApproved):
        publish_run(run_id=run.run_id, login="dmitry", published_at=NOW)


def test_signed_or_published_months_are_not_computed_again(town):
    run = approved()
    with pytest.raises(RunAlreadyApproved):
        computed()
    with pytest.raises(RunNotChecked):
        approve_run(run_id=run.run_id, login="galina", approved_at=NOW)
    publish_run(run_id=run.run_id, login="dmitry", published_at=NOW)

    with pytest.raises(MonthAlreadyPublished):
        computed()
    with pytest.raises(MonthAlreadyPublished):
        publish_run(run_id=run.run_id, login="dmitry", published_at=NOW)


def test_months_go_one_after_another(town):
    computed()

    with pytest.raises(PeriodNotOpened):
        computed(OCTOBER.plus(5))
    with pytest.raises(EarlierPeriodNotPublished):
        computed(NOVEMBER)
    with pytest.raises(EarlierPeriodOpen):
        close_month(period=NOVEMBER, login="dmitry", closed_at=NOW)


def test_unpublished_month_does_not_close(town):
    run = computed()
    discard_run(run_id=run.run_id, actor="galina")

    with pytest.raises(MonthNotPublished):
        close_month(period=OCTOBER, login="dmitry", closed_at=NOW)


def test_closed_month_stays_closed(town):
    closed()

    with pytest.raises(PeriodClosed):
        close_month(period=OCTOBER, login="dmitry", closed_at=NOW)
    with pytest.raises(PeriodClosed):
        computed()


def test_town_without_accounts_is_refused_and_leaves_nothing(db):
    with pytest.raises(NothingToBill):
        computed()

    assert standalone_tables() == []
    assert not Run.objects.exists()
    assert not AccountingPeriod.objects.exists()


def test_discarded_run_leaves_no_tables(town):
    run = computed()

    discard_run(run_id=run.run_id, actor="galina")

    assert standalone_tables() == []
    assert not Book.objects.filter(kind=Book.Kind.RUN).exists()


def test_what_a_failed_run_left_is_cleared_by_the_next(town, monkeypatch):
    def fail(*_):
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr("raschet.domain.billing.services.run_month._check", fail)
        with pytest.raises(MemoryError):
            computed()
    left = standalone_tables()

    run = closed()

    assert len(left) == 5
    assert standalone_tables() == []
    assert owed(town.anna) == OWED["anna"]
    assert Run.objects.filter(state=Run.State.DISCARDED).count() == 1
    assert run.lines == 7


def test_two_runs_do_not_compute_at_once(town, monkeypatch):
    monkeypatch.setattr("raschet.domain.ledger.partitions.LOCK_PATIENCE_MS", 100)
    from raschet.domain.ledger.errors import RunInProgress

    with schema_lock(), pytest.raises(RunInProgress), schema_lock(patience_ms=100):
        pass


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE billing_charge_line SET amount_kopecks = 0",
        "DELETE FROM billing_charge_line",
        "UPDATE ledger_posting SET amount_kopecks = 1",
        "DELETE FROM ledger_posting",
        "UPDATE ledger_balance SET closing_kopecks = 0",
        "DELETE FROM billing_consumption",
        "UPDATE ledger_entry SET reason = 'x'",
        "TRUNCATE ledger_posting",
        "TRUNCATE billing_charge_line",
        "TRUNCATE ledger_balance",
    ],
)
def test_written_rows_cannot_be_changed(town, statement):
    closed()

    with refused(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert owed(town.anna) == OWED["anna"]


def test_partitions_refuse_truncate_and_direct_changes(town):
    closed()

    with connection.cursor() as cursor:
        names = [
            name
            for parent in ("ledger_posting", "ledger_balance", "billing_charge_line")
            for name in partition_names(cursor, parent)
        ]
    assert len(names) >= 4
    for name in names:
        for statement in (f"TRUNCATE {name}", f"DELETE FROM {name}"):
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT count(*) FROM {name}")
                if not cursor.fetchone()[0] and statement.startswith("DELETE"):
                    continue
            with refused(), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
