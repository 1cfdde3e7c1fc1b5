"""Questions about absences, and about where an event happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from raschet.domain.registry.models import Absence, Account


@dataclass(frozen=True, slots=True)
class RecordedAbsence:
    """An application for temporary absence. ``withdrawn``: it counts no more."""

    number: int
    persons: int
    left_on: date
    returned_on: date
    withdrawn: bool


def absences_of_account(account_id: int) -> list[RecordedAbsence]:
    """The account's applications, the latest departure first."""
    return [
        RecordedAbsence(
            row.pk, row.persons, row.left_on, row.returned_on, row.withdrawn_on is not None
        )
        for row in Absence.objects.filter(account_id=account_id).order_by("-left_on", "-id")
    ]


def house_of_account(account_id: int) -> int:
    """The house an account belongs to."""
    return int(Account.objects.values_list("house_id", flat=True).get(pk=account_id))
