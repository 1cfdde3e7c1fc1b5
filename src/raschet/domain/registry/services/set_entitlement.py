"""Write down that a resident is entitled to a benefit, and that he no longer is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q

from raschet.domain.audit.services.record_deed import record_deed
from raschet.domain.registry.models import Entitlement


class EntitlementStands(ValueError):
    """The person has the category on these days already."""

    def __init__(self, category: str) -> None:
        super().__init__(category)
        self.category = category

    def __str__(self) -> str:
        return f"the person has {self.category} on these days already"


def grant_entitlement(
    *,
    account_id: int,
    person: int,
    category: str,
    valid_from: date,
    valid_until: date | None = None,
    document: str = "",
    actor: str,
) -> int:
    """A resident has a category of benefits from a day on; returns the entitlement's id.

    valid_until: the first day without it, None while it has no end. Raises: EntitlementStands.
    """
    later = Q(valid_until__isnull=True) | Q(valid_until__gt=valid_from)
    standing = Entitlement.objects.filter(
        later, account_id=account_id, person=person, category=category
    )
    if valid_until is not None:
        standing = standing.filter(valid_from__lt=valid_until)
    with transaction.atomic():
        if standing.exists():
            raise EntitlementStands(category)
        made = Entitlement.objects.create(
            account_id=account_id,
            person=person,
            category=category,
            valid_from=valid_from,
            valid_until=valid_until,
            document=document,
        )
        record_deed(
            actor=actor,
            action="ENTITLEMENT_GRANTED",
            subject=f"account:{account_id}",
            detail={"entitlement": made.pk, "category": category, "from": str(valid_from)},
        )
    return made.pk


def end_entitlement(
    *, account_id: int, person: int, category: str, valid_until: date, actor: str
) -> bool:
    """The resident has the category no more from a day on. Returns whether one stood."""
    with transaction.atomic():
        changed = Entitlement.objects.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gt=valid_until),
            account_id=account_id,
            person=person,
            category=category,
            valid_from__lt=valid_until,
        ).update(valid_until=valid_until)
        if changed:
            record_deed(
                actor=actor,
                action="ENTITLEMENT_ENDED",
                subject=f"account:{account_id}",
                detail={"category": category, "until": str(valid_until)},
            )
    return bool(changed)


def load_entitlements(*, rows: Iterable[Mapping[str, Any]], actor: str) -> int:
    """Many entitlements of accounts that have none yet, all or none; returns how many.

    rows: fields of ``Entitlement`` by name.
    """
    with transaction.atomic():
        made = Entitlement.objects.bulk_create(Entitlement(**row) for row in rows)
        record_deed(
            actor=actor,
            action="ENTITLEMENTS_LOADED",
            subject="registry",
            detail={"rows": len(made)},
        )
    return len(made)
