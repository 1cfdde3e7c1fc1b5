"""Penalties agree with their slow twin, and follow the dated law."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.reference import penalty as twin
from tests.engine.reference.fractions_of import half_up

from raschet.engine.law.penalty import DatedPercent, Moratorium, Step, consecutive, penalty_law
from raschet.engine.law.tables import law_table
from raschet.engine.penalties import (
    PAUSES_SCHEMA,
    KeyRateUnknown,
    PenaltyKindUnknown,
    penalties,
    penalties_with_portions,
    penalty_of_days,
)
from raschet.values.date_range import DateRange
from raschet.values.period import Period

ON = date(2026, 11, 22)
KEYS = {"account_id": pl.Int64, "service_id": pl.Int16, "origin_period": pl.Date}
DEBTS = {**KEYS, "principal_kopecks": pl.Int64, "due_on": pl.Date, "kind": pl.String,
         "billed_kopecks": pl.Int64}  # fmt: skip
PAYMENTS = {**KEYS, "paid_on": pl.Date, "amount_kopecks": pl.Int64}
RATES = [(row["from"], Fraction(row["percent"])) for row in law_table("key_rates")["rate"]]
ORIGIN = date(2020, 1, 1)


def origin_of(due_on):
    return Period.of(due_on).plus(-1).first_day


def computed(debts, payments=(), on=ON, law=None, pauses=(), ask=penalties):
    """debts: (principal, due_on, kind, billed); the others name a debt by its place."""

    def key(place):
        return place, 1, origin_of(debts[place][1]) if place < len(debts) else ORIGIN

    rows = [(*key(place), *debt) for place, debt in enumerate(debts)]
    return ask(
        pl.DataFrame(rows, schema=DEBTS, orient="row"),
        pl.DataFrame(
            [(*key(place), *rest) for place, *rest in payments], schema=PAYMENTS, orient="row"
        ),
        on,
        law or penalty_law(on),
        pl.DataFrame([(*key(p), *r) for p, *r in pauses], schema=PAUSES_SCHEMA, orient="row"),
    )


DAYS = st.dates(date(2019, 6, 1), date(2027, 6, 1))
KINDS = st.sampled_from(sorted(twin.STEPS))
A_DEBT = st.tuples(st.integers(-1000, 10**8), DAYS, KINDS, st.integers(0, 10**6))
A_PAYMENT = st.tuples(st.integers(0, 3), DAYS, st.integers(-100, 10**8))
A_PAUSE = st.tuples(st.integers(0, 3), DAYS, st.one_of(st.none(), st.integers(1, 400)))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(A_DEBT, min_size=1, max_size=4),
    st.lists(A_PAYMENT, max_size=6),
    st.lists(A_PAUSE, max_size=3),
    st.dates(date(2025, 1, 1), date(2027, 6, 1)),
)
def test_closed_form_agrees_with_the_walk_over_days(debts, payments, pauses, on):
    pauses = [
        (place, first, None if days is None else first + timedelta(days=days))
        for place, first, days in pauses
    ]

    got = computed(debts, payments, on, pauses=pauses)

    for place, (principal, due_on, kind, billed) in enumerate(debts):
        own = [rest for number, *rest in payments if number == place]
        stopped = [rest for number, *rest in pauses if number == place]
        expected = twin.penalty(principal, due_on, kind, own, on, RATES, stopped, origin_of(due_on))
        row = got.filter(pl.col("account_id") == place).row(0, named=True)
        names = "cumulative_kopecks", "days_1", "days_2", "outstanding_kopecks"
        assert tuple(row[name] for name in names) == expected
        assert row["accrual_kopecks"] == expected[0] - billed


@settings(max_examples=40, deadline=None)
@given(
    st.lists(A_DEBT, min_size=1, max_size=4),
    st.lists(A_PAYMENT, max_size=6),
    st.dates(date(2025, 1, 1), date(2027, 6, 1)),
)
def test_portions_add_up_to_the_penalty(debts, payments, on):
    got, portions = computed(debts, payments, on, ask=penalties_with_portions)

    for row in got.iter_rows(named=True):
        own = portions.filter(pl.col("account_id") == row["account_id"])
        exact = sum(
            (
                Fraction(part["part_kopecks"] * part["percent_micro"], 10**8)
                * sum(Fraction(part[f"days_{n}"], part[f"divisor_{n}"] or 1) for n in (1, 2))
                for part in own.iter_rows(named=True)
            ),
            Fraction(0),
        )
        if row["accrual_kopecks"]:
            assert half_up(exact) == row["cumulative_kopecks"]
            assert own["portion_no"].to_list() == list(range(1, own.height + 1))
        else:
            assert own.is_empty()


DUE = date(2026, 4, 15)


def amount(**options):
    (debt,) = [(500_000, DUE, options.pop("kind", "STANDARD"), options.pop("billed", 0))]
    return computed([debt], **options)["accrual_kopecks"][0]


def test_first_thirty_days_bear_nothing():
    assert amount(on=date(2026, 5, 15)) == 0
    assert amount(on=date(2026, 5, 16)) == 158


def test_ninety_first_day_bears_more():
    before, after = amount(on=date(2026, 7, 14)), amount(on=date(2026, 7, 15))

    assert (before, after - before) == (9500, 365)


def test_only_what_is_new_is_accrued():
    assert amount(on=date(2026, 7, 14), billed=9000) == 500
    assert amount(on=date(2026, 7, 14), billed=9600) == -100


def test_payment_beyond_the_debt_settles_no_more_than_the_debt():
    got = computed([(1000, DUE, "STANDARD", 0)], [(0, date(2026, 6, 1), 5000)])

    assert got["outstanding_kopecks"][0] == 0
    assert got["days_1"][0] == 17


def test_changed_constants_change_the_penalty():
    law, on = penalty_law(ON), date(2026, 8, 13)
    usual = amount(on=on, kind="CAPITAL_REPAIR", law=law)

    other_start = replace(law, steps={**law.steps, "CAPITAL_REPAIR": (Step(1, 300),)})
    without_cap = replace(law, caps=())
    moratorium = replace(
        law, moratoria=(Moratorium(DateRange(date(2026, 6, 1), date(2026, 7, 1))),)
    )
    higher_rate = replace(law, caps=(), key_rates=consecutive([(date(2020, 1, 1), 21_000_000)]))

    assert usual == 14250
    assert amount(on=on, kind="CAPITAL_REPAIR", law=other_start) == 19000
    assert amount(on=on, kind="CAPITAL_REPAIR", law=without_cap) == 23250
    assert amount(on=on, kind="CAPITAL_REPAIR", law=moratorium) == 9500
    assert amount(on=on, kind="CAPITAL_REPAIR", law=higher_rate) == 31500


def test_moratorium_of_2020_bears_nothing_and_days_run_on():
    got = computed([(500_000, date(2020, 3, 10), "STANDARD", 0)], on=date(2021, 1, 1))

    assert got.select("days_1", "days_2").row(0) == (0, 1)


def test_moratorium_of_2022_spares_the_debts_of_months_before_it():
    on = date(2022, 12, 1)
    before = computed([(500_000, date(2022, 4, 11), "STANDARD", 0)], on=on)
    after = computed([(500_000, date(2022, 5, 10), "STANDARD", 0)], on=on)

    # Numbering runs on: of the days 31 to 234 those from 2 October to 1 December bear 1/130.
    assert before.select("days_1", "days_2").row(0) == (0, 61)
    assert after.select("days_1", "days_2").row(0) == (60, 115)


def test_a_key_rate_that_nobody_entered_is_missing_even_under_a_cap():
    known = DatedPercent(DateRange(date(2026, 2, 16), date(2026, 8, 1)), 15_500_000)
    law = replace(penalty_law(ON), key_rates=(known,))

    assert amount(on=date(2026, 7, 31), law=law) > 0
    with pytest.raises(KeyRateUnknown, match="2026-08-01"):
        amount(on=date(2026, 8, 1), law=law)


def test_key_rate_of_a_day_before_all_rows_is_refused():
    law = replace(penalty_law(ON), key_rates=consecutive([(date(2026, 5, 1), 15_500_000)]))

    with pytest.raises(KeyRateUnknown, match="2026-04-30"):
        amount(on=date(2026, 4, 30), law=law, payments=())


def test_unknown_kind_is_refused():
    with pytest.raises(PenaltyKindUnknown, match="TITHE"):
        amount(kind="TITHE")


def test_no_debts_give_no_rows():
    assert computed([]).is_empty()


def test_days_of_one_step():
    frame = pl.DataFrame(
        {
            "principal_kopecks": [500_000],
            "days": [15],
            "percent_micro": [7_500_000],
            "divisor": [300],
        }
    )

    assert penalty_of_days(frame).to_list() == [1875]
