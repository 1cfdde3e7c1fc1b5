"""What readings that are being typed mean: the use of each dial, and what it will cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext

from raschet.domain.billing.explanations import service_name
from raschet.interfaces.ui import figures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from raschet.domain.billing.selectors import Estimate
    from raschet.domain.readings.selectors import MeterToRead
    from raschet.domain.readings.services.submit_readings import Item


def uses(meters: Sequence[MeterToRead], items: Sequence[Item]) -> dict[str, str]:
    """``Расход 4 м³`` by the name of the field; nothing where the value falls or is the first."""
    typed = {item.register_id: item.value_micro for item in items}
    found = {}
    for meter in meters:
        for register in meter.registers:
            value, last = typed.get(register.register_id), register.last
            if value is not None and last is not None and value >= last.value_micro:
                use = figures.quantity(value - last.value_micro, meter.unit)
                found[f"r{register.register_id}"] = gettext("Used %(volume)s") % {"volume": use}
    return found


def sentence(estimate: Estimate | None) -> str:
    """What the readings add to the next bill; empty where nothing can be said."""
    if estimate is None or not estimate.services:
        return ""
    names = [service_name(service.service_code) for service in estimate.services]
    return gettext("About %(amount)s in the bill for %(month)s: %(services)s") % {
        "amount": figures.money(estimate.amount_kopecks),
        "month": figures.month_name(estimate.period),
        "services": ", ".join(name[0].lower() + name[1:] for name in names),
    }
