"""Rules of benefits and subsidies."""

from __future__ import annotations

from typing import Any, Final

from raschet.engine.golden.fields import CaseInvalid, Field, Kind
from raschet.engine.golden.rule import (
    SERVICE,
    TARIFF,
    Rule,
    Volume,
    decimal,
    integer,
    not_negative,
    positive,
    row,
    whole,
)
from raschet.engine.golden.rules_house import kopecks_of
from raschet.engine.golden.rules_volume import RAISING
from raschet.engine.support import benefits
from raschet.engine.support.subsidy import subsidy_kopecks
from raschet.values.rounding import MICRO


def _benefit(case: dict[str, Any], quantity: int, limit: int, rate: int) -> tuple[int, int]:
    """Eligible quantity and benefit. Raises: CaseInvalid."""
    positive(case, "persons")
    if not 0 <= case["beneficiaries"] <= case["persons"]:
        raise CaseInvalid("inputs.beneficiaries: must be between 0 and the persons")
    if not 0 <= case["percent"] <= benefits.PERCENT:
        raise CaseInvalid("inputs.percent: must be between 0 and 100")
    line = benefits.benefits(
        row(
            quantity_micro=quantity,
            persons_micro=case["persons"] * MICRO,
            beneficiaries_micro=case["beneficiaries"] * MICRO,
            limit_micro=limit,
            rate_micro_rubles=rate,
            percent_micro=case["percent"],
        )
    )
    return whole(line["eligible_micro"]), whole(line["benefit_kopecks"])


def benefit_volume(case: dict[str, Any]) -> dict[str, Any]:
    """A percent of the charge within the norm; the coefficient adds nothing (R-170, R-171)."""
    not_negative(case, "volume", "norm")
    eligible, kopecks = _benefit(case, case["volume"], case["norm"], case["tariff"])
    return {"eligible_volume": Volume(eligible), "amount_kopecks": kopecks}


def benefit_area(case: dict[str, Any]) -> dict[str, Any]:
    """A percent of the charge within the social area (R-170)."""
    not_negative(case, "area", "social_norm")
    eligible, kopecks = _benefit(case, case["area"], case["social_norm"], case["rate"])
    return {"eligible_area": Volume(eligible), "amount_kopecks": kopecks}


def subsidy(case: dict[str, Any]) -> dict[str, Any]:
    """Standard of costs less the family's share of its income (R-173)."""
    positive(case, "persons", "subsistence_minimum")
    not_negative(case, "standard_cost", "family_income", "max_share_percent")
    actual = None if case["actual_cost"] is None else kopecks_of(case, "actual_cost")
    amount = subsidy_kopecks(
        standard_kopecks=kopecks_of(case, "standard_cost"),
        persons=case["persons"],
        income_kopecks=kopecks_of(case, "family_income"),
        share_micro_percent=case["max_share_percent"],
        minimum_kopecks=kopecks_of(case, "subsistence_minimum"),
        actual_kopecks=actual,
    )
    return {"amount_kopecks": amount}


PEOPLE = (
    integer("persons", "Residents"),
    integer("beneficiaries", "Residents entitled", default=1),
    decimal("percent", "Percent of the charge"),
)

RULES: Final = (
    Rule(
        "benefit_volume",
        (SERVICE, decimal("volume", "Units of the month"), decimal("norm", "Units a person"), TARIFF,
         *PEOPLE, RAISING),
        benefit_volume,
    ),
    Rule(
        "benefit_area",
        (decimal("area", "Square metres"), decimal("social_norm", "Square metres a person"),
         decimal("rate", "Roubles for a square metre"), *PEOPLE),
        benefit_area,
    ),
    Rule(
        "subsidy",
        (decimal("standard_cost", "Roubles of the regional standard a person"),
         integer("persons", "Persons of the family"),
         decimal("family_income", "Roubles of the family a month"),
         decimal("max_share_percent", "Percent of the income at most"),
         decimal("subsistence_minimum", "Roubles a person"),
         Field("actual_cost", Kind.DECIMAL, "Roubles of actual costs", default=None)),
        subsidy,
    ),
)  # fmt: skip
