"""Accounts as people know them, the catalogue of services, the months of the books."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext

from raschet.domain.registry.models import (
    Account,
    AccountArea,
    AccountHolder,
    AccountingPeriod,
    House,
    Household,
    HouseManagement,
    Meter,
    Organisation,
    Ownership,
    Service,
    Unit,
    Violation,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from uuid import UUID

    from raschet.values.period import Period

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class AccountCard:
    """An account with its flat, house and people. Area is square metres in micro-units."""

    account_id: int
    public_id: UUID
    number: str
    address: str
    holder_name: str
    area_micro: int | None
    registered: int | None
    temporary: int | None
    owners: int
    unit_kind: str
    unit_number: str
    house_kind: str
    storeys: int | None
    year_built: int | None
    managing_company_name: str
    managing_company_phone: str
    opened_on: date
    closed_on: date | None

    @property
    def persons(self) -> int | None:
        """People permanently registered; None while nobody told the centre."""
        return self.registered


@dataclass(frozen=True, slots=True)
class AccountExample:
    """An account worth opening in the demo."""

    public_id: UUID
    number: str
    address: str


@dataclass(frozen=True, slots=True)
class AccountLabel:
    """How an account is told from others of the same person."""

    account_id: int
    public_id: UUID
    number: str
    address: str
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class ServiceName:
    """A service of the catalogue. ``unit`` is a code: M3, KWH, GCAL, M2, PIECE."""

    service_id: int
    code: str
    unit: str
    allocation_group: str
    position: int
    advance: bool


@dataclass(frozen=True, slots=True)
class BillingMonth:
    """A month of the centre's books."""

    period: Period
    closed: bool


@dataclass(frozen=True, slots=True)
class ViolationCard:
    """An act of unauthorised use; ``charged_in`` is the first day of the month that charges it."""

    number: str
    service_code: str
    found_on: date
    began_on: date
    charged_in: date
    withdrawn_on: date | None


def violations_of_account(account_id: int) -> list[ViolationCard]:
    """The account's acts, oldest first, with those taken back."""
    rows = Violation.objects.filter(account_id=account_id).select_related("service")
    return [
        ViolationCard(
            row.act_number,
            row.service.code,
            row.found_on,
            row.began_on,
            row.charged_in,
            row.withdrawn_on,
        )
        for row in rows.order_by("found_on", "id")
    ]


def account_card(public_id: UUID, on: date | None = None) -> AccountCard | None:
    """The account with a public id, as it stood on a day; without one, as known last."""
    return _card(Account.objects.filter(public_id=public_id), on)


def account_by_number(number: str, on: date | None = None) -> AccountCard | None:
    """The account with the number people see, as it stood on a day; without one, as known last."""
    return _card(Account.objects.filter(number=number.strip()), on)


def account_examples(limit: int) -> list[AccountExample]:
    """Accounts for the demo's start page: different kinds of premises and metering, open ones first.

    Each pick shows something else: a metered flat, one without meters, a room of a communal flat,
    a detached house, non-residential premises, an account that was closed.
    """
    with_meters = Meter.objects.filter(account_id__gt=0).values("account_id")
    opened = Account.objects.filter(closed_on__isnull=True)
    flats = opened.filter(unit__kind=Unit.Kind.FLAT)
    picks = [
        flats.filter(id__in=with_meters),
        flats.exclude(id__in=with_meters),
        opened.filter(unit__kind=Unit.Kind.ROOM),
        opened.filter(unit__kind=Unit.Kind.DETACHED),
        opened.filter(unit__kind=Unit.Kind.NON_RESIDENTIAL),
        Account.objects.filter(closed_on__isnull=False),
    ]
    chosen: dict[int, Account] = {}
    for pick in [*picks, opened]:
        wanted = 1 if pick is not opened else limit - len(chosen)
        rows = pick.exclude(id__in=list(chosen)).select_related("house", "unit").order_by("id")
        chosen.update({row.pk: row for row in rows[: max(0, wanted)]})
    return [
        AccountExample(row.public_id, row.number, address_of(row.house, row.unit))
        for row in list(chosen.values())[:limit]
    ]


def account_labels(ids: Iterable[int]) -> list[AccountLabel]:
    """Accounts by their ids, open ones first, then by number. One query."""
    rows = Account.objects.filter(id__in=list(ids)).select_related("house", "unit")
    labels = [
        AccountLabel(
            account_id=row.pk,
            public_id=row.public_id,
            number=row.number,
            address=address_of(row.house, row.unit),
            closed_on=row.closed_on,
        )
        for row in rows
    ]
    return sorted(labels, key=lambda label: (label.closed_on is not None, label.number))


def account_numbers(ids: Iterable[int]) -> dict[int, str]:
    """Numbers people see, by account id."""
    return dict(Account.objects.filter(id__in=list(ids)).values_list("id", "number"))


def service_names() -> dict[int, ServiceName]:
    """The catalogue of services by id."""
    return {
        row.pk: ServiceName(
            service_id=row.pk,
            code=row.code,
            unit=row.unit,
            allocation_group=row.allocation_group,
            position=row.position,
            advance=row.kind == Service.Kind.ADVANCE,
        )
        for row in Service.objects.order_by("position")
    }


def organisation_names(ids: Iterable[int]) -> dict[int, str]:
    """Short names of organisations by id."""
    return dict(Organisation.objects.filter(id__in=list(ids)).values_list("id", "short_name"))


def month_in_books(period: Period) -> BillingMonth | None:
    """The month as the books hold it, or None when it was never opened."""
    row = AccountingPeriod.objects.filter(period=period.first_day).first()
    if row is None:
        return None
    return BillingMonth(period, closed=row.state == AccountingPeriod.State.CLOSED)


def address_of(house: House, unit: Unit) -> str:
    """Street, house and, where there is one, the premises: ``ул. Садовая, 12, кв. 48``."""
    address = f"{house.street}, {house.number}"
    if not unit.number or unit.kind == Unit.Kind.DETACHED:
        return address
    if unit.kind == Unit.Kind.NON_RESIDENTIAL:
        premises = gettext("premises %(number)s")
    elif unit.kind == Unit.Kind.ROOM:
        premises = gettext("room %(number)s")
    else:
        premises = gettext("flat %(number)s")
    return f"{address}, " + premises % {"number": unit.number}


def _card(accounts: QuerySet[Account], on: date | None) -> AccountCard | None:
    account = accounts.select_related("house", "unit").first()
    if account is None:
        return None
    rows = {"account_id": account.pk}
    holder = _row_on(AccountHolder.objects.filter(**rows), on)
    area = _row_on(AccountArea.objects.filter(**rows), on)
    household = _row_on(Household.objects.filter(**rows), on)
    company = _managing_company(account.house, on)
    return AccountCard(
        account_id=account.pk,
        public_id=account.public_id,
        number=account.number,
        address=address_of(account.house, account.unit),
        holder_name=holder.name if holder else "",
        area_micro=area.area_micro if area else None,
        registered=household.registered if household else None,
        temporary=household.temporary if household else None,
        owners=Ownership.objects.filter(_valid(on), **rows).count(),
        unit_kind=account.unit.kind,
        unit_number=account.unit.number,
        house_kind=account.house.kind,
        storeys=account.house.storeys,
        year_built=account.house.year_built,
        managing_company_name=company.short_name if company else "",
        managing_company_phone=company.phone if company else "",
        opened_on=account.opened_on,
        closed_on=account.closed_on,
    )


def _managing_company(house: House, on: date | None) -> Organisation | None:
    rows = HouseManagement.objects.filter(house=house).select_related("organisation")
    row = _row_on(rows, on)
    return row.organisation if row else None


def _valid(on: date | None) -> Q:
    """Rows that hold on a day; without a day, rows that have no end."""
    if on is None:
        return Q(valid_until__isnull=True)
    return Q(valid_from__lte=on) & (Q(valid_until__isnull=True) | Q(valid_until__gt=on))


def _row_on(rows: QuerySet[Row], on: date | None) -> Row | None:
    """The dated row of a day; without a day, the newest one, even when it has ended."""
    if on is not None:
        rows = rows.filter(_valid(on))
    return rows.order_by("-valid_from").first()
