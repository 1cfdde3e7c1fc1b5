"""Repeatable chance over columns: the same seed, purpose and key always draw the same number.

A number is a hash of the key, not the next one of a sequence: adding an account, a meter or a quirk
leaves all others as they were. The mixing is SplitMix64 (Steele, Lea, Flood, 2014).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

PPM: Final = 1_000_000
GOLDEN: Final = 0x9E3779B97F4A7C15
FIRST_MULTIPLIER: Final = 0xBF58476D1CE4E5B9
SECOND_MULTIPLIER: Final = 0x94D049BB133111EB
SUM_OF: Final = 4
"""How many even draws a bell-shaped one adds up."""


def power_of_ten(exponent: pl.Expr) -> pl.Expr:
    """Ten to a whole power from 0 to 12, as a 64-bit column."""
    return exponent.replace_strict({power: 10**power for power in range(13)}, return_dtype=pl.Int64)


def _wide(value: int) -> pl.Expr:
    return pl.lit(value % 2**64, dtype=pl.UInt64)


def _shifted(value: pl.Expr, bits: int) -> pl.Expr:
    return value // _wide(2**bits)


@dataclass(frozen=True, slots=True)
class Chance:
    """Draws for one seed."""

    seed: int

    def bits(self, purpose: str, *keys: pl.Expr) -> pl.Expr:
        """64 even bits for each row; keys are columns of non-negative integers."""
        salt = hashlib.sha256(f"{self.seed}:{purpose}".encode()).digest()
        value = _wide(int.from_bytes(salt[:8], "big"))
        for key in keys:
            value = (value + key.cast(pl.UInt64) + _wide(1)) * _wide(GOLDEN)
            value = (value ^ _shifted(value, 30)) * _wide(FIRST_MULTIPLIER)
            value = (value ^ _shifted(value, 27)) * _wide(SECOND_MULTIPLIER)
            value = value ^ _shifted(value, 31)
        return value

    def below(self, limit: int, purpose: str, *keys: pl.Expr) -> pl.Expr:
        """An even whole number from 0 up to, without, the limit."""
        return (self.bits(purpose, *keys) % _wide(limit)).cast(pl.Int64)

    def between(self, lowest: int, highest: int, purpose: str, *keys: pl.Expr) -> pl.Expr:
        """An even whole number, both ends included."""
        return self.below(highest - lowest + 1, purpose, *keys) + lowest

    def bell(self, lowest: int, highest: int, purpose: str, *keys: pl.Expr) -> pl.Expr:
        """A whole number that gathers around the middle of the range."""
        draws = [
            self.between(lowest, highest, f"{purpose}/{index}", *keys) for index in range(SUM_OF)
        ]
        return pl.sum_horizontal(draws) // SUM_OF

    def hits(self, rate_ppm: int, purpose: str, *keys: pl.Expr) -> pl.Expr:
        """True in so many cases of a million."""
        return self.below(PPM, purpose, *keys) < rate_ppm

    def chosen(self, eligible: pl.Expr, rate_ppm: int, purpose: str, *keys: pl.Expr) -> pl.Expr:
        """Like ``hits`` among the eligible rows, but never nobody: the smallest draw always hits.

        So the smallest city, too, has every quirk.
        """
        draw = self.below(PPM, purpose, *keys)
        among = pl.when(eligible).then(draw)
        return eligible & ((draw < rate_ppm) | (among == among.min()).fill_null(value=False))

    def pick(
        self, values: Sequence[object], weights_ppm: Sequence[int], purpose: str, *keys: pl.Expr
    ) -> pl.Expr:
        """One of the values, as often as its weight says; the weights add up to a million."""
        assert sum(weights_ppm) == PPM, purpose
        draw = self.below(PPM, purpose, *keys)
        choice: pl.Expr = pl.lit(values[-1])
        limit = PPM
        for value, weight in zip(reversed(values[:-1]), reversed(weights_ppm[1:]), strict=True):
            limit -= weight
            choice = pl.when(draw < limit).then(pl.lit(value)).otherwise(choice)
        return choice

    def pick_text(self, values: Sequence[str], purpose: str, *keys: pl.Expr) -> pl.Expr:
        """One of the texts, all equally often."""
        texts = pl.lit(pl.Series(values, dtype=pl.String))
        return texts.gather(self.below(len(values), purpose, *keys))
