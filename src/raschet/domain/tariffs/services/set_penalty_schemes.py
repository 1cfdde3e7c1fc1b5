"""Decide which debts bear a penalty for late payment, and from which month."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db import transaction

from raschet.domain.audit.services.record_deed import record_deed
from raschet.domain.registry.models import Service
from raschet.domain.tariffs.models import LawRow
from raschet.values.period import Period

TABLE: Final = "penalty_scheme"
STANDARD: Final = "STANDARD"
CAPITAL_REPAIR: Final = "CAPITAL_REPAIR"


class SchemeUnknown(ValueError):
    """A service is not in the catalogue, or no step of the law has the kind of penalty."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def __str__(self) -> str:
        return f"neither a service nor a kind of penalty is called {self.name}"


def usual_schemes() -> dict[str, str]:
    """Every service that is charged: capital repair by its own rule, the others by the common one."""
    services = Service.objects.exclude(kind=Service.Kind.ADVANCE).order_by("position")
    return {
        service.code: CAPITAL_REPAIR if service.kind == Service.Kind.CAPITAL_REPAIR else STANDARD
        for service in services
    }


def set_penalty_schemes(
    *, since: Period, schemes: Mapping[str, str] | None = None, actor: str, source: str
) -> int:
    """Let debts of services bear penalties of a kind on the days from a month on.

    schemes: kind of penalty by code of service; ``usual_schemes`` by default; an empty kind ends it.
    Days before ``since`` stay without a penalty where there was none. A scheme that holds on that day
    ends there. source: the decision. Returns how many services changed. Raises: SchemeUnknown.
    """
    wanted = usual_schemes() if schemes is None else dict(schemes)
    kinds = {row.value["kind"] for row in LawRow.objects.filter(table="penalty_step")}
    known = set(Service.objects.values_list("code", flat=True))
    for code, kind in wanted.items():
        if code not in known:
            raise SchemeUnknown(code)
        if kind and kind not in kinds:
            raise SchemeUnknown(kind)
    with transaction.atomic():
        changed = [code for code, kind in wanted.items() if _set(code, kind, since, source)]
        record_deed(
            actor=actor,
            action="PENALTY_SCHEMES_SET",
            subject=f"period:{since}",
            detail={"services": {code: wanted[code] for code in changed}, "source": source},
        )
    return len(changed)


def _set(code: str, kind: str, since: Period, source: str) -> bool:
    first = since.first_day
    rows = LawRow.objects.filter(table=TABLE, key=code)
    standing = rows.filter(valid_from__lte=first).order_by("-valid_from").first()
    holds = standing is not None and (standing.valid_until is None or standing.valid_until > first)
    later = rows.filter(valid_from__gt=first)
    if holds and standing is not None and standing.value["kind"] == kind and not later.exists():
        return False
    later.delete()
    if holds and standing is not None:
        if standing.valid_from == first:
            standing.delete()
        else:
            standing.valid_until = first
            standing.save(update_fields=["valid_until"])
    if kind:
        LawRow.objects.create(
            table=TABLE, key=code, value={"kind": kind}, valid_from=first, source=source, mark="D"
        )
    return bool(kind or holds)
