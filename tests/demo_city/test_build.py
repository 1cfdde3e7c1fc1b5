"""The small city in the database: built through deeds, billed, paid, found again."""

import polars as pl
import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase

from raschet.demo_city.build import build_city
from raschet.demo_city.inputs import AnotherCity
from raschet.demo_city.money import payers
from raschet.demo_city.plan import plan_city
from raschet.domain.proofs.services.verify_books import verify_books
from raschet.values.period import Period

pytestmark = pytest.mark.django_db(transaction=True)

SIZE = {"accounts": 300, "months": 3, "seed": 7}
LAST = Period(2026, 10)


class Killed(Exception):
    """The process ended."""


def silent(*_):
    """Nobody watches."""


def rows(query, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchall()


def states():
    return rows(
        "SELECT period::text, (SELECT state FROM billing_run r WHERE r.period = p.period), state "
        "FROM registry_accountingperiod p ORDER BY period"
    )


def turnover():
    return rows(
        "SELECT book_id, account_id, service_id, debit, credit, amount_kopecks, value_date "
        "FROM ledger_posting ORDER BY 1, 2, 3, 4, 5, 6, 7"
    )


def test_city_lives_its_months():
    built = build_city(**SIZE, last_period=LAST, progress=silent)

    assert (built.accounts, built.first_period, built.found) == (300, Period(2026, 8), False)
    assert states() == [
        ("2026-08-01", "PUBLISHED", "CLOSED"),
        ("2026-09-01", "PUBLISHED", "CLOSED"),
        ("2026-10-01", "PUBLISHED", "OPEN"),
        ("2026-11-01", None, "OPEN"),
    ]
    assert rows("SELECT detail FROM billing_run_finding WHERE severity = 'ERROR'") == []
    assert rows("SELECT count(*) FROM billing_unbilled") == [(0,)]


def test_city_lives_where_ids_were_used_before():
    for table, used in (("account", 54), ("register", 7), ("meter", 31), ("unit", 77)):
        rows("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", f"registry_{table}", used)

    build_city(**SIZE, last_period=LAST, progress=silent)

    strangers = rows(
        "SELECT count(*) FROM registry_meter meter JOIN registry_account account "
        "ON account.id = meter.account_id WHERE account.unit_id <> meter.unit_id"
    )
    assert strangers == [(0,)]
    assert rows("SELECT min(account_id) FROM registry_meter WHERE account_id > 0") > [(54,)]
    assert rows("SELECT count(*) FROM billing_unbilled") == [(0,)]


def test_city_is_found_again_by_a_second_call():
    build_city(**SIZE, last_period=LAST, progress=silent)
    before = turnover()

    again = build_city(**SIZE, last_period=LAST.plus(1), progress=silent)

    assert (again.found, again.last_period) == (True, LAST)
    assert turnover() == before


def test_city_cut_short_is_finished_and_equal():
    build_city(**SIZE, last_period=LAST, progress=silent)
    undisturbed = turnover()
    TransactionTestCase._fixture_teardown(None)

    def kill_in_second_month(step, _):
        if step == "2026-09: readings and payments":
            raise Killed

    with pytest.raises(Killed):
        build_city(**SIZE, last_period=LAST, progress=kill_in_second_month)
    finished = build_city(**SIZE, last_period=LAST, progress=silent)

    assert finished.found is False
    assert turnover() == undisturbed


def test_another_city_is_refused_and_the_standing_one_kept():
    build_city(accounts=60, months=1, seed=1, last_period=LAST, progress=silent)

    with pytest.raises(AnotherCity) as refused:
        build_city(accounts=60, months=1, seed=2, last_period=LAST, progress=silent)

    assert (refused.value.accounts, refused.value.seed) == (60, 1)
    assert rows("SELECT count(*) FROM registry_account") == [(60,)]


def test_one_month_prepares_inputs_and_computes_nothing():
    build_city(accounts=60, months=1, seed=1, last_period=LAST, progress=silent)

    assert rows("SELECT count(*) FROM billing_run") == [(0,)]
    taken = rows("SELECT count(*) FROM readings_reading WHERE taken_on >= '2026-10-01'")
    assert taken[0][0] > 0


def test_debtors_owe_and_overpayers_hold_an_advance():
    build_city(**SIZE, last_period=LAST, progress=silent)
    city = plan_city(**SIZE, last_period=LAST)
    habits = dict(
        payers(city.chance, city.accounts, city.months).select("account_id", "habit").iter_rows()
    )
    paid = {account for (account,) in rows("SELECT DISTINCT account_id FROM payments_payment")}
    advanced = {
        account
        for (account,) in rows("SELECT DISTINCT account_id FROM ledger_posting WHERE credit = 20")
    }

    assert {habits[account] for account in paid} >= {"FULL", "PARTIAL", "OVERPAYER"}
    assert "DEBTOR" not in {habits[account] for account in paid}
    assert any(habits[account] == "OVERPAYER" for account in advanced)


def test_readings_show_every_judgement():
    build_city(accounts=1_000, months=1, seed=1, last_period=LAST, progress=silent)

    reasons = {reason for (reason,) in rows("SELECT DISTINCT reason FROM readings_reading")}

    assert {"", "READING_BELOW_LAST", "UNUSUALLY_HIGH", "ROLLOVER"} <= reasons


def test_one_house_arrives_in_the_files_of_its_company():
    build_city(**SIZE, last_period=LAST, progress=silent)
    folder = settings.RASCHET.var_folder / "demo" / "files"

    assert rows("SELECT kind, state, file_name FROM registry_importbatch ORDER BY id") == [
        ("ACCOUNTS", "APPLIED", "accounts.xlsx"),
        ("READINGS", "APPLIED", "readings.csv"),
        ("BALANCES", "APPLIED", "balances.dbf"),
        ("PASSPORTS", "APPLIED", "passports.csv"),
    ]
    assert sorted(path.name for path in folder.iterdir()) == [
        "accounts.xlsx",
        "balances.dbf",
        "meters.csv",
        "passports.csv",
        "readings.csv",
    ]
    from_file = "taken_on < '2026-09-01' AND import_batch_id IS NOT NULL"
    assert rows(f"SELECT count(*) > 50 FROM readings_reading WHERE {from_file}") == [(True,)]
    assert rows("SELECT count(*) > 3 FROM ledger_posting WHERE kind = 1") == [(True,)]


def test_constraints_are_back_on_after_the_load():
    before = _guards()

    build_city(accounts=60, months=1, seed=1, last_period=LAST, progress=silent)

    assert _guards() == before


def _guards():
    return rows(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2"
    ) + rows("SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1")


def test_a_house_whose_flats_exceed_its_meter_is_named_to_the_signers():
    build_city(**SIZE, last_period=LAST, progress=silent)
    city = plan_city(**SIZE, last_period=LAST)
    house = city.houses.filter(pl.col("type") == "A9")["id"][0]

    found = rows(
        "SELECT (detail->>'house_id')::bigint FROM billing_run_finding finding "
        "JOIN billing_run run ON run.id = run_id WHERE code = 'FLATS_EXCEED_HOUSE_METER' "
        "AND run.period = '2026-10-01' AND (detail->>'service_id')::int = 21"
    )

    assert (house,) in found
    assert rows(
        "SELECT DISTINCT amount_kopecks, reason FROM billing_charge_line line "
        "JOIN registry_account account ON account.id = account_id "
        "WHERE line.service_id = 21 AND account.house_id = %s "
        "AND segment_from >= '2026-10-01' AND line.kind = 'CHARGE'",
        house,
    ) == [(0, "NOTHING_LEFT")]


def test_houses_of_the_city_show_their_methods():
    build_city(**SIZE, last_period=LAST, progress=silent)

    shown = {
        (method, reason)
        for method, reason in rows("SELECT DISTINCT method, reason FROM billing_charge_line")
    }

    assert {
        ("HEATING_METER", None),
        ("HEATING_METER", "OWN_HEATING"),
        ("HEATING_METER", "OWN_HEAT_METER"),
        ("HEATING_METER", "NO_HEAT_METER"),
        ("HEATING_AVERAGE", None),
        ("COMMON_METER", None),
        ("COMMON_METER_CAPPED", "HOUSE_METER_AVERAGE"),
        ("COMMON_NORM", None),
        ("COMMON_NORM_RECALC", None),
        ("COMMON_REDUCING", None),
        ("COMMON_WASTEWATER", None),
    } <= shown
    assert [proof.name for proof in verify_books() if not proof.holds] == []
