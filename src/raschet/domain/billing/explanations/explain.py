"""Put a charge line into words."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext

from raschet.domain.billing.explanations.benefit import explain_benefit
from raschet.domain.billing.explanations.clauses import clause_name
from raschet.domain.billing.explanations.facts import LineFacts, MonthFacts
from raschet.domain.billing.explanations.figures import day, month_and_year
from raschet.domain.billing.explanations.formula import formula_of
from raschet.domain.billing.explanations.house_sources import OF_THE_YEAR
from raschet.domain.billing.explanations.line import ExplainedLine
from raschet.domain.billing.explanations.names import service_name, zone_name
from raschet.domain.billing.explanations.parts import part_of_title
from raschet.domain.billing.explanations.penalty import explain_penalty
from raschet.domain.billing.explanations.refunds import REFUNDS, refund_title
from raschet.domain.billing.explanations.sentences import sentences_of
from raschet.domain.billing.explanations.sources import inputs_of, sources_of
from raschet.engine.law.clauses import clause_of


def explain_line(line: LineFacts, month: MonthFacts) -> ExplainedLine:
    """One line of an account's month in the active language."""
    if line.kind == "PENALTY":
        return explain_penalty(line, month)
    if line.kind == "BENEFIT":
        return explain_benefit(line, month)
    formula = formula_of(line, month)
    clause = clause_of(
        line.method,
        line.origin_period,
        reason=line.reason or None,
        service=month.services[line.service_id].code,
        part=line.component or ("BAND" if line.band else None),
    )
    return ExplainedLine(
        title=title_of(line, month),
        sentences=sentences_of(line, month),
        formula=formula.chips,
        inputs=inputs_of(line, month),
        sources=sources_of(line, month),
        arithmetic=formula.arithmetic,
        rounding=formula.rounding,
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


def explain_month(month: MonthFacts) -> list[ExplainedLine]:
    """Every line of an account's month, in the order of the facts."""
    return [explain_line(line, month) for line in month.lines]


def title_of(line: LineFacts, month: MonthFacts) -> str:
    """``Холодная вода``, ``Электричество, ночь``, ``Содержание жилья, 1–15 октября``."""
    title = service_name(month.services[line.service_id].code)
    if line.zone:
        title += ", " + zone_name(line.zone)
    title += part_of_title(line)
    if line.kind == "RAISING":
        title = gettext("%(service)s: raising coefficient") % {"service": title}
    elif line.method in REFUNDS:
        title = refund_title(line, title)
        if line.corrects is not None:
            title += ", " + month_and_year(line.origin_period)
    elif line.method in OF_THE_YEAR:
        return gettext("%(service)s: recalculation for %(year)d") % {
            "service": title,
            "year": line.segment_from.year,
        }
    elif line.method == "COMMON_RECALCULATION":
        return gettext("%(service)s: recalculation for earlier months") % {"service": title}
    elif line.kind == "RECALCULATION":
        title = gettext("%(service)s: recalculation for %(month)s") % {
            "service": title,
            "month": month_and_year(line.origin_period),
        }
    elif line.kind == "VIOLATION":
        title = gettext("%(service)s: unauthorised use") % {"service": title}
    whole = (line.segment_until - line.segment_from).days >= line.origin_period.days
    if not whole and line.method not in {"FIXED", "UNAUTHORISED"}:
        last = line.segment_until - timedelta(days=1)
        title += ", " + _days_of_segment(line.segment_from, last)
    return title


def _days_of_segment(first: date, last: date) -> str:
    return day(last) if first == last else f"{first.day}–{day(last)}"
