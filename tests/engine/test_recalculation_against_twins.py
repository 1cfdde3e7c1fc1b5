"""Recalculations and support agree with their slow twins, and follow the dated law."""

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.reference import recalculation as twin
from tests.engine.reference.columns import (
    AREA,
    NORM,
    RATE,
    VOLUME,
    columns_of,
    frame_of,
    rows_of,
)

from raschet.engine.golden.city import City, service_number
from raschet.engine.law.parameters import ParameterUnknown, parameters_of
from raschet.engine.law.recalculation import absence_law, reduction_of
from raschet.engine.law.tables import law_table
from raschet.engine.recalculation import absence, late_storno, quality
from raschet.engine.support import benefits
from raschet.engine.support.subsidy import FamilyEmpty, subsidy_kopecks
from raschet.engine.tariff_structure import HEAT, HEAT_NORM, WATER
from raschet.values.period import Period
from raschet.values.rounding import MICRO

JUNE = Period(2026, 6)
HOURS = st.integers(0, 800_000_000)
PERCENT = st.sampled_from([100_000, 150_000, 3_300_000])
SERVICES = ["cold_water", "wastewater", "waste", "heating", "gas_heating", "electricity_common"]
FLAG = st.booleans()


@given(
    rows_of(service=st.sampled_from(SERVICES), by_norm=FLAG, metering_possible=FLAG,
            failed_beyond_control=FLAG, norm_micro=NORM, rate_micro_rubles=RATE,
            persons=st.integers(0, 9), left_on=st.dates(date(2026, 4, 1), date(2026, 7, 5)),
            away=st.integers(0, 60)),
    st.sampled_from([JUNE, Period(2026, 2), Period(2026, 5)]),
)  # fmt: skip
def test_absence(rows, period):
    for row in rows:
        row["returned_on"] = row["left_on"] + timedelta(days=row.pop("away"))
    expected = [twin.absence(row, period) for row in rows]

    got = absence.refunds(of_month(frame_of(rows), period), period, absence_law(period))

    got = got.rename({"away_days": "days"})
    assert columns_of(got, expected[0]) == expected


def of_month(frame, period):
    return frame.with_columns(
        months=pl.lit(1),
        segment_from=pl.lit(period.first_day),
        segment_until=pl.lit(period.dates.until),
    )


def refund(period=JUNE, law=None, **changed):
    row = {"service": "cold_water", "by_norm": True, "metering_possible": False,
           "failed_beyond_control": False, "norm_micro": 3_000_000, "rate_micro_rubles": 10_000_000,
           "persons": 1, "left_on": period.first_day,
           "returned_on": period.first_day + timedelta(days=7), **changed}  # fmt: skip
    law = law or absence_law(period)
    return absence.refunds(of_month(frame_of([row]), period), period, law)["refund_kopecks"][0]


def test_absence_of_five_full_days_is_not_enough():
    five = JUNE.first_day + timedelta(days=6)

    assert (refund(returned_on=five), refund()) == (0, -600)


def test_dated_constants_of_absence_change_the_refund():
    law = absence_law(JUNE)

    assert refund(law=replace(law, full_days_more_than=6)) == 0
    assert refund(law=replace(law, never=frozenset({"cold_water"}))) == 0
    waste = {"service": "waste", "metering_possible": True}
    assert (refund(Period(2023, 2), **waste), refund(Period(2023, 4), **waste)) == (0, -600)


def test_absence_before_the_rules_is_refused():
    with pytest.raises(ParameterUnknown, match="absence has no value in 2012-08"):
        absence_law(Period(2012, 8))


@given(
    rows_of(charge_kopecks=st.integers(-1000, 10**8), absent_persons=st.integers(0, 5),
            persons=st.integers(5, 9), days=st.integers(0, 30), month_days=st.just(30),
            percent_micro=PERCENT, excess_hours=st.integers(0, 744), undelivered_micro=HOURS,
            month_hours=st.sampled_from([1, 672, 720, 744]), steps=st.integers(0, 9),
            hours_micro=HOURS, delay_micro=HOURS, area_micro=AREA, rate_micro_rubles=RATE)
)  # fmt: skip
def test_reductions(rows):
    frame = frame_of(rows)

    waste = quality.waste_delay(frame, percent_micro=3_300_000, limit_micro=72_000_000)

    assert quality.outage(frame).to_list() == [twin.outage(row) for row in rows]
    assert quality.percent_hours(frame).to_list() == [twin.percent_hours(row) for row in rows]
    assert waste.to_list() == [twin.waste_delay(row, 3_300_000, 72_000_000) for row in rows]
    assert quality.maintenance(frame).to_list() == [twin.maintenance(row) for row in rows]
    assert absence.waste_by_area(frame).to_list() == [twin.waste_by_area(row) for row in rows]


LIMIT = st.one_of(st.none(), st.integers(0, 24_000_000))


@given(st.lists(HOURS, min_size=1, max_size=5), LIMIT, LIMIT)
def test_excess_hours(hours, total, single):
    outages = pl.DataFrame({"account_id": 1, "hours_micro": hours})

    got = quality.excess_hours(
        outages, ["account_id"], limit_total_micro=total, limit_single_micro=single
    )

    assert got.rows() == [(1, sum(hours), twin.excess(hours, total, single))]


DEGREES = st.integers(30_000_000, 90_000_000)


@given(
    rows_of(measured_micro=DEGREES, lowest_micro=st.just(60_000_000),
            highest_micro=st.one_of(st.none(), st.just(75_000_000)),
            tolerance_micro=st.sampled_from([0, 3_000_000, 5_000_000])),
    st.booleans(),
)  # fmt: skip
def test_steps_of_temperature(rows, upwards):
    frame = frame_of(rows).with_columns(pl.col("highest_micro").cast(pl.Int64))

    got = quality.steps_beyond(frame, step_micro=3_000_000, steps_up=upwards)

    assert got.to_list() == [twin.steps(row, 3_000_000, upwards) for row in rows]


@given(
    rows_of(quantity_micro=VOLUME, hours_micro=HOURS, month_hours=st.just(744),
            hot_rate_micro_rubles=RATE, cold_rate_micro_rubles=RATE)
)  # fmt: skip
def test_hot_water_below_forty_degrees(rows):
    expected = [twin.below_forty(row) for row in rows]

    assert columns_of(quality.below_forty(frame_of(rows)), expected[0]) == expected


@given(
    VOLUME,
    st.lists(st.tuples(st.integers(28, 31), VOLUME, RATE), min_size=1, max_size=9),
)
def test_late_reading_by_storno(actual, months):
    frame = pl.DataFrame(
        [
            {"register_id": register, "period": JUNE.plus(number).first_day, "days": days,
             "charged_micro": charged, "rate_micro_rubles": rate, "actual_micro": actual}
            for register in (2, 1)
            for number, (days, charged, rate) in enumerate(months)
        ]
    )  # fmt: skip

    got = late_storno.corrections(frame, ["register_id"])

    lines = got.select("spread_micro", "quantity_micro", "amount_kopecks").rows()
    assert lines == twin.storno(actual, months) * 2
    assert got["spread_micro"].sum() == 2 * actual


@given(
    rows_of(quantity_micro=VOLUME, persons_micro=st.integers(1_000_000, 9_000_000),
            beneficiaries_micro=st.integers(0, 9_000_000), limit_micro=NORM,
            rate_micro_rubles=RATE, percent_micro=st.integers(0, 100_000_000))
)  # fmt: skip
def test_benefits(rows):
    expected = [twin.benefit(row) for row in rows]

    assert columns_of(benefits.benefits(frame_of(rows)), expected[0]) == expected


def test_two_benefits_of_one_person_do_not_add():
    entitlements = pl.DataFrame(
        {"account_id": 1, "service_id": 1, "person_id": [1, 1, 2], "percent_micro": [30, 50, 50]}
    )

    assert benefits.larger_percent(entitlements)["percent_micro"].to_list() == [50, 50]


FAMILY = {"standard_kopecks": 300_000, "persons": 2, "income_kopecks": 2_000_000,
          "share_micro_percent": 22_000_000, "minimum_kopecks": 1_000_000}  # fmt: skip


def test_subsidy_of_a_family_at_the_minimum_has_no_lower_share():
    assert subsidy_kopecks(**FAMILY) == 160_000


def test_subsidy_of_a_poorer_family_is_higher():
    assert subsidy_kopecks(**{**FAMILY, "income_kopecks": 1_000_000}) == 490_000


def test_subsidy_is_neither_negative_nor_above_the_costs():
    assert subsidy_kopecks(**{**FAMILY, "income_kopecks": 9_000_000}) == 0
    assert subsidy_kopecks(**FAMILY, actual_kopecks=100_000) == 100_000


def test_subsidy_of_nobody_is_refused():
    with pytest.raises(FamilyEmpty, match="not 0"):
        subsidy_kopecks(**{**FAMILY, "persons": 0})


def test_every_row_of_law_names_its_source_and_mark():
    tables = {"parameters": "parameter", "penalty": "step", "quality": "reduction",
              "absence": "absence", "key_rates": "rate"}  # fmt: skip
    for table, rows in tables.items():
        for row in law_table(table)[rows]:
            assert row["source"], row
            assert row["mark"] in {"V", "K", "D"}, row


def test_reductions_are_read_by_month():
    waste = reduction_of("WASTE_DELAY", JUNE)

    assert (waste.percent_micro, waste.limit_total_micro, waste.mark) == (
        3_300_000,
        72_000_000,
        "K",
    )
    with pytest.raises(ParameterUnknown, match="WASTE_DELAY has no value in 2016-10"):
        reduction_of("WASTE_DELAY", Period(2016, 10))


@pytest.mark.parametrize(("raised", "kopecks"), [(True, [50, 50]), (False, [50])])
def test_coefficient_on_the_heat_of_hot_water_is_a_constant_of_law(raised, kopecks):
    city = City(JUNE, changed_parameters={"hot_water_heat_raised": raised})
    city.account()
    city.supply("hot_water", "METER_OR_NORM")
    for component in (WATER, HEAT):
        city.tariff("hot_water", MICRO, component=component)
    city.norm("hot_water", MICRO)
    city.norm("hot_water", MICRO, HEAT_NORM)
    city.add("coefficients", service_id=service_number("hot_water"), coefficient_micro=1_500_000)

    lines = city.compute().lines.filter(pl.col("kind") == "RAISING")

    assert parameters_of(JUNE).hot_water_heat_raised
    assert lines["amount_kopecks"].to_list() == kopecks
