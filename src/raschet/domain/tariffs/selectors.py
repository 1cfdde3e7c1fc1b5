"""The state's law as the dated tables hold it, in the shapes the engine asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from raschet.domain.registry.models import Service
from raschet.domain.tariffs.models import KeyRate, LawRow
from raschet.engine.due_dates import DueLaw, due_law_of
from raschet.engine.law.penalty import DatedPercent, PenaltyLaw, penalty_law_of
from raschet.engine.support.benefit_lines import CATEGORY_SCHEMA, COMPENSATION, BenefitLaw
from raschet.values.date_range import DateRange
from raschet.values.scaled import parse_micro

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class PenaltyScheme:
    """Debts of a service bear the penalty of a kind for delay on the days from ``since`` on."""

    service_code: str
    kind: str
    since: date


def law_rows(table: str) -> list[LawRow]:
    """All rows of a table of law, in order of key and time."""
    return list(LawRow.objects.filter(table=table).order_by("key", "valid_from"))


def due_law() -> DueLaw:
    """Days of bills and payments, and the calendar, as the tables hold them now."""
    years = [
        {
            "year": int(row.key),
            "moved": [date.fromisoformat(day) for day in row.value["moved"]],
            "working": [date.fromisoformat(day) for day in row.value["working"]],
        }
        for row in law_rows("calendar")
    ]
    holidays = [day for row in law_rows("holidays") for day in row.value["days"]]
    days = [{**row.value, "from": row.valid_from} for row in law_rows("due_days")]
    return due_law_of(days, holidays, years)


def penalty_law(on: date) -> PenaltyLaw:
    """The law of penalties in force on a day, with all rates and moratoria up to it."""
    rows: Mapping[str, list[dict[str, Any]]] = {
        name: [_with_dates(row) for row in law_rows(f"penalty_{name}")]
        for name in ("step", "cap", "moratorium")
    }
    rates = KeyRate.objects.order_by("valid_from")
    return penalty_law_of(
        on,
        rows,
        tuple(
            DatedPercent(DateRange(row.valid_from, row.valid_until), row.percent_micro)
            for row in rates
        ),
    )


def penalty_schemes(on: date) -> list[PenaltyScheme]:
    """Which services' debts bear a penalty on a day, and since when without a break."""
    found = []
    for row in law_rows("penalty_scheme"):
        if row.valid_from > on or (row.valid_until is not None and row.valid_until <= on):
            continue
        found.append(PenaltyScheme(row.key, row.value["kind"], _since(row)))
    return found


def _since(row: LawRow) -> date:
    """The first day of the unbroken run of rows that ends with this one."""
    since = row.valid_from
    while True:
        before = LawRow.objects.filter(table=row.table, key=row.key, valid_until=since).first()
        if before is None:
            return since
        since = before.valid_from


def _with_dates(row: LawRow) -> dict[str, Any]:
    before = row.value.get("arose_before")
    return {
        **row.value,
        "from": row.valid_from,
        "until": row.valid_until,
        **({"arose_before": date.fromisoformat(before)} if before else {"arose_before": None}),
    }


def benefit_law(on: date) -> BenefitLaw:
    """The benefits of a day: categories by service, social area, the region's mode."""
    ids = dict(Service.objects.values_list("code", "id"))
    rows = [
        {
            "category": row.value["category"],
            "service_id": ids[code],
            "percent_micro": parse_micro(row.value["percent"]),
            "limit": row.value["limit"],
            "funder": row.value["funder"],
        }
        for row in _in_force("benefit", on)
        for code in row.value["services"]
        if code in ids
    ]
    areas = [row.value["metres"] for row in _in_force("social_area", on)]
    modes = [row.value["mode"] for row in _in_force("benefit_mode", on)]
    return BenefitLaw(
        categories=pl.DataFrame(rows, schema=CATEGORY_SCHEMA),
        social_area=tuple(parse_micro(metres) for metres in (areas[-1] if areas else ())),
        mode=modes[-1] if modes else COMPENSATION,
    )


def benefit_categories(on: date) -> list[str]:
    """Codes of the categories of benefits that are in force on a day."""
    return sorted({row.value["category"] for row in _in_force("benefit", on)})


def _in_force(table: str, on: date) -> list[LawRow]:
    return [
        row
        for row in law_rows(table)
        if row.valid_from <= on and (row.valid_until is None or row.valid_until > on)
    ]
