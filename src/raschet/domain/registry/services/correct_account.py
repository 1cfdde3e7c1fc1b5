"""Set a dated fact of an account right, from a day on, however late it became known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction

from raschet.domain.audit.services.record_deed import record_deed
from raschet.domain.registry.models import Account, AccountArea, Household
from raschet.domain.registry.models.dated import Dated
from raschet.domain.registry.services.mark_dirty import LateFact, mark_dirty
from raschet.values.date_range import DateRange


class AccountNotFound(LookupError):
    """There is no such account. Nothing was changed."""

    def __init__(self, account_id: int) -> None:
        super().__init__(account_id)
        self.account_id = account_id

    def __str__(self) -> str:
        return f"there is no account {self.account_id}"


@dataclass(frozen=True, slots=True)
class People:
    """How many live there: permanently registered, and for a time."""

    registered: int
    temporary: int = 0


AREA: Final = "AREA"
RESIDENTS: Final = "RESIDENTS"


def correct_area(*, account_id: int, area_micro: int, days: DateRange, actor: str) -> None:
    """Say which area an account pays for on these days; around them nothing changes.

    area_micro: square metres in micro-units. Months that were computed with another area are
    computed again. Raises: AccountNotFound. Source: rules R-006, R-083, R-141.
    """
    fact = AccountArea(account_id=account_id, area_micro=area_micro)
    _correct(fact, days, AREA, actor, {"area_micro": area_micro})


def correct_household(*, account_id: int, people: People, days: DateRange, actor: str) -> None:
    """Say how many people live there on these days; around them nothing changes.

    Raises: AccountNotFound. Source: rule R-004, PP RF No. 354, cl. 56 to 58; rule R-141.
    """
    fact = Household(
        account_id=account_id, registered=people.registered, temporary=people.temporary
    )
    detail = {"registered": people.registered, "temporary": people.temporary}
    _correct(fact, days, RESIDENTS, actor, detail)


def _correct(
    fact: AccountArea | Household, days: DateRange, reason: str, actor: str, detail: dict[str, int]
) -> None:
    with transaction.atomic():
        if not Account.objects.filter(pk=fact.account_id).exists():
            raise AccountNotFound(fact.account_id)
        standing = type(fact).objects.select_for_update().filter(account_id=fact.account_id)
        for row in standing:
            _give_way(row, days)
        fact.valid_from, fact.valid_until = days.first, days.until
        fact.save()
        mark_dirty(facts=[LateFact(reason, days.first, days.until, scope_id=fact.account_id)])
        record_deed(
            actor=actor,
            action=f"{reason}_CORRECTED",
            subject=f"account:{fact.account_id}",
            detail={
                **detail,
                "from": days.first.isoformat(),
                "until": None if days.until is None else days.until.isoformat(),
            },
        )


def _give_way(row: Dated, days: DateRange) -> None:
    """Cut a fact out of days; what it said before and behind them stays."""
    first, until = row.valid_from, row.valid_until
    if not DateRange(first, until).overlaps(days):
        return
    goes_on = days.until is not None and (until is None or until > days.until)
    if first < days.first:
        row.valid_until = days.first
        row.save(update_fields=["valid_until"])
        if goes_on:
            row.pk, row._state.adding = None, True  # noqa: SLF001
            row.valid_from, row.valid_until = _day(days.until), until
            row.save()
    elif goes_on:
        row.valid_from = _day(days.until)
        row.save(update_fields=["valid_from"])
    else:
        row.delete()


def _day(day: date | None) -> date:
    assert day is not None
    return day
