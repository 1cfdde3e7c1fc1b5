"""What a run's checks found about houses, in sentences for the people who sign the month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from raschet.domain.billing.explanations.figures import number
from raschet.domain.billing.explanations.names import service_name

if TYPE_CHECKING:
    from collections.abc import Mapping


def flats_exceed(detail: Mapping[str, Any]) -> str:
    """A house whose premises were billed more than its meter shows."""
    return gettext(
        "House %(house)d, %(service)s: the premises were billed %(flats)s, the house meter shows "
        "%(meter)s. Check the readings, the list of premises and the meter; the difference is carried."
    ) % {
        "house": detail["house_id"],
        "service": service_name(detail["service"]),
        "flats": number(detail["flats_micro"]),
        "meter": number(detail["meter_micro"]),
    }


def silent_meters(detail: Mapping[str, Any]) -> str:
    """House meters that gave no reading."""
    return gettext(
        "%(service)s: house meters without a reading, charged by the average or the norm. "
        "Houses: %(houses)d."
    ) % {"service": service_name(detail["service"]), "houses": detail["houses"]}


def above_norm(detail: Mapping[str, Any]) -> str:
    """Common volumes of several norms."""
    return gettext(
        "%(service)s: the volume for the whole house is over three norms. Houses: %(houses)d."
    ) % {"service": service_name(detail["service"]), "houses": detail["houses"]}
