"""What a run's checks found, in a sentence for the people who sign the month."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext

from raschet.domain.billing.explanations.figures import full_day


def _key_rate(detail: Mapping[str, Any]) -> str:
    return gettext(
        "No key rate is known for %(day)s: no penalty was computed. Enter the rate that is in force "
        "on that day and compute again."
    ) % {"day": full_day(date.fromisoformat(detail["day"]))}


def _kind(detail: Mapping[str, Any]) -> str:
    return gettext(
        "The law tables have no steps for penalties of the kind %(kinds)s: no penalty was computed."
    ) % {"kinds": ", ".join(detail["kinds"])}


SENTENCES: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "KEY_RATE_MISSING": _key_rate,
    "PENALTY_KIND_UNKNOWN": _kind,
}


def finding_sentence(code: str, detail: Mapping[str, Any]) -> str:
    """The finding in words of the active language; empty where it is shown in a table of its own."""
    return SENTENCES[code](detail) if code in SENTENCES else ""
