"""A month's inputs of a chunk of houses as the engine's columns, read from one snapshot.

Rows are narrowed by ranges of ids, which the big tables are ordered by, and joined in memory: the
database only scans and sends.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from raschet.domain.billing.selectors.charged_estimates import charged_estimates
from raschet.domain.billing.selectors.event_inputs import absences, quality_events
from raschet.domain.billing.selectors.house_inputs import house_inputs
from raschet.domain.billing.selectors.houses import HouseChunk, served_in, valid_in
from raschet.domain.billing.selectors.register_states import RegisterReader
from raschet.domain.ledger.connections import typed
from raschet.engine.inputs import SCHEMAS, Inputs

if TYPE_CHECKING:
    from raschet.domain.billing.selectors.recomputed_months import Recomputed
    from raschet.domain.ledger.connections import ColumnReader
    from raschet.values.period import Period

DATED = "valid_from, valid_until"


@dataclass(frozen=True, slots=True)
class Reference:
    """What all chunks share: services, tariffs, norms and coefficients of the month."""

    services: pl.DataFrame
    tariffs: pl.DataFrame
    norms: pl.DataFrame
    coefficients: pl.DataFrame


def month_reference(reader: ColumnReader, period: Period) -> Reference:
    """Read the decisions in force on a day of the month."""
    return Reference(
        services=reader.read(
            "SELECT id AS service_id, code FROM registry_service ORDER BY id", SCHEMAS["services"]
        ),
        tariffs=reader.read(
            "SELECT id AS tariff_id, service_id, supplier_id, tariff_group, zone, band, "  # noqa: S608
            f"band_upto_micro, component, rate_micro_rubles, {DATED} "
            f"FROM tariffs_tariff WHERE {valid_in(period)} ORDER BY id",
            SCHEMAS["tariffs"],
        ),
        norms=reader.read(
            "SELECT id AS norm_id, service_id, norm_group, rooms, persons, "  # noqa: S608
            f"CASE WHEN {in_season(period)} THEN value_micro ELSE 0 END AS value_micro, per, "
            f"{DATED} FROM tariffs_norm WHERE {valid_in(period)} ORDER BY id",
            SCHEMAS["norms"],
        ),
        coefficients=reader.read(
            f"SELECT service_id, coefficient_micro, {DATED} FROM tariffs_raisingcoefficient "  # noqa: S608
            f"WHERE {valid_in(period)} ORDER BY id",
            SCHEMAS["coefficients"],
        ),
    )


def in_season(period: Period) -> str:
    """The condition on a norm that counts in the month; a season may go over the new year."""
    month = period.month
    return (
        f"(season_from IS NULL OR CASE WHEN season_from <= season_until "
        f"THEN {month} BETWEEN season_from AND season_until "
        f"ELSE {month} >= season_from OR {month} <= season_until END)"
    )


def month_inputs(
    reader: ColumnReader,
    period: Period,
    chunk: HouseChunk,
    reference: Reference,
    previous_run_id: int | None,
    *,
    recomputed: Recomputed | None = None,
    supposed: pl.DataFrame | None = None,
) -> Inputs:
    """Read one chunk. ``previous_run_id``: the published run whose consumption this month goes on.

    recomputed: months before this one that were computed again; they stand in for what was published.
    supposed: readings (``register_id``, ``value_micro``, ``taken_on``) that count in the month as if
    they had been accepted last.
    """
    accounts = _accounts(reader, period, chunk)
    registers = RegisterReader(
        reader, period, chunk, previous_run_id, recomputed=recomputed, supposed=supposed
    ).read(accounts)
    estimates, drains = charged_estimates(reader, period, registers, recomputed)
    house_supplies = reader.read(
        "SELECT house_id, service_id, supplier_id, method, tariff_group, norm_group, raising, "  # noqa: S608
        f"{DATED} FROM registry_housesupply WHERE {valid_in(period)} "
        f"AND {chunk.has_house('house_id')}",
        SCHEMAS["house_supplies"],
    )
    return Inputs(
        period=period,
        accounts=accounts,
        areas=_of_accounts(reader, period, chunk, "registry_accountarea", "areas", accounts),
        households=_households(reader, period, chunk, accounts),
        house_supplies=house_supplies,
        account_supplies=_of_accounts(
            reader, period, chunk, "registry_accountsupply", "account_supplies", accounts
        ),
        services=reference.services,
        tariffs=reference.tariffs,
        norms=reference.norms,
        coefficients=reference.coefficients,
        registers=registers,
        measures=_of_accounts(
            reader, period, chunk, "registry_accountmeasure", "measures", accounts
        ),
        violations=_violations(reader, period, chunk, accounts),
        estimates=estimates,
        drains=drains,
        absences=absences(reader, period, chunk),
        quality=quality_events(reader, period, chunk, accounts),
        houses=house_inputs(reader, period, chunk, house_supplies, previous_run_id),
    )


def _accounts(reader: ColumnReader, period: Period, chunk: HouseChunk) -> pl.DataFrame:
    return reader.read(
        "SELECT account.id AS account_id, account.house_id, account.unit_id, "  # noqa: S608
        "unit.kind AS premises, unit.rooms, account.opened_on, account.closed_on "
        "FROM registry_account AS account JOIN registry_unit AS unit ON unit.id = account.unit_id "
        f"WHERE {served_in(period)} "
        f"AND {chunk.has_house('account.house_id')} AND {chunk.has_account('account.id')}",
        SCHEMAS["accounts"],
    )


def _of_accounts(
    reader: ColumnReader,
    period: Period,
    chunk: HouseChunk,
    table: str,
    frame: str,
    accounts: pl.DataFrame,
) -> pl.DataFrame:
    """Dated rows of the chunk's accounts; the columns are those the engine knows the frame by."""
    schema = SCHEMAS[frame]
    rows = reader.read(
        f"SELECT {', '.join(schema)} FROM {table} WHERE {valid_in(period)} "  # noqa: S608
        f"AND {chunk.has_account('account_id')}",
        schema,
    )
    return rows.join(accounts.select("account_id"), on="account_id", how="semi")


def _violations(
    reader: ColumnReader, period: Period, chunk: HouseChunk, accounts: pl.DataFrame
) -> pl.DataFrame:
    """Acts that this month charges, with the months, begun ones whole, since they began (R-130)."""
    rows = reader.read(
        "SELECT account_id, service_id, found_on, greatest(1, extract(year FROM lasted) * 12 "  # noqa: S608
        "+ extract(month FROM lasted) + CASE WHEN extract(day FROM lasted) > 0 THEN 1 ELSE 0 END) "
        "::smallint AS months "
        "FROM (SELECT *, age(found_on, began_on) AS lasted FROM registry_violation) AS act "
        f"WHERE charged_in = '{period.first_day}' AND withdrawn_on IS NULL "
        f"AND {chunk.has_account('account_id')}",
        SCHEMAS["violations"],
    )
    return rows.join(accounts.select("account_id"), on="account_id", how="semi")


def _households(
    reader: ColumnReader, period: Period, chunk: HouseChunk, accounts: pl.DataFrame
) -> pl.DataFrame:
    """Residents, and where nobody is registered, the number of owners (R-004).

    Owners are counted on the first day of the stretch inside the month.
    """
    bounds = chunk.has_account("account_id")
    people = reader.read(
        f"SELECT account_id, registered, temporary, {DATED} FROM registry_household "  # noqa: S608
        f"WHERE {valid_in(period)} AND {bounds}"
    ).join(accounts.select("account_id"), on="account_id", how="semi")
    empty = people.filter((pl.col("registered") == 0) & (pl.col("temporary") == 0)).select(
        "account_id", "valid_from", counted_on=pl.max_horizontal("valid_from", period.first_day)
    )
    if empty.is_empty():
        return typed(people.with_columns(owners=pl.lit(0)), SCHEMAS["households"])
    owners = reader.read(
        "SELECT account_id, valid_from AS owned_from, valid_until AS owned_until "  # noqa: S608
        f"FROM registry_ownership WHERE {valid_in(period)} AND {bounds}"
    )
    counted = (
        empty.join(owners, on="account_id")
        .filter(
            (pl.col("owned_from") <= pl.col("counted_on"))
            & (pl.col("owned_until").is_null() | (pl.col("owned_until") > pl.col("counted_on")))
        )
        .group_by("account_id", "valid_from")
        .agg(owners=pl.len())
    )
    joined = people.join(counted, on=["account_id", "valid_from"], how="left")
    return typed(joined.with_columns(pl.col("owners").fill_null(0)), SCHEMAS["households"])
