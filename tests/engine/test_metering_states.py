"""What a month leaves behind: the state of registers, shared meters, tariffs by supplier."""

from datetime import date

import polars as pl
import pytest

from raschet.engine.golden.city import City
from raschet.engine.inputs import InputsInvalid, empty
from raschet.engine.run import run_month
from raschet.engine.segments import RowsOverlap
from raschet.values.period import Period

JUNE = Period(2026, 6)
CUBIC_METRE = 1_000_000


def water_city(**register):
    city = City(JUNE)
    city.account(persons=2)
    city.supply("cold_water", "METER_OR_NORM", 10_000_000)
    city.norm("cold_water", 4 * CUBIC_METRE)
    city.register("cold_water", 0, **{"current_micro": None, **register})
    return city


def state(city):
    row = city.compute().consumption.row(0, named=True)
    return row["basis"], row["volume_micro"], row["months_missing"], row["estimated_micro"]


def test_average_month_is_counted_and_remembered():
    city = water_city(average_micro=5 * CUBIC_METRE, average_months=6, months_missing=1,
                      estimated_micro=5 * CUBIC_METRE)  # fmt: skip

    assert state(city) == ("AVERAGE", 5 * CUBIC_METRE, 2, 10 * CUBIC_METRE)


def test_norm_month_is_remembered_for_the_late_reading():
    city = water_city(months_missing=3, estimated_micro=15 * CUBIC_METRE)

    assert state(city) == ("NORM", 8 * CUBIC_METRE, 4, 23 * CUBIC_METRE)


def test_reading_clears_the_state():
    city = water_city(
        current_micro=20 * CUBIC_METRE, months_missing=2, estimated_micro=9 * CUBIC_METRE
    )

    assert state(city) == ("METER", 11 * CUBIC_METRE, 0, 0)


def test_norm_of_one_meter_absorbs_the_other_which_settles_later():
    city = water_city(months_missing=3)
    city.register("cold_water", 0, 7 * CUBIC_METRE)

    rows = city.compute().consumption

    assert rows["basis"].to_list() == ["NORM", "NORM"]
    assert rows["estimated_micro"].to_list() == [4 * CUBIC_METRE, 4 * CUBIC_METRE]
    assert rows["months_missing"].to_list() == [4, 0]
    assert rows["current_value_micro"].to_list() == [None, None]


def test_new_meter_without_reading_inherits_the_average_of_the_removed_one():
    city = water_city(current_micro=2 * CUBIC_METRE, removed_on=date(2026, 6, 11),
                      average_micro=6 * CUBIC_METRE, average_months=6)  # fmt: skip
    city.register("cold_water", 0, None, installed_on=date(2026, 6, 16))

    rows = city.compute().consumption

    assert rows["volume_micro"].to_list() == [3 * CUBIC_METRE, 3 * CUBIC_METRE]
    assert rows["estimated_micro"].to_list() == [1 * CUBIC_METRE, 3 * CUBIC_METRE]


def test_unknown_method_is_reported_not_charged():
    city = City(JUNE)
    city.account()
    city.supply("gas", "BANDS", 1)

    outcome = city.compute()

    assert outcome.lines.is_empty()
    assert outcome.unbilled["reason"].to_list() == ["METHOD_UNKNOWN"]


def test_account_without_any_supply_is_listed():
    city = City(JUNE)
    city.account()

    assert city.compute().unbilled.rows() == [
        (1, None, "NO_SUPPLY", date(2026, 6, 1), date(2026, 7, 1))
    ]


def test_frame_of_another_shape_is_refused():
    frames = {name: empty(name) for name in ("accounts", "areas", "households", "house_supplies",
              "account_supplies", "services", "tariffs", "norms", "coefficients")}  # fmt: skip
    registers = empty("registers").drop("zone").cast({"digits": pl.Int64})

    from raschet.engine.inputs import Inputs

    with pytest.raises(InputsInvalid, match="registers cannot be used") as caught:
        run_month(Inputs(period=JUNE, registers=registers, **frames))
    assert set(caught.value.problems) == {"zone", "digits"}


@pytest.mark.parametrize(
    "table",
    ["accounts", "areas", "households", "house_supplies", "tariffs", "norms", "coefficients", "registers"],
)  # fmt: skip
def test_row_given_twice_is_refused_not_charged_twice(table):
    city = water_city(current_micro=CUBIC_METRE)
    city.add("coefficients", service_id=1, coefficient_micro=3 * CUBIC_METRE)
    city.rows[table] += city.rows[table]

    with pytest.raises(RowsOverlap, match="valid on the same day for"):
        city.compute()


def test_rows_that_follow_one_another_do_not_overlap():
    city = water_city()
    city.rows.pop("registers")
    (row,) = city.rows.pop("households")
    turn = date(2026, 6, 16)
    city.add("households", **{**row, "valid_until": turn})
    city.add("households", **{**row, "registered": 4, "valid_from": turn})

    assert city.compute().lines["persons_micro"].to_list() == [3 * CUBIC_METRE]


@pytest.mark.parametrize(
    ("column", "value"),
    [("current_value_micro", 10**16), ("estimated_micro", -(10**16)), ("average_micro", 10**18),
     ("digits", 13), ("ratio_micro", 10**13), ("months_missing", 2_000)],
)  # fmt: skip
def test_value_beyond_any_real_quantity_is_refused_not_wrapped(column, value):
    city = water_city(current_micro=CUBIC_METRE)
    city.rows["registers"][0][column] = value

    with pytest.raises(InputsInvalid, match=f"{column}: reaches {abs(value)}, may not pass"):
        city.compute()


def test_implausible_reading_of_a_meter_with_a_ratio_is_only_rejected():
    city = water_city(current_micro=4 * CUBIC_METRE, average_micro=CUBIC_METRE, average_months=6)
    city.rows["registers"][0].update(
        previous_value_micro=5 * CUBIC_METRE, digits=12, ratio_micro=20_000 * CUBIC_METRE
    )

    assert state(city) == ("AVERAGE", CUBIC_METRE, 1, CUBIC_METRE)


@pytest.mark.parametrize(
    "cause", [{"failed_on": date(2026, 5, 1)}, {"verified_until": date(2026, 5, 1)}, {"access_refused": True}]
)  # fmt: skip
@pytest.mark.parametrize(("months_missing", "kopecks"), [(2, 8_000), (3, 12_000)])
def test_young_meter_pays_the_raised_norm_only_after_three_months(cause, months_missing, kopecks):
    city = water_city(months_missing=months_missing, **cause)
    city.add("coefficients", service_id=1, coefficient_micro=1_500_000)

    assert city.compute().lines["amount_kopecks"].sum() == kopecks


def test_large_household_and_a_change_of_residents_and_coefficient_do_not_wrap_around():
    city = water_city()
    city.rows.pop("registers")
    turn = date(2026, 6, 16)
    (row,) = city.rows.pop("households")
    city.add("households", **{**row, "registered": 3_000, "valid_until": turn})
    city.add("households", **{**row, "registered": 1_000, "valid_from": turn})
    city.rows["norms"][0]["value_micro"] = 100 * CUBIC_METRE
    city.add("coefficients", service_id=1, coefficient_micro=1_500_000, valid_until=turn)
    city.add("coefficients", service_id=1, coefficient_micro=3_000_000, valid_from=turn)

    lines = city.compute().lines

    assert lines["amount_kopecks"].to_list() == [200_000_000, 175_000_000]
