"""A benefit line in words: whose, within which limit, and whether it lowers the bill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext

from raschet.domain.billing.explanations.clauses import clause_name
from raschet.domain.billing.explanations.figures import (
    ARROW,
    TIMES,
    exact_roubles,
    number,
    persons,
    quantity,
    rate,
    roubles,
)
from raschet.domain.billing.explanations.line import ExplainedLine
from raschet.domain.billing.explanations.names import service_name
from raschet.domain.billing.explanations.parts import unit_of
from raschet.engine.law.clauses import clause_of
from raschet.values.rounding import AMOUNT_DIVISOR, MICRO, divide_half_up

if TYPE_CHECKING:
    from collections.abc import Iterator

    from raschet.domain.billing.explanations.facts import LineFacts, MonthFacts

MINUS = "\N{MINUS SIGN}"
COMPENSATION = "COMPENSATION"


def category_name(code: str) -> str:
    """A category of benefits; a region's own is shown as it is."""
    names = {
        "DISABLED": gettext("persons with disabilities"),
        "COMBAT_VETERAN": gettext("veterans of combat"),
        "LARGE_FAMILY": gettext("large families"),
        "AGE_70": gettext("owners of 70 years and older"),
        "AGE_80": gettext("owners of 80 years and older"),
    }
    return names.get(code, code)


def funder_name(code: str) -> str:
    """Who pays for a benefit."""
    names = {
        "FEDERAL": gettext("the federal budget"),
        "REGION": gettext("the budget of the region"),
        "MUNICIPALITY": gettext("the budget of the municipality"),
    }
    return names.get(code, code)


def benefit_kopecks(line: LineFacts) -> int:
    """What the benefit is worth, also where the bill stays full: eligible x rate x share."""
    numerator, denominator = _exact(line)
    return divide_half_up(numerator, denominator)


def _exact(line: LineFacts) -> tuple[int, int]:
    share = line.coefficient_micro or 0
    product = (line.quantity_micro or 0) * (line.rate_micro_rubles or 0) * share
    return product, AMOUNT_DIVISOR * MICRO


def explain_benefit(line: LineFacts, month: MonthFacts) -> ExplainedLine:
    """A line of kind BENEFIT in the active language."""
    service = month.services[line.service_id]
    clause = clause_of(line.method, line.origin_period, reason=line.reason, service=service.code)
    words = {"service": service_name(service.code), "category": category_name(line.reason)}
    worth = benefit_kopecks(line)
    unit = "M2" if line.area_micro is not None else unit_of(line, month)
    factors = (
        f"{quantity(line.quantity_micro or 0, unit)} {TIMES} {rate(line.rate_micro_rubles or 0)} "
        f"{TIMES} {_percent(line)}"
    )
    charged = roubles(line.amount_kopecks or worth)
    return ExplainedLine(
        title=gettext("%(service)s: benefit, %(category)s") % words,
        sentences=tuple(_sentences(line, unit, worth)),
        formula=(
            (gettext("Within the limit"), quantity(line.quantity_micro or 0, unit)),
            (gettext("Tariff"), f"{TIMES} {rate(line.rate_micro_rubles or 0)}"),
            (gettext("Share of the benefit"), f"{TIMES} {_percent(line)}"),
            (gettext("Benefit"), f"= {charged}"),
        ),
        inputs=tuple(_inputs(line, unit)),
        sources=(),
        arithmetic=f"{factors} = {exact_roubles(*_exact(line))} {ARROW} {roubles(worth)}",
        rounding=gettext("Rounded to the kopeck once, half a kopeck and more upwards."),
        clause=clause_name(clause),
        kind=line.kind,
        method=line.method,
        reason=line.reason,
        amount_kopecks=line.amount_kopecks,
        quantity_micro=line.quantity_micro,
        origin_period=line.origin_period,
        segment_from=line.segment_from,
        segment_until=line.segment_until,
        supplier_name=(month.suppliers or {}).get(line.supplier_id, ""),
    )


def _percent(line: LineFacts) -> str:
    return gettext("%(value)s%%") % {"value": number((line.coefficient_micro or 0) * 100)}


def _sentences(line: LineFacts, unit: str, worth_kopecks: int) -> Iterator[str]:
    if line.norm_micro is None:
        yield gettext("The benefit has no limit of volume.")
    elif line.area_micro is not None:
        yield (
            gettext("The benefit is for at most %(limit)s of area a person.")
            % {"limit": quantity(line.norm_micro, "M2")}
        )
    else:
        yield (
            gettext("The benefit is for at most the norm, %(limit)s a person.")
            % {"limit": quantity(line.norm_micro, unit)}
        )
    if line.method == COMPENSATION:
        yield (
            gettext(
                "The bill stays full: the social office pays %(amount)s to the holder of the benefit."
            )
            % {"amount": roubles(worth_kopecks)}
        )
    elif -line.amount_kopecks < worth_kopecks:
        yield gettext("The benefit is not larger than the charge itself.")
    yield gettext("It is paid for by %(funder)s.") % {"funder": funder_name(line.component)}


def _inputs(line: LineFacts, unit: str) -> Iterator[tuple[str, str]]:
    if line.persons_micro is not None:
        yield gettext("Residents"), persons(line.persons_micro)
    yield gettext("Within the limit"), quantity(line.quantity_micro or 0, unit)
    yield gettext("Share of the benefit"), _percent(line)
