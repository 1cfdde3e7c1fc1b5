"""Residents of the demo city who have a login, and what a newcomer needs to get one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.conf import settings

from raschet.demo_city.company_files import incoming
from raschet.demo_city.file_formats import delimited
from raschet.domain.access.services.create_resident import (
    LoginTaken,
    create_resident,
    give_grant,
)
from raschet.domain.access.services.import_passports import import_passports
from raschet.domain.registry.selectors import account_by_number, account_examples

if TYPE_CHECKING:
    from datetime import date

    from raschet.domain.registry.selectors import AccountCard

ACTOR: Final = "demo"
NEWCOMERS: Final = 3
EXAMPLES: Final = 12
SERIES: Final = "4512"
FILE: Final = "passports.csv"


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """A login of the demo with its password, which everybody may know."""

    login: str
    password: str
    accounts: int
    """How many accounts it holds."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """An account nobody has a login for yet, with its holder's invented passport."""

    number: str
    surname: str
    passport: str
    """Ten digits: an invented series, and the account number once more."""


LOGINS: Final = (
    DemoLogin("anna", "svet-v-okne", accounts=2),
    DemoLogin("boris", "teplo-v-dome", accounts=1),
)
"""Anna holds a metered flat and one without meters; Boris a room."""


def settle_residents(since: date) -> list[Newcomer]:
    """Give the demo's residents their logins and three others a passport to register with.

    Whoever has a login keeps it as it is. Returns those others.
    """
    cards = [_card(example.number) for example in account_examples(limit=EXAMPLES)]
    homes = [card for card in cards if card.unit_kind != "NON_RESIDENTIAL" and not card.closed_on]
    for resident in LOGINS:
        own, homes = homes[: resident.accounts], homes[resident.accounts :]
        _settle(resident, [card.account_id for card in own], since)
    newcomers = [
        Newcomer(card.number, card.holder_name.split(maxsplit=1)[0], SERIES + card.number)
        for card in homes[:NEWCOMERS]
        if card.holder_name
    ]
    if newcomers:
        _hand_in_passports(newcomers)
    return newcomers


def _hand_in_passports(newcomers: list[Newcomer]) -> None:
    """Take in a file of passports, as the centre does; the file stays with the company's others."""
    rows = [["Лицевой счет", "Серия и номер паспорта"]]
    rows += [[newcomer.number, newcomer.passport] for newcomer in newcomers]
    data = delimited(rows, "utf-8")
    folder = settings.RASCHET.var_folder / "demo" / "files"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_bytes(data)
    import_passports(
        file=incoming(FILE, data, "passports"), pepper=settings.PASSPORT_PEPPER, actor=ACTOR
    )


def _settle(resident: DemoLogin, accounts: list[int], since: date) -> None:
    if not accounts:
        return
    try:
        user_id = create_resident(
            login=resident.login,
            email=f"{resident.login}@example.org",
            account_id=accounts[0],
            since=since,
            actor=ACTOR,
            password=resident.password,
        )
    except LoginTaken:
        return
    for account_id in accounts[1:]:
        give_grant(user_id=user_id, account_id=account_id, since=since, actor=ACTOR)


def _card(number: str) -> AccountCard:
    card = account_by_number(number)
    assert card is not None, "the city lists an account that it has not"
    return card
