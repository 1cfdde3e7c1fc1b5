"""A penalty line in words: the debt, its day of payment, the stretches of delay, what was accrued before."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from raschet.domain.billing.explanations.clauses import clause_name
from raschet.domain.billing.explanations.figures import (
    ARROW,
    TIMES,
    days,
    exact_roubles,
    full_day,
    month_and_year,
    number,
    roubles,
)
from raschet.domain.billing.explanations.line import ExplainedLine
from raschet.domain.billing.explanations.names import service_name
from raschet.engine.law.clauses import clause_of
from raschet.values.rounding import MICRO, divide_half_up

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from raschet.domain.billing.explanations.facts import LineFacts, MonthFacts, PortionFacts

MINUS = "\N{MINUS SIGN}"


def explain_penalty(line: LineFacts, month: MonthFacts) -> ExplainedLine:
    """A line of kind PENALTY with the portions it is made of."""
    portions = month.portions_of(line)
    code = month.services[line.service_id].code
    exact = sum((_exact(portion) for portion in portions), Fraction(0))
    so_far = divide_half_up(exact.numerator, exact.denominator)
    clause = clause_of(line.method, line.origin_period, service=code)
    return ExplainedLine(
        title=gettext("%(service)s: penalty for late payment of %(month)s")
        % {"service": service_name(code), "month": month_and_year(line.origin_period)},
        sentences=tuple(_sentences(line, portions, so_far)),
        formula=_chips(line, portions, so_far),
        inputs=tuple(_inputs(portions)),
        sources=tuple(_sources(portions)),
        arithmetic=_arithmetic(line, portions, so_far),
        rounding=gettext("The sum of a debt's parts is rounded to the kopeck once.")
        if portions
        else "",
        clause=clause_name(clause),
        kind=line.kind,
        method=line.method,
        reason=line.reason,
        amount_kopecks=line.amount_kopecks,
        quantity_micro=None,
        origin_period=line.origin_period,
        segment_from=line.segment_from,
        segment_until=line.segment_until,
        supplier_name=(month.suppliers or {}).get(line.supplier_id, ""),
    )


def _exact(portion: PortionFacts) -> Fraction:
    """The penalty of a portion in kopecks, not rounded."""
    share = sum((Fraction(count, divisor) for count, divisor in portion.steps), Fraction(0))
    return Fraction(portion.part_kopecks * portion.percent_micro, 100 * MICRO) * share


def _sentences(
    line: LineFacts, portions: Sequence[PortionFacts], so_far_kopecks: int
) -> Iterator[str]:
    words = {"month": month_and_year(line.origin_period)}
    if not portions:
        yield (
            gettext(
                "The bill for %(month)s turned out to be paid in time: the penalty is returned."
            )
            % words
        )
        return
    yield (
        gettext("The bill for %(month)s was to be paid by %(day)s; days after it are late.")
        % {**words, "day": full_day(portions[0].due_on)}
    )
    for portion in portions:
        yield _portion(portion)
    before = so_far_kopecks - line.amount_kopecks
    if before:
        yield (
            gettext("Together %(so_far)s; %(before)s of it were accrued in earlier months.")
            % {"so_far": roubles(so_far_kopecks), "before": roubles(before)}
        )
    if line.amount_kopecks < 0:
        yield gettext("A payment or a lower rate made the penalty smaller: the rest is returned.")


def _portion(portion: PortionFacts) -> str:
    stretches = gettext(" and ").join(
        gettext("%(days)s by 1/%(divisor)s") % {"days": days(count), "divisor": divisor}
        for count, divisor in portion.steps
    )
    words = {
        "part": roubles(portion.part_kopecks),
        "day": full_day(portion.until),
        "stretches": stretches,
        "rate": percent(portion.percent_micro),
    }
    if portion.settled:
        return (
            gettext("%(part)s were paid on %(day)s: %(stretches)s of the rate of %(rate)s a year.")
            % words
        )
    return (
        gettext("%(part)s were owed on %(day)s: %(stretches)s of the rate of %(rate)s a year.")
        % words
    )


def percent(percent_micro: int) -> str:
    """``9,5 %``, as the language writes it."""
    return gettext("%(value)s%%") % {"value": number(percent_micro)}


def _factors(portion: PortionFacts) -> str:
    shares = [f"{count}/{divisor}" for count, divisor in portion.steps]
    share = shares[0] if len(shares) == 1 else f"({' + '.join(shares)})"
    return (
        f"{roubles(portion.part_kopecks)} {TIMES} {percent(portion.percent_micro)} {TIMES} {share}"
    )


def _arithmetic(line: LineFacts, portions: Sequence[PortionFacts], so_far_kopecks: int) -> str:
    if not portions:
        return ""
    exact = sum((_exact(portion) for portion in portions), Fraction(0))
    text = " + ".join(_factors(portion) for portion in portions)
    text += f" = {exact_roubles(exact.numerator, exact.denominator)} {ARROW} "
    text += roubles(so_far_kopecks)
    before = so_far_kopecks - line.amount_kopecks
    if before:
        text += f"; {roubles(so_far_kopecks)} {MINUS} {roubles(before)}"
        text += f" = {roubles(line.amount_kopecks)}"
    return text


def _chips(
    line: LineFacts, portions: Sequence[PortionFacts], so_far_kopecks: int
) -> tuple[tuple[str, str], ...]:
    charged = (gettext("Charged"), f"= {roubles(line.amount_kopecks)}")
    before = so_far_kopecks - line.amount_kopecks
    if len(portions) == 1 and not before and len(portions[0].steps) == 1:
        [portion] = portions
        [(count, divisor)] = portion.steps
        return (
            (gettext("Debt"), roubles(portion.part_kopecks)),
            (gettext("Rate of a year"), f"{TIMES} {percent(portion.percent_micro)}"),
            (gettext("Days late"), f"{TIMES} {count}/{divisor}"),
            charged,
        )
    return (
        (gettext("Penalty so far"), roubles(so_far_kopecks)),
        (gettext("Accrued before"), f"{MINUS} {roubles(before)}"),
        charged,
    )


def _inputs(portions: Sequence[PortionFacts]) -> Iterator[tuple[str, str]]:
    for portion in portions:
        yield gettext("Debt"), roubles(portion.part_kopecks)
        for count, divisor in portion.steps:
            yield gettext("Days by 1/%(divisor)s") % {"divisor": divisor}, str(count)
        yield gettext("Rate of a year"), percent(portion.percent_micro)


def _sources(portions: Sequence[PortionFacts]) -> Iterator[str]:
    """The rate is that of a day: of the payment, or of the end of the month for what is owed."""
    for day, rate in dict.fromkeys((p.until, p.percent_micro) for p in portions):
        yield (
            gettext("Rate %(rate)s on %(day)s: the key rate, or the state's cap where it is lower.")
            % {"rate": percent(rate), "day": full_day(day)}
        )
