"""Benefits in a run: who is entitled in the month, by which law; nothing is read where nobody is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from raschet.domain.billing.selectors.houses import valid_in
from raschet.domain.tariffs.selectors import benefit_law
from raschet.engine.lines import LINE_SCHEMA
from raschet.engine.support.benefit_lines import ENTITLEMENT_SCHEMA, BenefitLaw, benefit_lines

if TYPE_CHECKING:
    from raschet.domain.ledger.connections import ColumnReader
    from raschet.engine.inputs import Inputs
    from raschet.values.period import Period


@dataclass(frozen=True, slots=True)
class BenefitPlan:
    """What all chunks of a run share."""

    law: BenefitLaw
    entitlements: pl.DataFrame


def benefit_plan(reader: ColumnReader, period: Period) -> BenefitPlan | None:
    """The month's entitlements with its law; None where nobody is entitled."""
    rows = reader.read(
        "SELECT account_id, person, category, valid_from, valid_until FROM registry_entitlement "  # noqa: S608
        f"WHERE {valid_in(period)} ORDER BY account_id, person, category",
        ENTITLEMENT_SCHEMA,
    )
    return None if rows.is_empty() else BenefitPlan(benefit_law(period.last_day), rows)


def benefits_of_chunk(
    plan: BenefitPlan | None, inputs: Inputs, lines: pl.DataFrame
) -> pl.DataFrame:
    """Benefit lines of a chunk, not numbered."""
    if plan is None:
        return pl.DataFrame(schema=LINE_SCHEMA)
    own = plan.entitlements.join(inputs.accounts, on="account_id", how="semi")
    if own.is_empty():
        return pl.DataFrame(schema=LINE_SCHEMA)
    return benefit_lines(inputs, lines, own, plan.law)
