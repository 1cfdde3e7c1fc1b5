"""What the account page says, made from the domain's answers: words, figures and bars, no queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext, ngettext

from raschet.interfaces.ui import figures

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from raschet.domain.billing.selectors import Bill, BillChange, BillService, ExplainedLine
    from raschet.domain.registry.selectors import AccountCard
    from raschet.values.period import Period

SIGNS: Final = ("×", "=", "+", "−", "÷")
BARS_SHOWN: Final = 6
BAR_HUNDREDTHS_MIN: Final = 2
CAUSES_SHOWN: Final = 5


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
class Bar:
    """One month; length and gap are hundredths of the tallest bar and add up to 100."""

    name: str
    label: str
    value: str
    spoken: str
    length: int
    gap: int
    address: str
    current: bool


@dataclass(frozen=True, slots=True)
class MonthLink:
    """One month in the list of all bills."""

    name: str
    charged_kopecks: int
    address: str
    current: bool


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


@dataclass(frozen=True, slots=True)
class Change:
    """Why the bill differs from the one before: the largest causes, then the others, the sum."""

    heading: str
    causes: tuple[Total, ...]
    others_title: str
    others: tuple[Total, ...]
    total: Total


@dataclass(frozen=True, slots=True)
class AccountPage:
    """Everything the template prints. ``bill`` parts are empty when the month has no bill."""

    card: AccountCard
    heading: str
    closed_note: str
    due_label: str
    headline: str
    to_pay_kopecks: int | None
    made_of: str
    charged_kopecks: int
    totals: tuple[Total, ...]
    services: tuple[ServiceRow, ...]
    unbilled: tuple[str, ...]
    change: Change | None
    bars: tuple[Bar, ...]
    bars_sentence: str
    months: tuple[MonthLink, ...]
    empty_heading: str
    empty_text: str


def account_page(
    *,
    card: AccountCard,
    bill: Bill | None,
    months: Sequence[tuple[Period, int]],
    period: Period | None,
    today: date,
    month_address: Callable[[Period], str],
    unbilled: Sequence[str] = (),
    change: BillChange | None = None,
) -> AccountPage:
    """Word the page.

    months: charged kopecks by month, oldest first. period: the month to show, None when none was
    billed. month_address: where the page of another month is.
    unbilled: what was not charged and why, a sentence each. change: why the bill differs from the
    one before, None where there is nothing to compare with.
    """
    latest = months[-1][0] if months else None
    empty_heading, empty_text = _empty(card, bill, period)
    return AccountPage(
        card=card,
        heading=_heading(card, period),
        closed_note=_closed_note(card, today),
        due_label=_due_label(bill, today, is_latest=period == latest),
        headline=_headline(bill),
        to_pay_kopecks=bill.to_pay_kopecks if bill and bill.to_pay_kopecks > 0 else None,
        made_of=_made_of(bill),
        charged_kopecks=bill.charged_kopecks if bill else 0,
        totals=_totals(bill) if bill else (),
        services=tuple(_service_row(service) for service in _ordered(bill)),
        unbilled=tuple(unbilled),
        change=_change(change),
        bars=_bars(months, period, month_address),
        bars_sentence=_bars_sentence(months, period),
        months=_month_links(months, period, month_address),
        empty_heading=empty_heading,
        empty_text=empty_text,
    )


def _heading(card: AccountCard, period: Period | None) -> str:
    if period is None:
        return gettext("Account %(number)s") % {"number": figures.account_number(card.number)}
    return gettext("Bill for %(month)s") % {"month": figures.month_and_year(period)}


def _closed_note(card: AccountCard, today: date) -> str:
    if card.closed_on is None or card.closed_on > today:
        return ""
    day = figures.full_date(card.closed_on)
    return gettext("The account is closed since %(day)s. Nothing new is charged on it.") % {
        "day": day
    }


def _empty(card: AccountCard, bill: Bill | None, period: Period | None) -> tuple[str, str]:
    if bill is not None:
        return "", ""
    if period is None and card.closed_on is not None:
        return gettext("There are no bills"), gettext(
            "The account was closed before its first bill."
        )
    if period is None:
        return gettext("There is no bill yet"), gettext(
            "The first bill appears after the month in which the account was opened is over."
        )
    heading = gettext("There is no bill for %(month)s") % {"month": figures.month_and_year(period)}
    return heading, gettext("Choose another month, or call us if there should be one.")


def _due_label(bill: Bill | None, today: date, *, is_latest: bool) -> str:
    if bill is None or bill.to_pay_kopecks <= 0:
        return ""
    day = figures.day_and_month(bill.due_date)
    left = (bill.due_date - today).days
    if not is_latest:
        return gettext("Was due by %(day)s") % {"day": figures.full_date(bill.due_date)}
    if left < 0:
        return gettext("To pay; it was due by %(day)s") % {"day": day}
    if left == 0:
        return gettext("To pay today, %(day)s") % {"day": day}
    return ngettext(
        "To pay by %(day)s, %(left)d day left", "To pay by %(day)s, %(left)d days left", left
    ) % {"day": day, "left": left}


def _headline(bill: Bill | None) -> str:
    if bill is None or bill.to_pay_kopecks > 0:
        return ""
    if bill.to_pay_kopecks == 0:
        return gettext("Everything is paid")
    return gettext("Overpaid %(amount)s") % {"amount": figures.money(-bill.to_pay_kopecks)}


def _made_of(bill: Bill | None) -> str:
    """One sentence: the parts that the amount consists of, those that are nothing left out."""
    if bill is None:
        return ""
    parts = [gettext("charged %(amount)s") % {"amount": figures.money(bill.charged_kopecks)}]
    if bill.opening_kopecks > 0:
        parts.append(gettext("debt %(amount)s") % {"amount": figures.money(bill.opening_kopecks)})
    if bill.opening_kopecks < 0:
        amount = figures.money(-bill.opening_kopecks)
        parts.append(gettext("minus overpayment %(amount)s") % {"amount": amount})
    if bill.paid_kopecks:
        parts.append(
            gettext("minus paid %(amount)s") % {"amount": figures.money(bill.paid_kopecks)}
        )
    sentence = ", ".join(parts)
    return sentence[0].upper() + sentence[1:]


def _totals(bill: Bill) -> tuple[Total, ...]:
    month = figures.month_of(bill.period)
    opening = bill.opening_kopecks
    if opening > 0:
        first = Total(
            gettext("Debt at the start of %(month)s") % {"month": month}, opening, True, "debt"
        )
    elif opening < 0:
        title = gettext("Overpayment at the start of %(month)s") % {"month": month}
        first = Total(title, opening, True, "over")
    else:
        first = Total(gettext("Balance at the start of %(month)s") % {"month": month}, 0)
    name = figures.month_name(bill.period)
    regular = bill.charged_kopecks - bill.recalculated_kopecks - bill.penalty_kopecks
    rows = [first, Total(gettext("Charged for %(month)s") % {"month": name}, regular, signed=True)]
    if bill.recalculated_kopecks:
        tone = "over" if bill.recalculated_kopecks < 0 else ""
        rows.append(Total(gettext("Recalculated"), bill.recalculated_kopecks, True, tone))
    if bill.penalty_kopecks:
        rows.append(Total(gettext("Penalty for delay"), bill.penalty_kopecks, True, "debt"))
    rows.append(
        Total(gettext("Paid"), -bill.paid_kopecks, True, "over" if bill.paid_kopecks else "")
    )
    if bill.to_pay_kopecks >= 0:
        rows.append(Total(gettext("To pay"), bill.to_pay_kopecks))
    else:
        rows.append(Total(gettext("Overpayment that remains"), -bill.to_pay_kopecks, False, "over"))
    return tuple(rows)


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


def _change(change: BillChange | None) -> Change | None:
    """The causes of a difference; None where the two bills are equal in every part."""
    if change is None or not change.parts:
        return None
    causes = tuple(_cause(part.sentence, part.amount_kopecks) for part in change.parts)
    # One more cause takes no more room than the line that would hide it.
    shown = CAUSES_SHOWN + (len(causes) == CAUSES_SHOWN + 1)
    others = causes[shown:]
    return Change(
        heading=gettext("Why it differs from the bill for %(month)s")
        % {"month": figures.month_and_year(change.before)},
        causes=causes[:shown],
        others_title=ngettext("%(count)d more cause", "%(count)d more causes", len(others))
        % {"count": len(others)},
        others=others,
        total=Total(gettext("Together"), change.change_kopecks, signed=True),
    )


def _cause(sentence: str, kopecks: int) -> Total:
    return Total(sentence, kopecks, signed=True, tone="over" if kopecks < 0 else "")


def _bars(
    months: Sequence[tuple[Period, int]],
    shown: Period | None,
    month_address: Callable[[Period], str],
) -> tuple[Bar, ...]:
    recent = _around(months, shown)
    tallest = max((charged for _, charged in recent), default=0)
    bars = []
    for period, charged in recent:
        length = max(BAR_HUNDREDTHS_MIN, charged * 100 // tallest) if charged > 0 else 0
        bars.append(
            Bar(
                name=figures.month_and_year(period),
                label=figures.month_short(period),
                value=figures.short_money(charged),
                spoken=figures.spoken_money(charged),
                length=length,
                gap=100 - length,
                address=month_address(period),
                current=period == shown,
            )
        )
    return tuple(bars)


def _around(
    months: Sequence[tuple[Period, int]], shown: Period | None
) -> Sequence[tuple[Period, int]]:
    """The last months, or when an older one is shown, that one with its neighbours."""
    index = next((i for i, (period, _) in enumerate(months) if period == shown), len(months))
    start = max(0, min(index - BARS_SHOWN // 2, len(months) - BARS_SHOWN))
    return months[start : start + BARS_SHOWN]


def _month_links(
    months: Sequence[tuple[Period, int]],
    shown: Period | None,
    month_address: Callable[[Period], str],
) -> tuple[MonthLink, ...]:
    return tuple(
        MonthLink(figures.month_and_year(period), charged, month_address(period), period == shown)
        for period, charged in reversed(months)
    )


def _bars_sentence(months: Sequence[tuple[Period, int]], shown: Period | None) -> str:
    """What the bars show of this month against the one before it, to the kopeck."""
    charged = dict(months)
    if shown is None or shown not in charged:
        return ""
    previous = shown.plus(-1)
    if previous not in charged:
        return gettext("There is nothing to compare this month with yet.")
    change = charged[shown] - charged[previous]
    name = figures.month_name(shown)
    words = {
        "month": name[0].upper() + name[1:],
        "previous": figures.month_of(previous),
        "amount": figures.money(abs(change)),
    }
    if change > 0:
        return gettext("%(month)s is %(amount)s dearer than %(previous)s.") % words
    if change < 0:
        return gettext("%(month)s is %(amount)s cheaper than %(previous)s.") % words
    return gettext("%(month)s costs as much as %(previous)s.") % words
