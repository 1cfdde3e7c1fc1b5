"""The places of the residents' site, the same on every page: bar on the phone, row above on a desk.

Those who have signed in see the cabinet's places instead of the doors for everybody.

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
    Place("bills", "cabinet:bills", gettext_lazy("Bills"), "receipt"),
    Place("appeals", "cabinet:appeals", gettext_lazy("Appeals"), "messages", on_phone=False),
)

CABINET_PLACES: Final = (
    Place("home", "cabinet:home", gettext_lazy("Home"), "home"),
    Place("readings", "cabinet:readings", gettext_lazy("Readings"), "gauge"),
    Place("pay", "cabinet:pay", gettext_lazy("Payment"), "credit-card"),
    *PLACES[-2:],
)

MONEY_PLACES: Final = (
    CABINET_PLACES[3],
    Place("charges", "cabinet:charges", gettext_lazy("Charges"), "calendar"),
    Place("balances", "cabinet:balances", gettext_lazy("Debt and overpayment"), "scale"),
    Place("payments", "cabinet:payments", gettext_lazy("Payments"), "wallet"),
)
"""The cabinet's pages about money, side by side above each of them."""

CABINET_MORE: Final = (
    Place("dwelling", "cabinet:dwelling", gettext_lazy("House and flat"), "building-community"),
    *MONEY_PLACES[1:],
    CABINET_PLACES[-1],
    Place("notifications", "cabinet:notifications", gettext_lazy("Notifications"), "bell"),
    Place("accounts", "cabinet:accounts", gettext_lazy("Your accounts"), "key"),
    Place("settings", "settings", gettext_lazy("Settings"), "settings"),
)
"""What "more" of the bar leads to for those who have signed in, at the foot of every page."""
