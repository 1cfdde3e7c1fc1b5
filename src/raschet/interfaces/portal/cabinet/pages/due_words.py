"""The day until which a bill is to be paid, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext, ngettext

from raschet.interfaces.ui import figures

if TYPE_CHECKING:
    from datetime import date


def due_label(due_date: date, today: date) -> str:
    """``К оплате до 15 ноября, ещё 3 дня``; what stands behind it is a sum above nothing."""
    left = (due_date - today).days
    day = figures.day_and_month(due_date)
    if left < 0:
        return gettext("To pay; it was due by %(day)s") % {"day": day}
    if left == 0:
        return gettext("To pay today, %(day)s") % {"day": day}
    return ngettext(
        "To pay by %(day)s, %(left)d day left", "To pay by %(day)s, %(left)d days left", left
    ) % {"day": day, "left": left}
