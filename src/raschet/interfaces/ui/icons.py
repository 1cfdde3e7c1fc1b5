"""The icons we use, by their names in @tabler/icons. The sprite holds these and no others."""

from __future__ import annotations

from typing import Final

ICONS: Final = frozenset(
    {
        "alert-triangle",
        "arrow-left",
        "bolt",
        "building-community",
        "calendar",
        "check",
        "chevron-right",
        "clock",
        "credit-card",
        "dots",
        "droplet",
        "droplets",
        "flame",
        "gauge",
        "gas-station",
        "help",
        "home",
        "info-circle",
        "key",
        "messages",
        "phone",
        "printer",
        "receipt",
        "temperature",
        "tool",
        "trash",
        "user",
    }
)
