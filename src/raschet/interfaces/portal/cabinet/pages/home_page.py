"""The first page of the cabinet: what is owed now, until when, and what it is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext

from raschet.domain.billing.explanations import service_name
from raschet.engine.due_dates import due_dates
from raschet.interfaces.portal.cabinet.pages.due_words import due_label
from raschet.interfaces.ui import figures
from raschet.values.period import Period

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from raschet.domain.billing.selectors import BillDate, ServiceTurnover
    from raschet.domain.registry.selectors import ServiceName

SERVICES_SHOWN: Final = 5
WORTH_A_WORD: Final = 20
"""What was paid before is told where it is at least this part of the sum."""
LONG_DEBT_MONTHS: Final = 2
"""A debt of more months than this is worth a call about paying by instalments."""


@dataclass(frozen=True, slots=True)
class Money:
    """What an account owes. ``bill``: the last published month, with its turnover per service.

    ``now``: kopecks owed today by service id, zeros left out; negative where overpaid.
    """

    bill: BillDate | None
    turnovers: Mapping[int, ServiceTurnover]
    now: Mapping[int, int]
    names: Mapping[int, ServiceName]

    @property
    def now_kopecks(self) -> int:
        return sum(self.now.values())

    @property
    def charged_kopecks(self) -> int:
        return sum(each.amount_kopecks for each in self.turnovers.values())

    @property
    def before_kopecks(self) -> int:
        """Owed from earlier months when the month began: negative for an overpayment."""
        return sum(each.opening_kopecks for each in self.turnovers.values())

    @property
    def earlier_kopecks(self) -> int:
        """What is left of earlier months now: a debt, or below nothing what lowers this bill."""
        return self.now_kopecks - self.charged_kopecks


@dataclass(frozen=True, slots=True)
class ServiceDue:
    """One service in the list: its sum, and a word about what was there before."""

    code: str
    name: str
    kopecks: int
    words: str
    tone: str


@dataclass(frozen=True, slots=True)
class Due:
    """The sum at the top of the page. ``kopecks`` is None where nothing is to be paid."""

    label: str
    kopecks: int | None
    headline: str
    made_of: str
    calm: bool
    """Nothing to do: the window is lit, no clock is shown."""


@dataclass(frozen=True, slots=True)
class ServicesDue:
    """The list of services; ``total``: how many there are when not all are shown."""

    heading: str
    rows: tuple[ServiceDue, ...]
    total: int


def greeting(name: str) -> str:
    """``Здравствуйте, Анна Петровна``: name and patronymic of a full Russian name, else the name."""
    parts = name.split()
    called = " ".join(parts[1:]) if len(parts) == 3 else name.strip()
    return gettext("Hello, %(name)s") % {"name": called} if called else gettext("Hello")


def closed_note(closed_on: date | None, today: date) -> str:
    """A sentence about an account that was closed; empty for others."""
    if closed_on is None or closed_on > today:
        return ""
    day = figures.full_date(closed_on)
    return gettext("The account is closed since %(day)s. Nothing new is charged on it.") % {
        "day": day
    }


def first_bill(today: date) -> str:
    """When those without any bill get their first one."""
    day = due_dates(Period.of(today)).bill_by
    return gettext("The first one comes by %(day)s.") % {"day": figures.day_and_month(day)}


def due(money: Money, today: date) -> Due:
    """The sum, its day and its parts."""
    if money.bill is None or not (money.turnovers or money.now):
        return Due("", None, "", "", calm=False)
    total = money.now_kopecks
    if total > 0:
        return Due(due_label(money.bill.due_date, today), total, "", _made_of(money), calm=False)
    if total < 0:
        headline = gettext("Overpaid %(amount)s") % {"amount": figures.money(-total)}
        return Due(gettext("Nothing to pay"), None, headline, _next_bill(money.bill), calm=True)
    return Due(
        gettext("Nothing to pay"),
        None,
        gettext("Everything is paid"),
        _next_bill(money.bill),
        calm=True,
    )


def long_debt(money: Money) -> str:
    """A sentence for those who owe for more than two months; empty for all others."""
    over = money.now_kopecks - money.charged_kopecks * LONG_DEBT_MONTHS
    if money.bill is None or money.charged_kopecks <= 0 or over <= 0:
        return ""
    return gettext(
        "The debt is larger than the charges of two months. Call us: payment by instalments "
        "can be agreed."
    )


def services_due(money: Money) -> ServicesDue:
    """Services by size: what each owes now, or when nothing is owed, what the last bill charged."""
    if money.now_kopecks > 0:
        heading = gettext("By service")
        rows = [_owed(service_id, kopecks, money) for service_id, kopecks in money.now.items()]
    else:
        period = money.bill.period if money.bill else None
        month = figures.month_name(period) if period else ""
        heading = gettext("Charged for %(month)s") % {"month": month}
        rows = [
            ServiceDue(code, name, each.amount_kopecks, "", "")
            for id_, each in money.turnovers.items()
            if each.amount_kopecks
            for code, name in [_named(id_, money)]
        ]
    ordered = sorted(rows, key=lambda row: -row.kopecks)
    return ServicesDue(heading, tuple(ordered[:SERVICES_SHOWN]), len(ordered))


def _owed(service_id: int, kopecks: int, money: Money) -> ServiceDue:
    code, name = _named(service_id, money)
    turnover = money.turnovers.get(service_id)
    earlier = kopecks - (turnover.amount_kopecks if turnover else 0)
    amount = figures.money(abs(min(earlier, kopecks) if earlier > 0 else earlier))
    if kopecks < 0:
        return ServiceDue(code, name, kopecks, gettext("overpayment"), "over")
    if earlier > 0:
        words = gettext("of it debt %(amount)s") % {"amount": amount}
        return ServiceDue(code, name, kopecks, words, "debt")
    if -earlier * WORTH_A_WORD >= kopecks:
        words = gettext("less %(amount)s paid before") % {"amount": amount}
        return ServiceDue(code, name, kopecks, words, "over")
    return ServiceDue(code, name, kopecks, "", "")


def _named(service_id: int, money: Money) -> tuple[str, str]:
    known = money.names.get(service_id)
    code = known.code if known else str(service_id)
    return code, service_name(code)


def _made_of(money: Money) -> str:
    """``Счёт за октябрь 6 659,44 ₽, долг 612,48 ₽, минус оплачено 148,20 ₽``: parts that exist."""
    assert money.bill is not None
    parts = [
        gettext("Bill for %(month)s %(amount)s")
        % {
            "month": figures.month_name(money.bill.period),
            "amount": figures.money(money.charged_kopecks),
        }
    ]
    earlier = money.earlier_kopecks
    amount = figures.money(abs(earlier))
    if earlier > 0:
        parts.append(gettext("debt %(amount)s") % {"amount": amount})
    elif earlier < 0 and money.before_kopecks < 0:
        parts.append(gettext("minus overpayment %(amount)s") % {"amount": amount})
    elif earlier < 0:
        parts.append(gettext("minus paid %(amount)s") % {"amount": amount})
    return ", ".join(parts)


def _next_bill(bill: BillDate) -> str:
    day = due_dates(bill.period.plus(1)).bill_by
    return gettext("The next bill comes by %(day)s.") % {"day": figures.day_and_month(day)}
