"""Rules of penalties for late payment."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, Final

import polars as pl

from raschet.engine.golden.fields import CaseInvalid, Field, Kind
from raschet.engine.golden.rule import (
    Rule,
    decimal,
    integer,
    not_negative,
    positive,
    row,
    text,
    whole,
)
from raschet.engine.law.penalty import DatedPercent, PenaltyLaw, consecutive, penalty_law
from raschet.engine.penalties import PAUSES_SCHEMA, penalties, penalty_of_days
from raschet.values.date_range import DateRange
from raschet.values.period import Period

KINDS: Final = {
    "standard": "STANDARD",
    "capital_repair_day31": "CAPITAL_REPAIR",
    "capital_repair_next_day": "CAPITAL_REPAIR_NEXT_DAY",
}
KEYS: Final = {"account_id": 1, "service_id": 1}
PAYMENTS: Final = {**PAUSES_SCHEMA, "paid_on": pl.Date, "amount_kopecks": pl.Int64}


def penalty(case: dict[str, Any]) -> dict[str, Any]:
    """Steps of delay, the capped rate of the payment's day, partial payments (R-181 to R-184)."""
    if case["mode"] not in KINDS:
        raise CaseInvalid(f"inputs.mode: {case['mode']!r} is none of {', '.join(KINDS)}")
    not_negative(case, "debt_kopecks", "billed_kopecks")
    origin = Period.of(case["due_date"]).plus(-1).first_day
    keys = {**KEYS, "origin_period": origin}
    debts = pl.DataFrame(
        [
            {
                **keys,
                "principal_kopecks": case["debt_kopecks"],
                "due_on": case["due_date"],
                "kind": KINDS[case["mode"]],
                "billed_kopecks": case["billed_kopecks"],
            }
        ],
        schema_overrides={**PAYMENTS, "due_on": pl.Date},
    )
    payments = pl.DataFrame(
        [
            {**keys, "paid_on": part["date"], "amount_kopecks": part["amount_kopecks"]}
            for part in case["payments"]
        ],
        schema={name: kind for name, kind in PAYMENTS.items() if not name.startswith("valid")},
    )
    pauses = pl.DataFrame(
        [
            {**keys, "valid_from": part["from"], "valid_until": part["until"]}
            for part in case["pauses"]
        ],
        schema=PAUSES_SCHEMA,
    )
    line = penalties(debts, payments, case["calculation_date"], _law(case), pauses)
    return {
        "amount_kopecks": whole(line["accrual_kopecks"]),
        "days_1_300": whole(line["days_1"]),
        "days_1_130": whole(line["days_2"]),
        "outstanding_kopecks": whole(line["outstanding_kopecks"]),
    }


def _law(case: dict[str, Any]) -> PenaltyLaw:
    """The law of the calculation's day with the rates and the cap of the case."""
    law = penalty_law(case["calculation_date"])
    if case["key_rates"]:
        rates = [(rate["since"], rate["percent"]) for rate in case["key_rates"]]
        if len({since for since, _ in rates}) != len(rates):
            raise CaseInvalid("inputs.key_rates: two rates begin on one day")
        law = replace(law, key_rates=consecutive(rates))
    if case["cap_percent"] is None:
        return law
    first, last = case["cap_since"], case["cap_until"]
    until = None if last is None else date.fromordinal(last.toordinal() + 1)
    return replace(law, caps=(DatedPercent(DateRange(first, until), case["cap_percent"]),))


def penalty_simple(case: dict[str, Any]) -> dict[str, Any]:
    """Debt, days, rate and divisor: one step's arithmetic."""
    positive(case, "divisor")
    amount = penalty_of_days(
        row(
            principal_kopecks=case["debt_kopecks"],
            days=case["days"],
            percent_micro=case["rate_percent"],
            divisor=case["divisor"],
        )
    )
    return {"amount_kopecks": whole(amount)}


DEBT = Field("debt_kopecks", Kind.KOPECKS, "Principal")

RULES: Final = (
    Rule(
        "penalty",
        (DEBT, Field("due_date", Kind.DATE, "Last day of payment in time"),
         Field("calculation_date", Kind.DATE, "Last day that counts"),
         Field("payments", Kind.TABLE, "Payments of the principal", default=(), fields=(
             Field("date", Kind.DATE, "Day of the payment"),
             Field("amount_kopecks", Kind.KOPECKS, "Payment"))),
         Field("key_rates", Kind.TABLE, "Key rates; by default those of law", default=(), fields=(
             Field("since", Kind.DATE, "First day"), decimal("percent", "Percent a year"))),
         decimal("cap_percent", "Highest percent a year; by default that of law", default=None),
         Field("cap_since", Kind.DATE, "First day of the cap", default=date(2022, 2, 28)),
         Field("cap_until", Kind.DATE, "Last day of the cap", default=None),
         text("mode", ", ".join(KINDS), default="standard"),
         Field("billed_kopecks", Kind.KOPECKS, "Penalty accrued before", default=0),
         Field("pauses", Kind.TABLE, "Days that bear nothing", default=(), fields=(
             Field("from", Kind.DATE, "First day"),
             Field("until", Kind.DATE, "First day that bears again", default=None)))),
        penalty,
    ),
    Rule(
        "penalty_simple",
        (DEBT, integer("days", "Days"), decimal("rate_percent", "Percent a year"),
         integer("divisor", "Part of the rate a day")),
        penalty_simple,
    ),
)  # fmt: skip
