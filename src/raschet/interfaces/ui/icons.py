"""The icons we use, by their names in @tabler/icons. The sprite holds these and no others."""

from __future__ import annotations

from typing import Final

ICONS: Final = frozenset(
    {
        "alert-triangle",
        "arrow-left",
        "arrows-exchange",
        "bell",
        "bolt",
        "building-community",
        "calendar",
        "check",
        "chevron-right",
        "clock",
        "credit-card",
        "dots",
        "download",
        "droplet",
        "droplets",
        "flame",
        "gauge",
        "gas-station",
        "help",
        "home",
        "info-circle",
        "key",
        "language",
        "logout",
        "messages",
        "phone",
        "printer",
        "receipt",
        "scale",
        "settings",
        "temperature",
        "tool",
        "trash",
        "user",
        "wallet",
    }
)
