"""The formula of a line: chips for the page, one line of arithmetic for the terminal, the rounding."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext

from raschet.domain.billing.explanations.facts import LineFacts, MonthFacts
from raschet.domain.billing.explanations.figures import (
    ARROW,
    TIMES,
    exact_roubles,
    number,
    product_of,
    quantity,
    rate,
    roubles,
)
from raschet.domain.billing.explanations.parts import unit_of
from raschet.domain.billing.explanations.recalculation import recalculation_chips
from raschet.domain.billing.explanations.refunds import REFUNDS, refund_chips
from raschet.values.rounding import MICRO, divide_half_up

MINUS = "\N{MINUS SIGN}"
PIECES = ("FIXED",)


@dataclass(frozen=True, slots=True)
class Formula:
    """Chips of (label, value) and the same as text; ``rounding`` says what happened to the rest."""

    chips: tuple[tuple[str, str], ...]
    arithmetic: str
    rounding: str


def formula_of(line: LineFacts, month: MonthFacts) -> Formula:
    """The formula of a line; its figures give the stored amount or say why they differ from it."""
    if line.kind == "RECALCULATION" and line.corrects is not None:
        corrected = recalculation_chips(line)
        return Formula(
            corrected,
            " ".join(value for _, value in corrected),
            gettext("Every line of both sums was rounded to the kopeck when it was computed."),
        )
    if line.method in REFUNDS:
        steps = refund_chips(line, month)
        return Formula(
            steps,
            " ".join(value for _, value in steps),
            gettext("Rounded to the kopeck once, half a kopeck and more upwards."),
        )
    if line.quantity_micro is None or line.rate_micro_rubles is None:
        return Formula(((gettext("Amount"), roubles(line.amount_kopecks)),), "", "")
    if line.kind == "RAISING":
        return _raising(line, month)
    product = [
        _quantity_chip(line, month),
        (_rate_label(line, month), f"{TIMES} {rate(line.rate_micro_rubles)}"),
    ]
    numerator, denominator = product_of(line.quantity_micro, line.rate_micro_rubles)
    if line.kind == "VIOLATION" and line.coefficient_micro:
        product.append((gettext("Times"), f"{TIMES} {number(line.coefficient_micro)}"))
        numerator *= line.coefficient_micro
        denominator *= MICRO
    if _by_days(line):
        share = f"{line.days}/{line.origin_period.days}"
        product.append((gettext("Days of the month"), f"{TIMES} {share}"))
        numerator *= line.days or 0
        denominator *= line.origin_period.days
    return _closed(line, product, numerator, denominator)


def _closed(
    line: LineFacts, steps: list[tuple[str, str]], numerator: int, denominator: int
) -> Formula:
    """The steps with their result. numerator / denominator: kopecks before rounding."""
    chips = (*steps, (gettext("Charged"), f"= {roubles(line.amount_kopecks)}"))
    text = " ".join(value for _, value in steps)
    if divide_half_up(numerator, denominator) != line.amount_kopecks:
        # Two accounts that follow one another share one rounded whole: the later takes the rest.
        return Formula(
            chips,
            f"{text} {ARROW} {roubles(line.amount_kopecks)}",
            gettext(
                "Rounded so that the parts of one month add up to the whole fee: the last part is "
                "the whole less the parts before it."
            ),
        )
    if numerator % denominator == 0:
        return Formula(
            chips,
            f"{text} = {roubles(line.amount_kopecks)}",
            gettext("Comes out to the kopeck; nothing was rounded."),
        )
    exact = exact_roubles(numerator, denominator)
    return Formula(
        chips,
        f"{text} = {exact} {ARROW} {roubles(line.amount_kopecks)}",
        gettext("Rounded to the kopeck once, half a kopeck and more upwards."),
    )


def _raising(line: LineFacts, month: MonthFacts) -> Formula:
    """Base = round(V T), total = round(V T K), the line is their difference (D-04)."""
    assert line.quantity_micro is not None
    assert line.rate_micro_rubles is not None
    coefficient = line.coefficient_micro or MICRO
    product, denominator = product_of(line.quantity_micro, line.rate_micro_rubles)
    base = month.base_of(line)
    base_kopecks = base.amount_kopecks if base else divide_half_up(product, denominator)
    total_kopecks = base_kopecks + line.amount_kopecks
    chips = (
        _quantity_chip(line, month),
        (_rate_label(line, month), f"{TIMES} {rate(line.rate_micro_rubles)}"),
        (gettext("Coefficient"), f"{TIMES} {number(coefficient)}"),
        (gettext("Charged above"), f"{MINUS} {roubles(base_kopecks)}"),
        (gettext("Charged"), f"= {roubles(line.amount_kopecks)}"),
    )
    numerator, denominator = product * coefficient, denominator * MICRO
    text = " ".join(value for _, value in chips[:3])
    rest = f"{roubles(total_kopecks)}; {roubles(total_kopecks)} {MINUS} {roubles(base_kopecks)}"
    result = f"{rest} = {roubles(line.amount_kopecks)}"
    if divide_half_up(numerator, denominator) != total_kopecks:
        return Formula(
            chips,
            f"{text} {ARROW} {result}",
            gettext(
                "The coefficient changed inside the month: it is shown as an average by days, and "
                "the product is computed with the exact one."
            ),
        )
    if numerator % denominator == 0:
        return Formula(
            chips,
            f"{text} = {result}",
            gettext("Comes out to the kopeck; nothing was rounded."),
        )
    exact = exact_roubles(numerator, denominator)
    return Formula(
        chips,
        f"{text} = {exact} {ARROW} {result}",
        gettext("The whole is rounded to the kopeck once; what is charged above is taken off."),
    )


def _quantity_chip(line: LineFacts, month: MonthFacts) -> tuple[str, str]:
    amount = line.quantity_micro or 0
    if line.method == "AREA_RATE":
        return gettext("Area"), quantity(amount, "M2")
    if line.method in PIECES:
        return gettext("Quantity"), quantity(amount, "PIECE")
    label = gettext("Heat") if line.component == "HEAT" else gettext("Volume")
    return label, quantity(amount, unit_of(line, month))


def _rate_label(line: LineFacts, month: MonthFacts) -> str:
    if month.services[line.service_id].code == "capital_repair":
        return gettext("Contribution for 1 m²")
    if line.method == "AREA_RATE":
        return gettext("Rate for 1 m²")
    if line.method in PIECES:
        return gettext("Fee")
    return gettext("Tariff")


def _by_days(line: LineFacts) -> bool:
    """Whether the amount was multiplied by days / days of the month.

    Volumes carry their days inside; a fee by area or a fixed one does where the segment is shorter.
    """
    if line.method not in {"AREA_RATE", "FIXED"} or not line.days:
        return False
    if line.days == line.origin_period.days:
        return False
    if line.method == "AREA_RATE":
        return True
    # A fixed fee follows days only where the installation's law table says so (D-17).
    whole, denominator = product_of(line.quantity_micro or 0, line.rate_micro_rubles or 0)
    return divide_half_up(whole, denominator) != line.amount_kopecks
