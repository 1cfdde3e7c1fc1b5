"""The month's facts of whole houses as the engine's columns: areas, meters, papers, memory.

Only houses that are charged by a shared volume are read, and only a row or two of each: the frames
stay small beside those of accounts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from raschet.domain.billing.selectors.house_memory import house_memory
from raschet.domain.billing.selectors.house_registers import house_registers
from raschet.domain.billing.selectors.house_years import year_of_heating
from raschet.domain.billing.selectors.houses import valid_in
from raschet.domain.ledger.connections import integer_list
from raschet.engine.house.balance import COMMON_METHODS, IN_HOUSE
from raschet.engine.house.inputs import HOUSE_SCHEMAS, HouseInputs
from raschet.engine.house.month import HEATING

if TYPE_CHECKING:
    from raschet.domain.billing.selectors.houses import HouseChunk
    from raschet.domain.ledger.connections import ColumnReader
    from raschet.values.period import Period

SHARING: Final = (HEATING, IN_HOUSE, *COMMON_METHODS)


def house_inputs(
    reader: ColumnReader,
    period: Period,
    chunk: HouseChunk,
    supplies: pl.DataFrame,
    previous_run_id: int | None,
) -> HouseInputs:
    """Read the houses of a chunk. supplies: in the engine's columns ``house_supplies``."""
    sharing = supplies.filter(pl.col("method").is_in(SHARING))
    season = _season(reader, period)
    if sharing.is_empty():
        return HouseInputs(season=season)
    range_ = chunk.has_house("house_id")
    groups = reader.read(
        "SELECT house_id, service_id, head_id FROM registry_sharedhousemeter "  # noqa: S608
        f"WHERE {_on_first_day(period)} AND {range_}",
        HOUSE_SCHEMAS["groups"],
    )
    # A shared meter may stand where nobody is served: in a heat point.
    heads = integer_list(groups["head_id"].unique().sort().to_list())
    houses = f"({range_} OR house_id IN ({heads}))"
    return HouseInputs(
        houses=_houses(reader, period, houses),
        registers=house_registers(reader, period, chunk, houses, previous_run_id),
        volumes=reader.read(
            "SELECT house_id, service_id, purpose, volume_micro FROM readings_house_volume "  # noqa: S608
            f"WHERE period = '{period.first_day}' AND {houses}",
            HOUSE_SCHEMAS["volumes"],
        ),
        memory=house_memory(reader, period, _with_heads(sharing, groups), previous_run_id),
        groups=groups,
        own_heating=reader.read(
            "SELECT account_id, valid_from, valid_until FROM registry_ownheating "  # noqa: S608
            f"WHERE {valid_in(period)} "
            f"AND {chunk.has_account('account_id')}",
            HOUSE_SCHEMAS["own_heating"],
        ),
        season=season,
        **year_of_heating(reader, period, sharing, chunk),
    )


def _with_heads(sharing: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """Houses and services that have something to remember, heads of shared meters among them."""
    keys = ["house_id", "service_id"]
    heads = groups.select("service_id", house_id="head_id")
    return pl.concat([sharing.select(keys), heads.select(keys)]).unique()


def _on_first_day(period: Period) -> str:
    """Facts of a house hold for whole months: those of the first day count (R-006)."""
    day = period.first_day
    return f"valid_from <= '{day}' AND (valid_until IS NULL OR valid_until > '{day}')"


def _houses(reader: ColumnReader, period: Period, houses: str) -> pl.DataFrame:
    """Areas and heating regime; dated areas win over the passport's."""
    return reader.read(
        "SELECT house.id AS house_id, "  # noqa: S608
        "coalesce(area.premises_area_micro, house.premises_area_micro) AS premises_area_micro, "
        "coalesce(area.common_area_micro, house.common_area_micro) AS common_area_micro, "
        "regime.regime AS heating_regime FROM registry_house AS house "
        "LEFT JOIN (SELECT * FROM registry_housearea "
        f"WHERE {_on_first_day(period)}) AS area ON area.house_id = house.id "
        "LEFT JOIN (SELECT * FROM registry_househeatingregime "
        f"WHERE {_on_first_day(period)}) AS regime ON regime.house_id = house.id "
        f"WHERE {houses.replace('house_id', 'house.id')} ORDER BY house.id",
        HOUSE_SCHEMAS["houses"],
    )


def _season(reader: ColumnReader, period: Period) -> pl.DataFrame:
    """Heated days of the month, by the season that reaches into it or else the last one before it."""
    rows = reader.read(
        "SELECT valid_from, valid_until, norm_months FROM tariffs_heatingseason "  # noqa: S608
        f"WHERE valid_from < '{period.dates.until}' ORDER BY valid_from DESC LIMIT 2"
    )
    if rows.is_empty():
        return pl.DataFrame(schema=HOUSE_SCHEMAS["season"])
    start = pl.max_horizontal("valid_from", pl.lit(period.first_day))
    end = pl.min_horizontal("valid_until", pl.lit(period.dates.until))
    days = int(rows.select((end - start).dt.total_days().clip(0).sum()).item())
    outside = reader.read(
        f"SELECT mean_micro FROM tariffs_outdoortemperature WHERE period = '{period.first_day}'"  # noqa: S608
    )["mean_micro"]
    return pl.DataFrame(
        {
            "heated_days": [days],
            "norm_months": [rows["norm_months"][0]],
            "outside_micro": [outside[0] if len(outside) else None],
        },
        schema=HOUSE_SCHEMAS["season"],
    )
