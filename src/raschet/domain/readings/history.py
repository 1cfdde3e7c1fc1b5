"""Whether a reading can be true: the rules every channel shares. Values are micro-units."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import date

from raschet.values.rounding import MICRO


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a reading is not accepted: a code, and the reading that speaks against it."""

    code: str
    value_micro: int = 0
    day: date | None = None


@dataclass(slots=True)
class RegisterHistory:
    """The accepted readings of one register in the order of their days."""

    digits: int
    decimals: int
    initial_micro: int
    installed_on: date
    days: list[date] = field(default_factory=list)
    values_micro: list[int] = field(default_factory=list)

    def add(self, day: date, value_micro: int) -> None:
        """Take a reading into the history, in its place."""
        place = bisect_left(self.days, day)
        self.days.insert(place, day)
        self.values_micro.insert(place, value_micro)

    def on(self, day: date) -> int | None:
        """What was accepted for this very day."""
        place = bisect_left(self.days, day)
        found = place < len(self.days) and self.days[place] == day
        return self.values_micro[place] if found else None

    def refusal(self, day: date, value_micro: int) -> Refusal | None:
        """Why this value cannot have stood on the dial that day; None when it can.

        A counter only grows: a value below the reading before it, or above the one after it, is
        refused. A real return to zero is entered by an inspector, not by a file.
        Source: PP RF No. 354, cl. 31 (g), 33 (k).
        """
        if not 0 <= value_micro < 10**self.digits * MICRO:
            return Refusal("MORE_DIGITS_THAN_DIAL")
        if value_micro % 10 ** (6 - self.decimals):
            return Refusal("MORE_DECIMALS_THAN_DIAL")
        if day < self.installed_on:
            return Refusal("READ_BEFORE_INSTALLED", day=self.installed_on)
        place = bisect_left(self.days, day)
        before_micro = self.values_micro[place - 1] if place else self.initial_micro
        if value_micro < before_micro:
            before_day = self.days[place - 1] if place else self.installed_on
            return Refusal("READING_BELOW_LAST", before_micro, before_day)
        if place < len(self.days) and value_micro > self.values_micro[place]:
            return Refusal("READING_ABOVE_NEXT", self.values_micro[place], self.days[place])
        return None
