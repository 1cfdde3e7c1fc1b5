"""House and flat: what is known about them, who manages and who supplies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext, ngettext

from raschet.domain.billing.explanations import service_name
from raschet.interfaces.ui import figures

if TYPE_CHECKING:
    from raschet.domain.registry.selectors import AccountCard, Contact, Dwelling


@dataclass(frozen=True, slots=True)
class Fact:
    """A name and a value."""

    title: str
    value: str


@dataclass(frozen=True, slots=True)
class ContactShown:
    """An organisation to call and what for."""

    contact: Contact
    what_for: str


@dataclass(frozen=True, slots=True)
class DwellingPage:
    """Facts about the flat and the house, those the centre knows, and whom to call."""

    flat: tuple[Fact, ...]
    house: tuple[Fact, ...]
    contacts: tuple[ContactShown, ...]


def dwelling_page(card: AccountCard, dwelling: Dwelling) -> DwellingPage:
    """Only what is known is shown: an empty cell would say nothing."""
    contacts = []
    if dwelling.managing_company is not None:
        contacts.append(ContactShown(dwelling.managing_company, gettext("Manages the house")))
    contacts += [
        ContactShown(supplier.contact, _services(supplier.service_codes))
        for supplier in dwelling.suppliers
        if dwelling.managing_company is None
        or supplier.contact.name != dwelling.managing_company.name
    ]
    return DwellingPage(_flat(card, dwelling), _house(dwelling), tuple(contacts))


def _flat(card: AccountCard, dwelling: Dwelling) -> tuple[Fact, ...]:
    facts = [
        Fact(gettext("Account number"), figures.account_number(card.number)),
        Fact(gettext("Account holder"), card.holder_name),
        Fact(gettext("Address"), card.address),
        Fact(gettext("Kind of premises"), _unit_kind(dwelling.unit_kind)),
        Fact(gettext("Area that is charged"), _area(card.area_micro)),
        Fact(gettext("Area in all"), _other(dwelling.total_area_micro, card.area_micro)),
        Fact(gettext("Living area"), _area(dwelling.living_area_micro)),
        Fact(gettext("Rooms"), _number(dwelling.rooms)),
        Fact(gettext("Storey"), _number(dwelling.storey)),
        Fact(gettext("Entrance"), _number(dwelling.entrance)),
        Fact(gettext("Registered"), _people(card.registered)),
        Fact(gettext("Staying for a time"), _people(card.temporary) if card.temporary else ""),
        Fact(gettext("Owners"), _number(card.owners or None)),
        Fact(gettext("Account opened"), figures.full_date(card.opened_on)),
        Fact(
            gettext("Account closed"), figures.full_date(card.closed_on) if card.closed_on else ""
        ),
    ]
    return tuple(fact for fact in facts if fact.value)


def _house(dwelling: Dwelling) -> tuple[Fact, ...]:
    detached = dwelling.house_kind == "DETACHED"
    facts = [
        Fact(gettext("Address"), f"{dwelling.settlement}, {dwelling.house_address}"),
        Fact(gettext("House"), gettext("detached") if detached else gettext("block of flats")),
        Fact(gettext("Year built"), _number(dwelling.year_built)),
        Fact(gettext("Storeys"), _number(dwelling.storeys)),
        Fact(gettext("Area of the house"), _area(dwelling.house_area_micro)),
        Fact(gettext("Area of the flats"), _area(dwelling.residential_area_micro)),
        Fact(gettext("Common property"), _area(dwelling.common_area_micro)),
    ]
    return tuple(fact for fact in facts if fact.value)


def _unit_kind(kind: str) -> str:
    kinds = {
        "FLAT": gettext("flat"),
        "COMMUNAL_FLAT": gettext("communal flat"),
        "ROOM": gettext("room in a communal flat"),
        "DETACHED": gettext("detached house"),
        "NON_RESIDENTIAL": gettext("non-residential premises"),
    }
    return kinds.get(kind, "")


def _area(area_micro: int | None) -> str:
    return figures.quantity(area_micro, "M2") if area_micro else ""


def _other(area_micro: int | None, charged_micro: int | None) -> str:
    return _area(area_micro) if area_micro != charged_micro else ""


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _people(count: int | None) -> str:
    if count is None:
        return ""
    return ngettext("%(count)d person", "%(count)d people", count) % {"count": count}


def _services(codes: tuple[str, ...]) -> str:
    names = [service_name(code) for code in codes]
    return ", ".join([names[0], *(name[0].lower() + name[1:] for name in names[1:])])
