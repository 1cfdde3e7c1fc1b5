"""Which debts a payment settles: the order of law, exact to the kopeck.

Source: GK 319, 319.1; Plenum of the Supreme Court 22/2017 p. 32 and 54/2016 p. 37; PP 354 cl. 118
(rules R-190 to R-192, R-194, decisions D-05, D-19, D-20).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from raschet.values.money import allocate_kopecks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from raschet.values.period import Period


class AllocationMode(StrEnum):
    """The order where the payer named nothing."""

    OLDEST_FIRST = "OLDEST_FIRST"  # oldest period first, inside it in proportion
    PROPORTIONAL_ALL = "PROPORTIONAL_ALL"  # all lines of the bill in proportion


class AmountNegative(ValueError):
    """A payment or advance below zero cannot be spread."""

    def __init__(self, amount_kopecks: int) -> None:
        super().__init__(amount_kopecks)
        self.amount_kopecks = amount_kopecks

    def __str__(self) -> str:
        return f"the amount {self.amount_kopecks} kopecks is negative"


@dataclass(frozen=True, slots=True)
class Debt:
    """What is owed for one service of one period. A credit is negative and takes no payment."""

    period: Period
    service: str
    kopecks: int


@dataclass(frozen=True, slots=True)
class PenaltyDebt:
    """A penalty owed for one period."""

    period: Period
    kopecks: int


@dataclass(frozen=True, slots=True)
class Designation:
    """What the payer named: a period, a service, or both."""

    period: Period | None = None
    service: str | None = None

    def names(self, debt: Debt) -> bool:
        return self.period in {None, debt.period} and self.service in {None, debt.service}


@dataclass(frozen=True, slots=True)
class Allocation:
    """Kopecks for each debt and penalty, in the order given; the rest is an advance."""

    debts_kopecks: tuple[int, ...]
    penalties_kopecks: tuple[int, ...]
    advance_kopecks: int


def allocate_payment(
    payment_kopecks: int,
    debts: Sequence[Debt],
    penalties: Sequence[PenaltyDebt] = (),
    *,
    mode: AllocationMode = AllocationMode.OLDEST_FIRST,
    designation: Designation | None = None,
) -> Allocation:
    """Spread a payment over the debts of one allocation group.

    What the payer named comes first, oldest period first; its rest continues by the default order
    (D-19). Inside a period the shares follow the outstanding sums by largest remainder (D-05).
    Penalties follow the principal, oldest first; what is left is an advance. Separate groups
    (capital repair on a special account, direct contracts) never mix: call once for each (R-192).
    Raises: AmountNegative.
    """
    if payment_kopecks < 0:
        raise AmountNegative(payment_kopecks)
    spread = _Spread(payment_kopecks, [max(debt.kopecks, 0) for debt in debts])
    if designation is not None and designation != Designation():
        named = [index for index, debt in enumerate(debts) if designation.names(debt)]
        spread.by_period(debts, named)
    if mode is AllocationMode.PROPORTIONAL_ALL:
        spread.proportionally(range(len(debts)))
    else:
        spread.by_period(debts, range(len(debts)))
    fines = _Spread(spread.left, [max(penalty.kopecks, 0) for penalty in penalties])
    fines.by_period(penalties, range(len(penalties)))
    return Allocation(tuple(spread.given), tuple(fines.given), fines.left)


def set_off_credits(
    debts: Sequence[Debt], *, mode: AllocationMode = AllocationMode.OLDEST_FIRST
) -> Allocation:
    """Set the credits among the debts of one allocation group off against the others (R-194).

    A credit (a negative debt) first lowers what is owed for the same service in other periods, so
    that only a negative balance of a service goes on; then the other services, in the order of a
    payment. Every credit is used up: what nothing is owed for is the advance.
    """
    spread = _Spread(0, [max(debt.kopecks, 0) for debt in debts])
    rest = 0
    for service in sorted({debt.service for debt in debts if debt.kopecks < 0}):
        own = [index for index, debt in enumerate(debts) if debt.service == service]
        spread.left = -sum(min(debts[index].kopecks, 0) for index in own)
        spread.by_period(debts, own)
        rest += spread.left
    spread.left = rest
    if mode is AllocationMode.PROPORTIONAL_ALL:
        spread.proportionally(range(len(debts)))
    else:
        spread.by_period(debts, range(len(debts)))
    return Allocation(tuple(spread.given), (), spread.left)


class _Spread:
    """A sum being given away: what is left of it and of every debt."""

    def __init__(self, amount_kopecks: int, outstanding: list[int]) -> None:
        self.left = amount_kopecks
        self.outstanding = outstanding
        self.given = [0] * len(outstanding)

    def proportionally(self, indices: Sequence[int]) -> None:
        """Give to some debts at once, in proportion to what each still lacks."""
        owed = [self.outstanding[index] for index in indices]
        amount = min(self.left, sum(owed))
        if amount == 0:
            return
        for index, part in zip(indices, allocate_kopecks(amount, owed), strict=True):
            self.outstanding[index] -= part
            self.given[index] += part
        self.left -= amount

    def by_period(
        self, debts: Sequence[Debt] | Sequence[PenaltyDebt], indices: Sequence[int]
    ) -> None:
        """Give to some debts, the oldest period first."""
        for period in sorted({debts[index].period for index in indices}):
            self.proportionally([index for index in indices if debts[index].period == period])


@dataclass(frozen=True, slots=True)
class Offset:
    """An advance set off against new charges."""

    offsets_kopecks: tuple[int, ...]
    advance_left_kopecks: int
    to_pay_kopecks: int


def offset_advance(advance_kopecks: int, charges_kopecks: Sequence[int]) -> Offset:
    """Set an advance off in proportion to the charges of the closed bill (D-20).

    A negative charge is a credit: it is set off against the other charges first, in the same way,
    and what is left of it becomes advance (R-194). Raises: AmountNegative.
    """
    if advance_kopecks < 0:
        raise AmountNegative(advance_kopecks)
    lines = range(len(charges_kopecks))
    credit = -sum(min(charge, 0) for charge in charges_kopecks)
    credits_spread = _Spread(credit, [max(charge, 0) for charge in charges_kopecks])
    credits_spread.proportionally(lines)
    spread = _Spread(advance_kopecks, credits_spread.outstanding)
    spread.proportionally(lines)
    left = spread.left + credits_spread.left
    return Offset(tuple(spread.given), left, sum(spread.outstanding))


def split_between_groups(payment_kopecks: int, owed_kopecks: Sequence[int]) -> tuple[int, ...]:
    """One transfer to the centre, split between allocation groups as on the bill (R-192).

    In proportion to what each group owes by largest remainder; more than all owe goes on top in the
    same proportion, and all to the first group where nothing is owed.
    Raises: AmountNegative.
    """
    if payment_kopecks < 0:
        raise AmountNegative(payment_kopecks)
    owed = [max(kopecks, 0) for kopecks in owed_kopecks]
    if not any(owed):
        return (payment_kopecks, *(0 for _ in owed[1:]))
    return tuple(allocate_kopecks(payment_kopecks, owed))
