"""What a run's checks found, in a sentence for the people who sign the month."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext

from raschet.domain.billing.explanations.figures import full_day, rate
from raschet.domain.billing.explanations.house_findings import (
    above_norm,
    flats_exceed,
    silent_meters,
)
from raschet.domain.billing.explanations.names import service_name, zone_name


def _key_rate(detail: Mapping[str, Any]) -> str:
    return gettext(
        "No key rate is known for %(day)s: no penalty was computed. Enter the rate that is in force "
        "on that day and compute again."
    ) % {"day": full_day(date.fromisoformat(detail["day"]))}


def _kind(detail: Mapping[str, Any]) -> str:
    return gettext(
        "The law tables have no steps for penalties of the kind %(kinds)s: no penalty was computed."
    ) % {"kinds": ", ".join(detail["kinds"])}


def _tariff(detail: Mapping[str, Any]) -> str:
    name = service_name(detail["service"])
    if detail["zone"]:
        name += ", " + zone_name(detail["zone"])
    words = {
        "service": name,
        "group": detail["tariff_group"],
        "before": rate(int(detail["before_micro_rubles"])),
        "now": rate(int(detail["now_micro_rubles"])),
    }
    return (
        gettext(
            "%(service)s: the tariff of the group %(group)s is %(now)s, a month ago it was "
            "%(before)s. So large a change looks like a slip of a digit: check it before you sign."
        )
        % words
    )


def _calendar(detail: Mapping[str, Any]) -> str:
    return gettext(
        "The days off of %(year)s are not entered: the day of payment was moved from weekends and "
        "yearly holidays alone."
    ) % {"year": detail["year"]}


SENTENCES: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "KEY_RATE_MISSING": _key_rate,
    "PENALTY_KIND_UNKNOWN": _kind,
    "TARIFF_JUMPED": _tariff,
    "CALENDAR_MISSING": _calendar,
    "FLATS_EXCEED_HOUSE_METER": flats_exceed,
    "HOUSE_METER_WITHOUT_READING": silent_meters,
    "COMMON_VOLUME_ABOVE_NORM": above_norm,
}


def finding_sentence(code: str, detail: Mapping[str, Any]) -> str:
    """The finding in words of the active language; empty where it is shown in a table of its own."""
    return SENTENCES[code](detail) if code in SENTENCES else ""
