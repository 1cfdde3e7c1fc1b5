"""Decide how benefits reach people: as a discount on the bill or as money of the social office (R-172)."""

from __future__ import annotations

from django.db import transaction

from raschet.domain.audit.services.record_deed import record_deed
from raschet.domain.tariffs.models import LawRow
from raschet.engine.support.benefit_lines import METHOD_OF_MODE
from raschet.values.period import Period


class ModeUnknown(ValueError):
    """Benefits are a DISCOUNT or a COMPENSATION."""

    def __init__(self, mode: str) -> None:
        super().__init__(mode)
        self.mode = mode

    def __str__(self) -> str:
        return f"{self.mode} is no mode of benefits"


def set_benefit_mode(*, mode: str, since: Period, source: str, actor: str) -> None:
    """From a month on benefits are of a mode. Raises: ModeUnknown."""
    if mode not in METHOD_OF_MODE:
        raise ModeUnknown(mode)
    first = since.first_day
    rows = LawRow.objects.filter(table="benefit_mode", key="")
    with transaction.atomic():
        rows.filter(valid_from__gte=first).delete()
        standing = rows.order_by("-valid_from").first()
        if standing is not None and (standing.valid_until is None or standing.valid_until > first):
            standing.valid_until = first
            standing.save(update_fields=["valid_until"])
        LawRow.objects.create(
            table="benefit_mode", value={"mode": mode}, valid_from=first, source=source, mark="D"
        )
        record_deed(
            actor=actor, action="BENEFIT_MODE_SET", subject=f"period:{since}", detail={"mode": mode}
        )
