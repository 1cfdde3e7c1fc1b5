"""The places of the residents' site, the same on every page: bar on the phone, row above on a desk.

A place is named by its URL, so that the site decides which page stands behind it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation."""

    key: str
    """What a page names itself with to be marked as the current one."""
    url_name: str
    title: _StrPromise
    icon: str
    on_phone: bool = True


PLACES: Final = (
    Place("home", "home", gettext_lazy("Home"), "home"),
    Place("readings", "readings", gettext_lazy("Readings"), "gauge"),
    Place("pay", "pay", gettext_lazy("Payment"), "credit-card"),
    Place("bills", "bills", gettext_lazy("Bills"), "receipt"),
    Place("appeals", "appeals", gettext_lazy("Appeals"), "messages", on_phone=False),
)
