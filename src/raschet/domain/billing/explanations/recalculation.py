"""Words of the lines that correct an earlier month: what was charged, what should be, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext

from raschet.domain.billing.explanations.figures import month_and_year, quantity, roubles

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from raschet.domain.billing.explanations.facts import LineFacts, MonthFacts

MINUS: Final = "\N{MINUS SIGN}"

LATE_FACT_SENTENCES: Final[Mapping[str, Callable[[], str]]] = {
    "RESIDENTS": lambda: gettext("The number of residents of that month became known later."),
    "OWNERS": lambda: gettext("Who owned the premises in that month became known later."),
    "AREA": lambda: gettext("The area of the premises was set right."),
    "ACCOUNT": lambda: gettext("The day the account was opened or closed became known later."),
    "SUPPLY": lambda: gettext("What is supplied, and by whom, was set right."),
    "TARIFF": lambda: gettext("The tariff of that month was set later."),
    "NORM": lambda: gettext("The consumption norm of that month was set later."),
    "COEFFICIENT": lambda: gettext("The raising coefficient of that month was set later."),
    "METER": lambda: gettext("What happened to the meter in that month became known later."),
    "VERIFICATION": lambda: gettext("The meter's verification became known later."),
    "READING": lambda: gettext("A reading of that month was given or corrected after the bill."),
    "ABSENCE": lambda: gettext("An application for temporary absence was accepted or withdrawn."),
    "QUALITY": lambda: gettext(
        "An interruption or poor quality of the service was recorded or withdrawn."
    ),
}
"""Why a published month was computed again, by the code of the late fact."""


def recalculated(line: LineFacts, month: MonthFacts) -> list[str]:
    """What was charged for the month and what is due for it."""
    found = [
        gettext("The fee for %(month)s was computed anew with what is known now.")
        % {"month": month_and_year(line.origin_period)}
    ]
    corrects = line.corrects
    if corrects is None:
        return found
    words = {
        "was": roubles(corrects.was_kopecks),
        "should": roubles(corrects.should_kopecks),
        "was_volume": "",
        "should_volume": "",
    }
    if corrects.was_micro == corrects.should_micro:
        found.append(gettext("Charged before: %(was)s. Due: %(should)s.") % words)
    else:
        unit = month.services[line.service_id].unit
        words["was_volume"] = quantity(corrects.was_micro or 0, unit)
        words["should_volume"] = quantity(corrects.should_micro or 0, unit)
        found.append(
            gettext("Charged before: %(was_volume)s, %(was)s. Due: %(should_volume)s, %(should)s.")
            % words
        )
    return found


def causes(line: LineFacts) -> list[str]:
    """Every late fact the recalculation takes into account."""
    reasons = line.corrects.reasons if line.corrects else (line.reason,)
    return [LATE_FACT_SENTENCES[reason]() for reason in reasons if reason in LATE_FACT_SENTENCES]


def recalculation_chips(line: LineFacts) -> tuple[tuple[str, str], ...]:
    """Due less charged before."""
    amount = (gettext("Recalculation"), f"= {roubles(line.amount_kopecks)}")
    if line.corrects is None:
        return ((gettext("Amount"), roubles(line.amount_kopecks)),)
    return (
        (gettext("Due"), roubles(line.corrects.should_kopecks)),
        (gettext("Charged before"), f"{MINUS} {roubles(line.corrects.was_kopecks)}"),
        amount,
    )


def late_fact_sentence(reason: str) -> str:
    """Why a published month was computed again; a code nobody named yet is shown as it is."""
    return LATE_FACT_SENTENCES[reason]() if reason in LATE_FACT_SENTENCES else reason
