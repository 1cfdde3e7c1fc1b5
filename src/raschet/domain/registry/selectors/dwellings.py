"""What a flat and its house are, who manages the house and who supplies it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from raschet.domain.registry.models import Account, AccountSupply, HouseManagement, HouseSupply

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from raschet.domain.registry.models import Organisation


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach an organisation; empty texts where nobody told the centre."""

    name: str
    phone: str
    email: str
    site: str
    address: str


@dataclass(frozen=True, slots=True)
class Supplier:
    """Who supplies services to an account, by their codes in the order of the bill."""

    contact: Contact
    service_codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dwelling:
    """Premises and house of an account on a day. Areas are square metres in micro-units.

    None and empty texts where nobody told the centre.
    """

    unit_kind: str
    unit_number: str
    rooms: int | None
    storey: int | None
    entrance: int | None
    total_area_micro: int | None
    living_area_micro: int | None
    house_kind: str
    house_address: str
    settlement: str
    storeys: int | None
    year_built: int | None
    house_area_micro: int | None
    residential_area_micro: int | None
    common_area_micro: int | None
    managing_company: Contact | None
    suppliers: tuple[Supplier, ...]


def dwelling(*, account_id: int, on: date) -> Dwelling | None:
    """The flat and house of an account with the people to call, as of a day. Four queries."""
    account = Account.objects.select_related("house", "unit").filter(pk=account_id).first()
    if account is None:
        return None
    house, unit = account.house, account.unit
    managed = (
        HouseManagement.objects.filter(_valid(on), house=house)
        .select_related("organisation")
        .first()
    )
    return Dwelling(
        unit_kind=unit.kind,
        unit_number=unit.number,
        rooms=unit.rooms,
        storey=unit.storey,
        entrance=unit.entrance,
        total_area_micro=unit.total_area_micro,
        living_area_micro=unit.living_area_micro,
        house_kind=house.kind,
        house_address=f"{house.street}, {house.number}",
        settlement=house.settlement,
        storeys=house.storeys,
        year_built=house.year_built,
        house_area_micro=house.total_area_micro,
        residential_area_micro=house.residential_area_micro,
        common_area_micro=house.common_area_micro,
        managing_company=_contact(managed.organisation) if managed else None,
        suppliers=_suppliers(account, on),
    )


def _suppliers(account: Account, on: date) -> tuple[Supplier, ...]:
    """Suppliers of what the account gets: the house's supplies less its own exceptions."""
    exceptions = dict(
        AccountSupply.objects.filter(_valid(on), account_id=account.pk).values_list(
            "service_id", "included"
        )
    )
    supplies = (
        HouseSupply.objects.filter(_valid(on), house_id=account.house_id)
        .select_related("supplier", "service")
        .order_by("service__position")
    )
    return tuple(_grouped(row for row in supplies if exceptions.get(row.service_id, True)))


def _grouped(supplies: Iterable[HouseSupply]) -> Iterable[Supplier]:
    found: dict[int, tuple[Contact, list[str]]] = {}
    for row in supplies:
        _, codes = found.setdefault(row.supplier_id, (_contact(row.supplier), []))
        codes.append(row.service.code)
    return (Supplier(contact, tuple(codes)) for contact, codes in found.values())


def _contact(organisation: Organisation) -> Contact:
    return Contact(
        name=organisation.short_name,
        phone=organisation.phone,
        email=organisation.email,
        site=organisation.site,
        address=organisation.address,
    )


def _valid(on: date) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_until__isnull=True) | Q(valid_until__gt=on))
