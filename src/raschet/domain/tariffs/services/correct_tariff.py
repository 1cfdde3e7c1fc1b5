"""Set a price right that was entered wrongly: the months it priced are computed again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from raschet.domain.audit.services.record_deed import record_deed
from raschet.domain.registry.services.mark_dirty import mark_dirty
from raschet.domain.tariffs.models import Tariff
from raschet.domain.tariffs.services.set_tariffs import TariffRow, as_tariff, late_tariff, standing

if TYPE_CHECKING:
    from datetime import date

    from raschet.domain.tariffs.services.set_tariffs import TariffKey
    from raschet.values.date_range import DateRange


class TariffNotFound(LookupError):
    """No price of this thing holds on the first day to be corrected. Nothing was changed."""

    def __init__(self, key: TariffKey, day: date) -> None:
        super().__init__(key, day)
        self.key = key
        self.day = day

    def __str__(self) -> str:
        return f"{self.key}: no tariff holds on {self.day}"


def correct_tariff(*, row: TariffRow, actor: str) -> None:
    """Put a price in the place of what stood on its days; before and after them nothing changes.

    A price that was replaced as a whole stays in the table with no days, because bills name it.
    Raises: TariffNotFound.
    """
    with transaction.atomic():
        days = row.validity
        rows = [
            tariff
            for tariff in standing(row.key).select_for_update()
            if _overlap(tariff.valid_from, tariff.valid_until, days)
        ]
        if not any(tariff.valid_from <= days.first for tariff in rows):
            raise TariffNotFound(row.key, days.first)
        for tariff in rows:
            _give_way(tariff, days)
        as_tariff(row, None).save()
        mark_dirty(facts=[late_tariff(row.key, days)])
        record_deed(
            actor=actor,
            action="TARIFF_CORRECTED",
            subject=f"service:{row.key.service_id}",
            detail={
                "group": row.key.tariff_group,
                "from": days.first.isoformat(),
                "until": None if days.until is None else days.until.isoformat(),
                "rate_micro_rubles": row.rate_micro_rubles,
            },
        )


def _overlap(first: date, until: date | None, days: DateRange) -> bool:
    return (days.until is None or first < days.until) and (until is None or until > days.first)


def _give_way(tariff: Tariff, days: DateRange) -> None:
    """Cut a price out of days; what it priced behind them goes on in a row of its own."""
    if days.until is not None and (tariff.valid_until is None or tariff.valid_until > days.until):
        rest = Tariff.objects.get(pk=tariff.pk)
        rest.pk, rest._state.adding = None, True  # noqa: SLF001
        rest.valid_from = days.until
    else:
        rest = None
    tariff.valid_until = max(tariff.valid_from, days.first)
    tariff.save(update_fields=["valid_until"])
    if rest is not None:
        rest.save()
