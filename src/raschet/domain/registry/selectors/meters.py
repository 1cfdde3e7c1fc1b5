"""Meters whose readings a household gives or is charged by, with their dials and checks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Prefetch, Q

from raschet.domain.registry.models import Account, Meter, Register, Verification

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet


class MeterOf(StrEnum):
    """Whose consumption a meter measures."""

    ACCOUNT = "ACCOUNT"
    FLAT = "FLAT"
    """Shared by the accounts of one flat."""
    HOUSE = "HOUSE"


@dataclass(frozen=True, slots=True)
class RegisterCard:
    """One dial. ``initial_micro``: what it showed on the day of installation."""

    register_id: int
    number: int
    zone: str
    initial_micro: int


@dataclass(frozen=True, slots=True)
class MeterCard:
    """A meter with its dials. ``verified_until``: the last day of its verification (R-124).

    ``unit`` is the code of the service's unit; ``digits`` and ``decimals`` are those of the dial.
    """

    meter_id: int
    public_id: UUID
    of: MeterOf
    service_code: str
    unit: str
    serial: str
    model: str
    place: str
    digits: int
    decimals: int
    ratio_micro: int
    installed_on: date
    removed_on: date | None
    failed_on: date | None
    verified_until: date | None
    registers: tuple[RegisterCard, ...]


def meters_of_account(*, account_id: int, on: date, with_removed: bool = False) -> list[MeterCard]:
    """An account's own meters, those its flat shares, and those of its house. Four queries.

    In the order of the bill; of one service, the household's own before shared ones.
    with_removed: also meters that were taken away before that day.
    """
    account = Account.objects.filter(pk=account_id).values_list("unit_id", "house_id").first()
    if account is None:
        return []
    unit_id, house_id = account
    meters = Meter.objects.filter(
        Q(account_id=account_id)
        | Q(account_id=0, unit_id=unit_id)
        | Q(account_id=0, unit__isnull=True, house_id=house_id)
    ).filter(installed_on__lte=on)
    if not with_removed:
        meters = meters.filter(Q(removed_on__isnull=True) | Q(removed_on__gt=on))
    cards = [_card(meter, account_id) for meter in _with_parts(meters)]
    order = list(MeterOf)
    return sorted(cards, key=lambda card: order.index(card.of))


def _with_parts(meters: QuerySet[Meter]) -> QuerySet[Meter]:
    return (
        meters.select_related("service")
        .prefetch_related(
            Prefetch("registers", Register.objects.order_by("number")),
            Prefetch("verifications", Verification.objects.order_by("verified_on")),
        )
        .order_by("service__position", "installed_on", "id")
    )


def _card(meter: Meter, account_id: int) -> MeterCard:
    verifications = list(meter.verifications.all())
    whose = MeterOf.HOUSE if meter.unit_id is None else MeterOf.FLAT
    return MeterCard(
        meter_id=meter.pk,
        public_id=meter.public_id,
        of=MeterOf.ACCOUNT if meter.account_id == account_id else whose,
        service_code=meter.service.code,
        unit=meter.service.unit,
        serial=meter.serial,
        model=meter.model,
        place=meter.place,
        digits=meter.digits,
        decimals=meter.decimals,
        ratio_micro=meter.ratio_micro,
        installed_on=meter.installed_on,
        removed_on=meter.removed_on,
        failed_on=meter.failed_on,
        verified_until=max((row.due_on for row in verifications), default=None),
        registers=tuple(
            RegisterCard(row.pk, row.number, row.zone, row.initial_micro)
            for row in meter.registers.all()
        ),
    )


def meter_public_ids(meter_ids: Iterable[int]) -> dict[int, UUID]:
    """The keys that meters have in addresses, by their ids. One query."""
    return dict(Meter.objects.filter(id__in=list(meter_ids)).values_list("id", "public_id"))
