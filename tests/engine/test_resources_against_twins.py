"""Formulas of single resources agree with their slow twins on random columns."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.reference import resources as twin
from tests.engine.reference.columns import (
    AREA,
    HOUSE_AREA,
    KOPECKS,
    NORM,
    RATE,
    VOLUME,
    columns_of,
    frame_of,
    rows_of,
)

from raschet.engine.resources import (
    common_resources,
    consumption_bands,
    heating,
    hot_water,
    unauthorised,
)

SOME = st.integers(1, 5_000_000_000)


@given(
    st.lists(st.integers(-(10**9), 10**10), min_size=1, max_size=4),
    st.lists(st.integers(1, 10**9), min_size=1, max_size=4, unique=True),
    st.integers(1, 6),
    st.integers(0, 3 * 10**9),
    st.booleans(),
)
def test_bands(volumes, limits, months, start, exempt):
    if sum(volumes) > 0:
        volumes = [abs(volume) for volume in volumes]
    limits = [*sorted(limits), None]
    frame = pl.DataFrame(
        [
            {"account_id": 7, "service_id": 4, "zone_no": zone, "quantity_micro": volume,
             "months": months, "start_micro": start, "exempt": exempt}
            for zone, volume in enumerate(volumes, start=1)
        ]
    )  # fmt: skip
    table = pl.DataFrame(
        {"service_id": 4, "band": range(1, len(limits) + 1), "upto_micro": limits},
        schema={"service_id": pl.Int64, "band": pl.Int16, "upto_micro": pl.Int64},
    )

    parts = consumption_bands.in_bands(frame, table, ["account_id"], ["service_id"])

    expected = twin.bands(volumes, limits, months, exempt, start)
    got = parts.sort("band", "zone_no")["banded_micro"].to_list()
    assert got == [part for band in expected for part in band]
    assert sum(got) == sum(volumes)


def test_accounts_do_not_share_bands():
    frame = pl.DataFrame(
        {"account_id": [1, 2], "service_id": 4, "zone_no": 1, "quantity_micro": [8, 8],
         "months": 1, "start_micro": 0, "exempt": False}
    )  # fmt: skip
    table = pl.DataFrame({"service_id": 4, "band": [1, 2], "upto_micro": [10, None]})

    parts = consumption_bands.in_bands(frame, table, ["account_id"], ["service_id"])

    assert parts.filter(pl.col("band") == 1)["banded_micro"].to_list() == [8, 8]


@given(
    rows_of(quantity_micro=VOLUME, house_quantity_micro=SOME, resource_micro=VOLUME,
            water_rate_micro_rubles=RATE, resource_rate_micro_rubles=RATE)
)  # fmt: skip
def test_hot_water_made_in_the_house(rows):
    expected = [twin.made_in_house(row) for row in rows]

    assert columns_of(hot_water.made_in_house(frame_of(rows)), expected[0]) == expected


HOUSE = {
    "house_volume_micro": VOLUME,
    "house_area_micro": HOUSE_AREA,
    "metered_volume_micro": VOLUME,
    "metered_area_micro": st.one_of(st.just(0), st.integers(1, 600_000_000)),
    "disconnected_area_micro": st.one_of(st.just(0), st.integers(1, 400_000_000)),
    "common_area_micro": HOUSE_AREA,
    "state": st.sampled_from(["METERED", "UNMETERED", "DISCONNECTED"]),
    "area_micro": AREA,
    "own_volume_micro": VOLUME,
}


@given(rows_of(**HOUSE))
def test_heating_by_the_house_meter(rows):
    for row in rows:
        if not row["metered_area_micro"] and row["state"] == "METERED":
            row["state"] = "UNMETERED"
        if not row["disconnected_area_micro"] and row["state"] == "DISCONNECTED":
            row["state"] = "UNMETERED"

    got = heating.house_meter_volume(frame_of(rows))

    assert got.to_list() == [twin.heating_by_house_meter(row) for row in rows]


def test_flats_of_a_heated_house_add_up_to_its_meter():
    house = {"house_volume_micro": 100_000_000, "house_area_micro": 400_000_000,
             "metered_volume_micro": 12_000_000, "metered_area_micro": 60_000_000,
             "disconnected_area_micro": 40_000_000, "common_area_micro": 90_000_000}  # fmt: skip
    flats = [("METERED", 60, 12), ("DISCONNECTED", 40, 0), ("UNMETERED", 300, 0)]
    rows = [
        {**house, "state": state, "area_micro": area * 10**6, "own_volume_micro": own * 10**6}
        for state, area, own in flats
    ]

    assert abs(heating.house_meter_volume(frame_of(rows)).sum() - 100_000_000) <= 1


@given(
    rows_of(area_micro=AREA, norm_micro=NORM, heating_months=st.integers(0, 12),
            of_months=st.just(12), previous_year_micro=VOLUME, house_area_micro=HOUSE_AREA,
            equipped_kopecks=KOPECKS, units_micro=VOLUME, all_units_micro=SOME,
            charged_kopecks=KOPECKS)
)  # fmt: skip
def test_heating_by_norm_average_and_allocators(rows):
    frame = frame_of(rows)
    expected = [twin.allocators(row) for row in rows]

    assert heating.norm_volume(frame).to_list() == [twin.heating_norm(row) for row in rows]
    assert heating.year_round_volume(frame).to_list() == [twin.year_round(row) for row in rows]
    assert columns_of(heating.by_allocators(frame), expected[0]) == expected


@given(
    rows_of(area_micro=AREA, house_area_micro=HOUSE_AREA, charged_kopecks=KOPECKS),
    st.lists(st.tuples(VOLUME, RATE), max_size=12),
)
def test_heating_yearly_correction(rows, months):
    frame = frame_of(rows).with_columns(house_id=pl.lit(3, dtype=pl.Int64))
    periods = pl.DataFrame(
        [(3, volume, rate) for volume, rate in months],
        schema={
            "house_id": pl.Int64,
            "house_volume_micro": pl.Int64,
            "rate_micro_rubles": pl.Int64,
        },
        orient="row",
    )
    expected = [twin.annual_correction(row, months) for row in rows]

    got = heating.annual_correction(frame, periods, ["house_id"])

    assert columns_of(got, expected[0]) == expected


@given(
    rows_of(day_volume_micro=VOLUME, days=st.integers(1, 31), inside_micro=st.just(20_000_000),
            outside_micro=st.integers(-40_000_000, 19_000_000),
            average_outside_micro=st.integers(-40_000_000, 10_000_000),
            house_volume_micro=VOLUME, hot_water_micro=VOLUME, heat_norm_micro=NORM)
)  # fmt: skip
def test_heating_of_a_failed_or_common_house_meter(rows):
    frame = frame_of(rows)

    failed = heating.failed_meter_volume(frame).to_list()
    assert failed == [twin.failed_house_meter(row) for row in rows]
    both = heating.without_hot_water(frame).to_list()
    assert both == [twin.without_hot_water(row) for row in rows]


@given(
    rows_of(house_volume_micro=st.integers(-(10**10), 10**10), area_micro=AREA,
            house_area_micro=HOUSE_AREA, difference_micro=st.integers(-(10**10), 10**10),
            persons_micro=NORM, house_persons_micro=SOME, supplier_kopecks=KOPECKS,
            residents_kopecks=KOPECKS)
)  # fmt: skip
def test_common_property_is_shared(rows):
    frame = frame_of(rows)
    expected = [twin.money_recalculation(row) for row in rows]

    shared = common_resources.share_of_house(frame).to_list()
    assert shared == [twin.share_of_house(row) for row in rows]
    reduced = common_resources.reduction_by_persons(frame).to_list()
    assert reduced == [twin.reduction_by_persons(row) for row in rows]
    assert columns_of(common_resources.money_recalculation(frame), expected[0]) == expected


@given(
    rows_of(meter_micro=VOLUME, flats_micro=VOLUME, nonresidential_micro=VOLUME,
            other_micro=VOLUME, carried_micro=st.integers(-(10**10), 0),
            cap_micro=st.one_of(st.none(), VOLUME))
)  # fmt: skip
def test_common_property_by_the_house_meter(rows):
    frame = frame_of(rows).with_columns(pl.col("cap_micro").cast(pl.Int64))
    expected = [twin.common_by_meter(row) for row in rows]

    got = common_resources.metered_house_volume(frame)

    assert columns_of(got, expected[0]) == expected


def test_sums_of_a_house_keep_flats_and_other_premises_apart():
    volumes = pl.DataFrame(
        {"house_id": [1, 1, 1, 2], "residential": [True, True, False, True],
         "quantity_micro": [3, 4, 5, 6]}
    )  # fmt: skip

    sums = common_resources.house_sums(volumes, ["house_id"]).sort("house_id")

    assert sums.rows() == [(1, 7, 5), (2, 6, 0)]


@given(
    rows_of(norm_micro=NORM, persons_micro=NORM, months=st.integers(0, 9), rate_micro_rubles=RATE),
    st.integers(1_000_000, 20_000_000),
    st.integers(1, 6),
)
def test_unauthorised_connection(rows, multiple, limit):
    expected = [twin.unauthorised(row, multiple, limit) for row in rows]

    got = unauthorised.charged(frame_of(rows), multiple_micro=multiple, limit_months=limit)

    assert columns_of(got, expected[0]) == expected
