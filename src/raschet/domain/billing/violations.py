"""Kinds of unauthorised use, as acts name them."""

from __future__ import annotations

from enum import StrEnum


class ViolationKind(StrEnum):
    """What an inspector found."""

    CONNECTION = "CONNECTION"
    TAMPERING = "TAMPERING"
