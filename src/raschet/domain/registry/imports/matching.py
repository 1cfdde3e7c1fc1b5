"""Finding what a row means: by account number, then by the number the supplier knew it by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from raschet.domain.registry.models import Account, Service


@dataclass(frozen=True, slots=True)
class KnownAccount:
    """An account that a row names."""

    account_id: int
    house_id: int
    unit_id: int
    opened_on: date
    closed_on: date | None


def known_accounts(numbers: Iterable[str]) -> dict[str, KnownAccount]:
    """Accounts by their own number, else by a former number that only one account had."""
    wanted = set(numbers)
    found: dict[str, KnownAccount] = {}
    former: dict[str, list[KnownAccount]] = {}
    columns = ("number", "external_number", "id", "house_id", "unit_id", "opened_on", "closed_on")
    rows = Account.objects.filter(Q(number__in=wanted) | Q(external_number__in=wanted))
    for number, external, *rest in rows.values_list(*columns):
        account = KnownAccount(*rest)
        if number in wanted:
            found[number] = account
        if external in wanted:
            former.setdefault(external, []).append(account)
    for external, accounts in former.items():
        if external not in found and len(accounts) == 1:
            found[external] = accounts[0]
    return found


def service_ids() -> dict[str, int]:
    """Ids of the catalogue's services by their codes."""
    return dict(Service.objects.values_list("code", "id"))


def serial_key(serial: str) -> str:
    """Serial numbers are equal whatever their spaces, hyphens and case."""
    return "".join(character for character in serial.lower() if character.isalnum())
