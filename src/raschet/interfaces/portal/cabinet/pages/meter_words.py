"""What a meter is called and what state its verification is in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext

from raschet.domain.billing.explanations import service_name
from raschet.domain.billing.explanations.names import zone_name
from raschet.domain.registry.selectors import MeterOf
from raschet.interfaces.ui import figures

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from raschet.domain.registry.selectors import MeterCard, RegisterCard

WARNED_DAYS: Final = 60
"""So long before a verification runs out people are told, to have time to order another."""


@dataclass(frozen=True, slots=True)
class MeterShown:
    """A meter in words. ``state`` is empty where all is well; tone is "debt", "soon" or none."""

    public_id: UUID
    code: str
    name: str
    place: str
    serial: str
    model: str
    installed_on: date
    verified_until: date | None
    state: str
    tone: str
    whose: str


def meter_shown(meter: MeterCard, today: date) -> MeterShown:
    """The meter as the pages about the flat and about readings name it."""
    state, tone = _state(meter, today)
    return MeterShown(
        public_id=meter.public_id,
        code=meter.service_code,
        name=service_name(meter.service_code),
        place=meter.place,
        serial=meter.serial,
        model=meter.model,
        installed_on=meter.installed_on,
        verified_until=meter.verified_until,
        state=state,
        tone=tone,
        whose={
            MeterOf.ACCOUNT: "",
            MeterOf.FLAT: gettext("shared by the accounts of the flat"),
            MeterOf.HOUSE: gettext("of the whole house"),
        }[meter.of],
    )


def register_name(register: RegisterCard) -> str:
    """``день``, ``ночь``; empty for the only dial of a meter."""
    return zone_name(register.zone) if register.zone else ""


def _state(meter: MeterCard, today: date) -> tuple[str, str]:
    if meter.removed_on is not None and meter.removed_on <= today:
        day = figures.full_date(meter.removed_on)
        return gettext("Taken away on %(day)s") % {"day": day}, ""
    if meter.failed_on is not None and meter.failed_on <= today:
        day = figures.full_date(meter.failed_on)
        return gettext("Out of order since %(day)s") % {"day": day}, "debt"
    if meter.verified_until is None:
        return "", ""
    day = figures.full_date(meter.verified_until)
    if meter.verified_until < today:
        return gettext("The verification ran out on %(day)s: the average is charged") % {
            "day": day
        }, "debt"
    if meter.verified_until - today <= timedelta(days=WARNED_DAYS):
        return gettext("To be verified by %(day)s") % {"day": day}, "soon"
    return "", ""
