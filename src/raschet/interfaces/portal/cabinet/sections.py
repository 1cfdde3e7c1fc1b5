"""The places of the cabinet: five on a phone's bar, and all the others under "more"."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy

from raschet.interfaces.ui.navigation import Place

PLACES: Final = (
    Place("home", "cabinet:home", gettext_lazy("Home"), "home"),
    Place("readings", "cabinet:readings", gettext_lazy("Readings"), "gauge"),
    Place("pay", "cabinet:pay", gettext_lazy("Payment"), "credit-card"),
    Place("bills", "cabinet:bills", gettext_lazy("Bills"), "receipt"),
    Place("appeals", "cabinet:appeals", gettext_lazy("Appeals"), "messages", on_phone=False),
)

MONEY: Final = (
    Place("bills", "cabinet:bills", gettext_lazy("Bills"), "receipt"),
    Place("charges", "cabinet:charges", gettext_lazy("Charges"), "calendar"),
    Place("balances", "cabinet:balances", gettext_lazy("Debt and overpayment"), "scale"),
    Place("payments", "cabinet:payments", gettext_lazy("Payments"), "wallet"),
)
"""The pages about money, side by side above each of them."""

MORE: Final = (
    Place("dwelling", "cabinet:dwelling", gettext_lazy("House and flat"), "building-community"),
    *MONEY[1:],
    PLACES[-1],
    Place("notifications", "cabinet:notifications", gettext_lazy("Notifications"), "bell"),
    Place("settings", "cabinet:settings", gettext_lazy("Settings"), "settings"),
    Place("accounts", "cabinet:accounts", gettext_lazy("Accounts"), "key"),
)
"""What "more" of the bar leads to, at the foot of every page."""
