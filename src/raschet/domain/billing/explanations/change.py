"""Why a bill differs from another month's, a sentence for each cause."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext, gettext_noop, pgettext

from raschet.domain.billing.explanations.figures import days, number, quantity, rate, roubles
from raschet.domain.billing.explanations.names import service_name, zone_name
from raschet.domain.billing.explanations.parts import component_name
from raschet.engine.bill_change import Cause, ChangePart

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from raschet.domain.billing.explanations.facts import ServiceFacts

READ_FROM_METERS: Final = "METERED"
BY_METER: Final = gettext_noop("by the readings")
BASES: Final = {
    "METERED": BY_METER,
    "AVERAGE": gettext_noop("by the average"),
    "NORM": gettext_noop("by the norm"),
}
"""How a volume can be found where the household has a meter or could have one."""


@dataclass(frozen=True, slots=True)
class ExplainedChange:
    """One cause in words of the active language. ``sentence`` names no sum: it stands beside it."""

    cause: str
    service_id: int
    service_code: str
    sentence: str
    amount_kopecks: int


def explain_change(part: ChangePart, services: Mapping[int, ServiceFacts]) -> ExplainedChange:
    """Put one part of the difference between two months into words."""
    service = services[part.service_id]
    sentence = SENTENCES[part.cause](part, service)
    return ExplainedChange(
        cause=part.cause.value,
        service_id=part.service_id,
        service_code=service.code,
        sentence=sentence[0].upper() + sentence[1:],
        amount_kopecks=part.amount_kopecks,
    )


def resource_of(code: str, zone: str) -> str:
    """What is used up, as it stands behind “more of”: ``холодной воды``, ``электричества (ночь)``."""
    names = {
        "cold_water": pgettext("resource", "cold water"),
        "hot_water": pgettext("resource", "hot water"),
        "wastewater": pgettext("resource", "wastewater"),
        "electricity": pgettext("resource", "electricity"),
        "gas": pgettext("resource", "gas"),
        "heating": pgettext("resource", "heat"),
        "waste": pgettext("resource", "waste"),
        "irrigation": pgettext("resource", "water for irrigation"),
        "cold_water_common": pgettext("resource", "cold water for common property"),
        "hot_water_common": pgettext("resource", "hot water for common property"),
        "wastewater_common": pgettext("resource", "wastewater of common property"),
        "electricity_common": pgettext("resource", "electricity for common property"),
    }
    name = names.get(code, service_name(code))
    return f"{name} ({zone_name(zone)})" if zone else name


def _named(part: ChangePart, service: ServiceFacts) -> dict[str, str]:
    component = component_name(part.component)
    name = service_name(service.code) + (f", {component}" if component else "")
    return {"service": f"{name}, {zone_name(part.zone)}" if part.zone else name}


def _started(part: ChangePart, service: ServiceFacts) -> str:
    return gettext("%(service)s: is charged now, was not before") % _named(part, service)


def _stopped(part: ChangePart, service: ServiceFacts) -> str:
    return gettext("%(service)s: is not charged any more") % _named(part, service)


def _volume(part: ChangePart, service: ServiceFacts) -> str:
    change = (part.now or 0) - (part.was or 0)
    words = {
        "what": resource_of(service.code, part.zone),
        "volume": quantity(abs(change), service.unit),
    }
    if part.was_method == part.now_method == READ_FROM_METERS:
        if change > 0:
            return gettext("%(volume)s more %(what)s was used") % words
        return gettext("%(volume)s less %(what)s was used") % words
    if change > 0:
        sentence = gettext("%(volume)s more %(what)s was charged") % words
    else:
        sentence = gettext("%(volume)s less %(what)s was charged") % words
    return sentence + _basis(part)


def _basis(part: ChangePart) -> str:
    """How the volume was found, where that is what changed."""
    if part.was_method == part.now_method or not {part.was_method, part.now_method} <= set(BASES):
        return ""
    words = {"now": gettext(BASES[part.now_method]), "before": gettext(BASES[part.was_method])}
    return gettext(": counted %(now)s, before that %(before)s") % words


def _persons(part: ChangePart, service: ServiceFacts) -> str:
    words = {"now": number(part.now or 0), "before": number(part.was or 0)}
    return gettext("%(service)s: residents counted %(now)s, before %(before)s") % {
        **_named(part, service),
        **words,
    }


def _norm(part: ChangePart, service: ServiceFacts) -> str:
    if not part.was or not part.now:
        return gettext("%(service)s: the norm changed") % _named(part, service)
    words = {
        "now": quantity(part.now, service.unit),
        "before": quantity(part.was, service.unit),
    }
    return gettext("%(service)s: the norm is %(now)s, was %(before)s") % {
        **_named(part, service),
        **words,
    }


def _area(part: ChangePart, service: ServiceFacts) -> str:
    words = {"now": quantity(part.now or 0, "M2"), "before": quantity(part.was or 0, "M2")}
    return gettext("%(service)s: the area is %(now)s, was %(before)s") % {
        **_named(part, service),
        **words,
    }


def _days(part: ChangePart, service: ServiceFacts) -> str:
    words = {"now": days(part.now or 0), "before": days(part.was or 0)}
    return gettext("%(service)s: charged for %(now)s, before for %(before)s") % {
        **_named(part, service),
        **words,
    }


def _quantity(part: ChangePart, service: ServiceFacts) -> str:
    words = {"now": number(part.now or 0), "before": number(part.was or 0)}
    return gettext("%(service)s: the number is %(now)s, was %(before)s") % {
        **_named(part, service),
        **words,
    }


def _tariff(part: ChangePart, service: ServiceFacts) -> str:
    named = _named(part, service)
    if part.was is None or part.now is None:
        return gettext("%(service)s: the tariff changed") % named
    words = {**named, "now": rate(part.now), "before": rate(part.was)}
    if part.now_method == "AREA_RATE":
        if part.now > part.was:
            return gettext("%(service)s: 1 m² costs %(now)s instead of %(before)s, more") % words
        return gettext("%(service)s: 1 m² costs %(now)s instead of %(before)s, less") % words
    if part.now > part.was:
        return gettext("%(service)s: the tariff rose from %(before)s to %(now)s") % words
    return gettext("%(service)s: the tariff fell from %(before)s to %(now)s") % words


def _bands(part: ChangePart, service: ServiceFacts) -> str:
    return gettext(
        "%(service)s: another share falls into the dearer bands of consumption"
    ) % _named(part, service)


def _method(part: ChangePart, service: ServiceFacts) -> str:
    return gettext("%(service)s: it is counted in another way") % _named(part, service)


def _raising(part: ChangePart, service: ServiceFacts) -> str:
    named = _named(part, service)
    if part.was is None:
        return gettext("%(service)s: the raising coefficient %(value)s applies") % {
            **named,
            "value": number(part.now or 0),
        }
    if part.now is None:
        return gettext("%(service)s: the raising coefficient no longer applies") % named
    if part.was != part.now:
        words = {"now": number(part.now), "before": number(part.was)}
        return gettext("%(service)s: the raising coefficient is %(now)s, was %(before)s") % {
            **named,
            **words,
        }
    return gettext("%(service)s: the part by the raising coefficient changed") % named


def _recalculation(part: ChangePart, service: ServiceFacts) -> str:
    named = _named(part, service)
    if not part.was:
        return gettext("%(service)s: recalculation") % named
    if not part.now:
        return gettext("%(service)s: before there was a recalculation of %(amount)s") % {
            **named,
            "amount": roubles(part.was),
        }
    return gettext("%(service)s: recalculation of %(now)s, before of %(before)s") % {
        **named,
        "now": roubles(part.now),
        "before": roubles(part.was),
    }


def _benefit(part: ChangePart, service: ServiceFacts) -> str:
    named = _named(part, service)
    if not part.was:
        return gettext("%(service)s: a benefit takes %(amount)s off") % {
            **named, "amount": roubles(-(part.now or 0)),
        }  # fmt: skip
    if not part.now:
        return gettext("%(service)s: the benefit no longer applies") % named
    return gettext("%(service)s: the benefit takes %(now)s off, before %(before)s") % {
        **named,
        "now": roubles(-part.now),
        "before": roubles(-part.was),
    }


def _penalty(part: ChangePart, service: ServiceFacts) -> str:
    words = {"now": roubles(part.now or 0), "before": roubles(part.was or 0)}
    return gettext("%(service)s: penalty for late payment %(now)s, before %(before)s") % {
        **_named(part, service),
        **words,
    }


def _rest(part: ChangePart, service: ServiceFacts) -> str:
    return gettext("%(service)s: rounding and the rest") % _named(part, service)


SENTENCES: Final[Mapping[Cause, Callable[[ChangePart, ServiceFacts], str]]] = {
    Cause.STARTED: _started,
    Cause.STOPPED: _stopped,
    Cause.VOLUME: _volume,
    Cause.PERSONS: _persons,
    Cause.NORM: _norm,
    Cause.AREA: _area,
    Cause.DAYS: _days,
    Cause.QUANTITY: _quantity,
    Cause.TARIFF: _tariff,
    Cause.BANDS: _bands,
    Cause.METHOD: _method,
    Cause.RAISING: _raising,
    Cause.RECALCULATION: _recalculation,
    Cause.BENEFIT: _benefit,
    Cause.PENALTY: _penalty,
    Cause.REST: _rest,
}
