"""Residents of the demo city who have a login, and what a newcomer needs to get one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from raschet.domain.access.services.create_resident import (
    LoginTaken,
    create_resident,
    give_grant,
)
from raschet.domain.registry.selectors import account_by_number, account_examples

if TYPE_CHECKING:
    from datetime import date

ACTOR: Final = "demo"


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """A login of the demo with its password, which everybody may know."""

    login: str
    password: str
    accounts: int
    """How many accounts it holds."""


LOGINS: Final = (
    DemoLogin("anna", "svet-v-okne", accounts=2),
    DemoLogin("boris", "teplo-v-dome", accounts=1),
)
"""Anna holds a metered flat and one without meters; Boris a room."""


def settle_residents(since: date) -> None:
    """Give the demo's residents their logins; those who have one keep it as it is."""
    numbers = [example.number for example in account_examples(limit=6)]
    for resident in LOGINS:
        own, numbers = numbers[: resident.accounts], numbers[resident.accounts :]
        _settle(resident, [_account_id(number) for number in own], since)


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


def _account_id(number: str) -> int:
    card = account_by_number(number)
    assert card is not None, "the city lists an account that it has not"
    return card.account_id
