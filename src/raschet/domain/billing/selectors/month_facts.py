"""Loads what the explanations of one account's month refer to, in a fixed number of queries."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from django.db.models import F, Q

from raschet.domain.billing.explanations.facts import (
    CoefficientFacts,
    HouseholdFacts,
    LineFacts,
    MonthFacts,
    NormFacts,
    PortionFacts,
    ReadingFacts,
    RegisterFacts,
    ServiceFacts,
    TariffFacts,
)
from raschet.domain.billing.models import ChargeLine, Consumption, PenaltyPortion
from raschet.domain.billing.selectors.house_balances import house_balances
from raschet.domain.billing.selectors.recalculation_facts import (
    event_facts,
    line_facts,
    recalculation_facts,
)
from raschet.domain.readings.models import Reading
from raschet.domain.registry.models import (
    Household,
    HouseSupply,
    Meter,
    Organisation,
    Ownership,
    Register,
    Service,
)
from raschet.domain.tariffs.models import (
    Norm,
    RaisingCoefficient,
    Tariff,
    TemperatureCoefficient,
)
from raschet.values.period import Period
from raschet.values.rounding import MICRO

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

DIGITS_UNKNOWN: Final = 5
"""A dial's digits when its meter's row is gone: the commonest size."""


def month_facts(*, account_id: int, run_id: int, period: Period) -> MonthFacts:
    """The lines of an account in a published run, with everything they refer to."""
    lines = _lines(account_id, run_id)
    service_ids = {line.service_id for line in lines}
    overlap = _overlap(period)
    return MonthFacts(
        period=period,
        services={row.pk: ServiceFacts(row.code, row.unit) for row in Service.objects.all()},
        lines=lines,
        registers=_registers(account_id, run_id, period),
        tariffs=_tariffs({line.tariff_id for line in lines if line.tariff_id is not None}),
        norms=[
            NormFacts(
                row.service_id,
                row.value_micro,
                row.per,
                row.valid_from,
                row.valid_until,
                row.decision,
            )
            for row in Norm.objects.filter(overlap, service_id__in=service_ids).order_by("id")
        ],
        coefficients=[
            CoefficientFacts(
                row.service_id, row.coefficient_micro, row.valid_from, row.valid_until, row.source
            )
            for row in RaisingCoefficient.objects.filter(
                overlap, service_id__in=service_ids
            ).order_by("valid_from")
        ],
        households=[
            HouseholdFacts(row.registered, row.temporary, row.valid_from, row.valid_until)
            for row in Household.objects.filter(overlap, account_id=account_id).order_by(
                "valid_from"
            )
        ],
        owners=_owners(account_id, overlap),
        balances=house_balances(account_id=account_id, run_id=run_id, period=period),
        suppliers=_names({line.supplier_id for line in lines}),
        events=event_facts(account_id=account_id, lines=lines),
        portions=_portions(account_id, run_id)
        if any(line.kind == "PENALTY" for line in lines)
        else (),
    )


def _portions(account_id: int, run_id: int) -> list[PortionFacts]:
    rows = PenaltyPortion.objects.filter(account_id=account_id, run_id=run_id)
    return [
        PortionFacts(
            service_id=row.service_id,
            origin_period=Period.of(row.origin_period),
            part_kopecks=row.part_kopecks,
            percent_micro=row.percent_micro,
            due_on=row.due_on,
            until=row.until,
            settled=row.settled,
            steps=tuple(
                (days, divisor)
                for days, divisor in ((row.days_1, row.divisor_1), (row.days_2, row.divisor_2))
                if days
            ),
        )
        for row in rows.order_by("service_id", "origin_period", "portion_no")
    ]


def _overlap(period: Period) -> Q:
    """Dated rows that hold on some day of the month."""
    return Q(valid_from__lte=period.last_day) & (
        Q(valid_until__isnull=True) | Q(valid_until__gt=period.first_day)
    )


def _owners(account_id: int, overlap: Q) -> int:
    rows = Ownership.objects.filter(overlap, account_id=account_id)
    return rows.values("owner_number").distinct().count()


def _names(ids: Iterable[int]) -> dict[int, str]:
    return dict(Organisation.objects.filter(id__in=list(ids)).values_list("id", "short_name"))


def _lines(account_id: int, run_id: int) -> list[LineFacts]:
    rows = ChargeLine.objects.filter(account_id=account_id, run_id=run_id)
    lines = [line_facts(row) for row in rows.order_by("service_id", "line_no")]
    if any(line.kind == "RECALCULATION" for line in lines):
        found = recalculation_facts(account_id=account_id, run_id=run_id)
        lines = [
            replace(line, corrects=found.get((line.service_id, line.line_no))) for line in lines
        ]
    return lines


def _temperature(meter: Meter, period: Period) -> int:
    """The coefficient a gas meter without compensation was billed by (R-050)."""
    if not meter.temperature_corrected:
        return MICRO
    suppliers = HouseSupply.objects.filter(
        _overlap(period), house_id=meter.house_id, service_id=meter.service_id
    ).values_list("supplier_id", flat=True)
    rows = TemperatureCoefficient.objects.filter(
        Q(supplier_id__isnull=True) | Q(supplier_id__in=list(suppliers)),
        valid_from__lte=period.last_day,
    )
    own_first = rows.order_by(F("supplier_id").asc(nulls_last=True), "-valid_from")
    return own_first.values_list("coefficient_micro", flat=True).first() or MICRO


def _registers(account_id: int, run_id: int, period: Period) -> list[RegisterFacts]:
    rows = list(
        Consumption.objects.filter(account_id=account_id, run_id=run_id).order_by("register_id")
    )
    registers = {
        register.pk: register
        for register in Register.objects.filter(
            id__in=[row.register_id for row in rows]
        ).select_related("meter")
    }
    readings = _readings(rows)
    found = []
    for row in rows:
        register = registers.get(row.register_id)
        meter = register.meter if register else None
        found.append(
            RegisterFacts(
                service_id=row.service_id,
                zone=register.zone if register else "",
                basis=row.basis,
                reason=row.reason or "",
                volume_micro=row.volume_micro,
                previous=_reading(
                    row.register_id,
                    row.previous_revision,
                    row.previous_value_micro,
                    row.previous_on,
                    readings,
                ),
                current=_reading(
                    row.register_id,
                    row.current_revision,
                    row.current_value_micro,
                    row.current_on,
                    readings,
                ),
                average_micro=row.average_micro,
                months_missing=row.months_missing,
                serial=meter.serial if meter else "",
                ratio_micro=meter.ratio_micro if meter else MICRO,
                temperature_micro=_temperature(meter, period) if meter else MICRO,
                digits=meter.digits if meter else DIGITS_UNKNOWN,
            )
        )
    return found


def _readings(rows: Sequence[Consumption]) -> dict[tuple[int, int], str]:
    """Channels of the readings that were billed, by register and revision.

    A shared flat meter's readings may stand under another account of the flat: the register and
    revision name them.
    """
    wanted = Q(pk__in=[])
    for row in rows:
        revisions = [r for r in (row.previous_revision, row.current_revision) if r is not None]
        wanted |= Q(register_id=row.register_id, revision__in=revisions)
    found = Reading.objects.filter(wanted).values_list("register_id", "revision", "channel")
    return {(register_id, revision): channel for register_id, revision, channel in found}


def _reading(
    register_id: int,
    revision: int | None,
    value_micro: int | None,
    taken_on: date | None,
    channels: dict[tuple[int, int], str],
) -> ReadingFacts | None:
    if value_micro is None or taken_on is None:
        return None
    channel = channels.get((register_id, revision), "") if revision is not None else ""
    return ReadingFacts(value_micro, taken_on, channel)


def _tariffs(ids: set[int]) -> dict[int, TariffFacts]:
    """Tariffs by id, each with the rate it replaced and the limit of the band below it."""
    rows = list(Tariff.objects.filter(id__in=ids))
    related = Q(pk__in=[])
    for row in rows:
        related |= Q(valid_until=row.valid_from, **_same_key(row))
        if row.band > 1:
            below = {**_same_key(row), "band": row.band - 1}
            related |= Q(valid_from=row.valid_from, **below)
    others = list(Tariff.objects.filter(related))
    before = {_key(row, row.valid_until): row for row in others}
    beside = {_key(row, row.valid_from): row for row in others}
    found = {}
    for row in rows:
        previous = before.get(_key(row, row.valid_from))
        lower = beside.get(_key(row, row.valid_from, band=row.band - 1))
        found[row.pk] = TariffFacts(
            row.rate_micro_rubles,
            row.valid_from,
            row.decision,
            previous.rate_micro_rubles if previous else None,
            (lower.band_upto_micro or 0) if lower else 0,
            row.band_upto_micro,
        )
    return found


def _same_key(row: Tariff) -> dict[str, object]:
    return {
        "service_id": row.service_id,
        "supplier_id": row.supplier_id,
        "tariff_group": row.tariff_group,
        "zone": row.zone,
        "band": row.band,
        "component": row.component,
    }


def _key(row: Tariff, boundary: date | None, *, band: int | None = None) -> tuple[object, ...]:
    key = _same_key(row)
    if band is not None:
        key["band"] = band
    return (*key.values(), boundary)
