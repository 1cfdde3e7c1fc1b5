"""Money: whole kopecks that never lose one when split."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from raschet.values.scaled import parse_kopecks, plain_kopecks

if TYPE_CHECKING:
    from collections.abc import Sequence


def allocate_kopecks(amount_kopecks: int, weights: Sequence[int]) -> list[int]:
    """Split an amount by the largest remainder, ties in line order (decision D-05).

    weights: non-negative, at least one positive. The parts add up to the amount exactly.
    Raises: ValueError.
    """
    total = sum(weights)
    if total <= 0 or min(weights) < 0:
        raise ValueError("weights must be non-negative and not all zero")
    sign = -1 if amount_kopecks < 0 else 1
    size = abs(amount_kopecks)
    parts = [size * weight // total for weight in weights]
    remainders = [size * weight % total for weight in weights]
    order = sorted(range(len(weights)), key=lambda index: (-remainders[index], index))
    for index in order[: size - sum(parts)]:
        parts[index] += 1
    assert sum(parts) == size
    return [sign * part for part in parts]


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in whole kopecks. Adds, negates, compares; divided only by ``allocate``."""

    kopecks: int

    def __post_init__(self) -> None:
        if type(self.kopecks) is not int:
            raise TypeError(f"kopecks are an int, not {type(self.kopecks).__name__}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read roubles such as ``7123,72``. Raises: NumberInvalid."""
        return cls(parse_kopecks(text))

    def __add__(self, other: Money) -> Money:
        return Money(self.kopecks + other.kopecks)

    def __sub__(self, other: Money) -> Money:
        return Money(self.kopecks - other.kopecks)

    def __neg__(self) -> Money:
        return Money(-self.kopecks)

    def __bool__(self) -> bool:
        return self.kopecks != 0

    def allocate(self, weights: Sequence[int]) -> list[Money]:
        """Split without losing a kopeck (D-05). Raises: ValueError."""
        return [Money(part) for part in allocate_kopecks(self.kopecks, weights)]

    def __str__(self) -> str:
        return plain_kopecks(self.kopecks)
