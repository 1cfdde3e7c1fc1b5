"""Set prices: what a municipality, a regulator, a meeting of owners or a supplier decided."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from raschet.domain.registry.services.mark_dirty import LateFact, mark_dirty
from raschet.domain.tariffs.models import Tariff
from raschet.values.date_range import DateRange

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True, order=True)
class TariffKey:
    """What one chain of prices in time is for."""

    service_id: int
    tariff_group: str
    supplier_id: int = 0
    """0: the price holds for any supplier."""
    zone: str = ""
    band: int = 1
    component: str = ""

    def __str__(self) -> str:
        parts = [f"service {self.service_id}", f"group {self.tariff_group}"]
        parts += [f"supplier {self.supplier_id}"] if self.supplier_id else []
        parts += [f"zone {self.zone}"] if self.zone else []
        parts += [f"band {self.band}"] if self.band > 1 else []
        parts += [f"component {self.component}"] if self.component else []
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class TariffRow:
    """One price. Unit: micro-roubles for one unit of the service, VAT included."""

    key: TariffKey
    validity: DateRange
    rate_micro_rubles: int
    band_upto_micro: int | None = None
    """Upper limit of the band a month; None: without limit."""
    decision: str = ""


class TariffsOverlap(ValueError):
    """Two prices of one thing would hold on the same day. Nothing was set."""

    def __init__(self, key: TariffKey, day: date) -> None:
        super().__init__(key, day)
        self.key = key
        self.day = day

    def __str__(self) -> str:
        return f"{self.key}: two tariffs would hold on {self.day}"


class TariffsGapped(ValueError):
    """Between two prices of one thing there would be days without any. Nothing was set."""

    def __init__(self, key: TariffKey, gap: DateRange) -> None:
        super().__init__(key, gap)
        self.key = key
        self.gap = gap

    def __str__(self) -> str:
        return f"{self.key}: no tariff would hold from {self.gap.first} until {self.gap.until}"


def set_tariffs(*, rows: Sequence[TariffRow], import_batch_id: int | None = None) -> int:
    """Add prices to those that stand. Returns how many were added; all are, or none.

    Rates: micro-roubles. Prices of one key must follow one another without a gap, together with
    those already set; overlaps are refused by the database as well.
    Raises: TariffsOverlap, TariffsGapped.
    """
    with transaction.atomic():
        for key, chain in groupby(sorted(rows, key=_order), key=lambda row: row.key):
            _check_chain(key, [row.validity for row in chain])
        try:
            with transaction.atomic():
                Tariff.objects.bulk_create(as_tariff(row, import_batch_id) for row in rows)
        except IntegrityError as error:
            # A tariff that another transaction set since the check: any row may be the one.
            raise TariffsOverlap(rows[0].key, rows[0].validity.first) from error
        mark_dirty(facts=(late_tariff(row.key, row.validity) for row in rows))
    return len(rows)


def late_tariff(key: TariffKey, validity: DateRange) -> LateFact:
    """The mark of a price that came after the months it prices."""
    return LateFact(
        "TARIFF",
        validity.first,
        validity.until,
        scope="TARIFF",
        service_id=key.service_id,
        supplier_id=key.supplier_id or 0,
        group_code=key.tariff_group,
    )


def _order(row: TariffRow) -> tuple[TariffKey, DateRange]:
    return (row.key, DateRange(row.validity.first))


def standing(key: TariffKey) -> QuerySet[Tariff]:
    """The prices of one thing that hold on any day; replaced ones have none."""
    return Tariff.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
        service_id=key.service_id,
        tariff_group=key.tariff_group,
        supplier_id=key.supplier_id or None,
        zone=key.zone,
        band=key.band,
        component=key.component,
    ).order_by("valid_from")


def _check_chain(key: TariffKey, new: list[DateRange]) -> None:
    ranges = [
        *new,
        *(
            DateRange(first, until)
            for first, until in standing(key).values_list("valid_from", "valid_until")
        ),
    ]
    ranges.sort(key=lambda validity: validity.first)
    for earlier, later in pairwise(ranges):
        if earlier.overlaps(later):
            raise TariffsOverlap(key, later.first)
        if earlier.until is not None and earlier.until < later.first:
            raise TariffsGapped(key, DateRange(earlier.until, later.first))


def as_tariff(row: TariffRow, import_batch_id: int | None) -> Tariff:
    """The row of the table that a price becomes."""
    return Tariff(
        service_id=row.key.service_id,
        supplier_id=row.key.supplier_id or None,
        tariff_group=row.key.tariff_group,
        zone=row.key.zone,
        band=row.key.band,
        band_upto_micro=row.band_upto_micro,
        component=row.key.component,
        rate_micro_rubles=row.rate_micro_rubles,
        decision=row.decision,
        valid_from=row.validity.first,
        valid_until=row.validity.until,
        import_batch_id=import_batch_id,
    )
