"""The services of a bill: each with its month, its balance, and how every line came about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext

from raschet.interfaces.ui import figures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from raschet.domain.billing.selectors import Bill, BillService, ExplainedLine

SIGNS: Final = ("×", "=", "+", "−", "÷")


@dataclass(frozen=True, slots=True)
class Total:
    """One row of the sum: tone is a class of the theme, "debt", "over" or none."""

    title: str
    kopecks: int
    signed: bool = False
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One chip of a formula."""

    sign: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Calculation:
    """How one line came about."""

    title: str
    formula: tuple[Step, ...]
    sentences: tuple[str, ...]
    inputs: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]
    arithmetic: str
    rounding: str
    clause: str


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """One service: its month in the row, its balance and calculations under it."""

    code: str
    name: str
    detail: str
    amount_kopecks: int
    earlier_words: str
    earlier_tone: str
    balance: tuple[Total, ...]
    calculations: tuple[Calculation, ...]


def service_rows(bill: Bill | None) -> tuple[ServiceRow, ...]:
    """Services that have anything to show, the largest charge first."""
    return tuple(_service_row(service) for service in _ordered(bill))


def _ordered(bill: Bill | None) -> list[BillService]:
    """Services that have anything to show, the largest charge first, equal ones as on the bill."""
    if bill is None:
        return []
    alive = [
        service
        for service in bill.services
        if service.lines
        or service.amount_kopecks
        or service.opening_kopecks
        or service.paid_kopecks
        or service.closing_kopecks
    ]
    return sorted(alive, key=lambda service: -service.amount_kopecks)


def _service_row(service: BillService) -> ServiceRow:
    # What was owed before and paid since is no debt any more: only the rest is worth a red line.
    left_kopecks = service.opening_kopecks - service.paid_kopecks
    return ServiceRow(
        code=service.service_code,
        name=service.name,
        detail=_detail(service),
        amount_kopecks=service.amount_kopecks,
        earlier_words=_earlier_words(left_kopecks),
        earlier_tone="debt" if left_kopecks > 0 else "over",
        balance=(
            _opening(service.opening_kopecks),
            Total(gettext("Charged"), service.amount_kopecks),
            Total(gettext("Paid"), service.paid_kopecks),
            _closing(service.closing_kopecks),
        ),
        calculations=tuple(_calculation(line, service.name) for line in service.lines),
    )


def _detail(service: BillService) -> str:
    if not service.quantity_micro:
        return ""
    return figures.quantity(service.quantity_micro, service.unit)


def _earlier_words(left_kopecks: int) -> str:
    if left_kopecks > 0:
        return gettext("earlier debt %(amount)s") % {"amount": figures.money(left_kopecks)}
    if left_kopecks < 0:
        amount = figures.money(-left_kopecks)
        return gettext("earlier overpayment %(amount)s") % {"amount": amount}
    return ""


def _opening(kopecks: int) -> Total:
    if kopecks > 0:
        return Total(gettext("Debt before"), kopecks, tone="debt")
    if kopecks < 0:
        return Total(gettext("Overpayment before"), -kopecks, tone="over")
    return Total(gettext("Before"), 0)


def _closing(kopecks: int) -> Total:
    """What is left is to pay, not yet a debt: its day may still be ahead."""
    if kopecks < 0:
        return Total(gettext("Overpaid"), -kopecks, tone="over")
    return Total(gettext("To pay"), kopecks)


def _calculation(line: ExplainedLine, service_name: str) -> Calculation:
    return Calculation(
        # A line that is called like its service needs no heading under the service's name.
        title="" if line.title == service_name else line.title,
        formula=formula_steps(line.formula),
        sentences=line.sentences,
        inputs=line.inputs,
        sources=line.sources,
        arithmetic=line.arithmetic,
        rounding=line.rounding,
        clause=line.clause,
    )


def formula_steps(formula: Sequence[tuple[str, str]]) -> tuple[Step, ...]:
    """Chips with their signs: one that stands in the value counts, else product and result."""
    steps = []
    for index, (label, value) in enumerate(formula):
        if value.startswith(SIGNS):
            steps.append(Step(value[0], label, value[1:].lstrip()))
        elif index == 0:
            steps.append(Step("", label, value))
        else:
            steps.append(Step("=" if index == len(formula) - 1 else "×", label, value))
    return tuple(steps)
