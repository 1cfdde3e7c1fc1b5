"""Money over debts: what the engine's allocation means in transfers.

Per design: clearing -> receivable of what is paid, supplier accrued -> supplier due for the same sum
(only collected money is ever owed onward), and the rest to the advance of the allocation group.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from raschet.domain.ledger.models import LedgerAccount
from raschet.domain.ledger.selectors import OpenItem
from raschet.domain.ledger.services.post_entry import Transfer
from raschet.domain.registry.models import Service
from raschet.engine.allocation import (
    Debt,
    Designation,
    PenaltyDebt,
    allocate_payment,
    split_between_groups,
)
from raschet.values.period import Period


@dataclass(frozen=True, slots=True)
class Groups:
    """Allocation groups: which services are in which, and which pseudo service holds the advance."""

    group_of_service: dict[int, str]
    advance_of_group: dict[str, int]

    @property
    def names(self) -> list[str]:
        """Groups in the order of their advances on the bill: the main one first."""
        return list(self.advance_of_group)


def allocation_groups() -> Groups:
    """The groups of the catalogue of services (R-192)."""
    services = list(Service.objects.order_by("position", "id"))
    return Groups(
        group_of_service={service.pk: service.allocation_group for service in services},
        advance_of_group={
            service.allocation_group: service.pk
            for service in services
            if service.kind == Service.Kind.ADVANCE
        },
    )


def payment_transfers(
    *,
    account_id: int,
    amount_kopecks: int,
    paid_on: date,
    live_period: Period,
    items: Sequence[OpenItem],
    groups: Groups,
    designation: Designation | None = None,
) -> list[Transfer]:
    """The transfers of one payment. ``items``: what the account owes, all groups together.

    What the payer named is settled first, in whichever group it is; the rest is split between the
    groups as on the bill.
    """
    named = _named(items, designation)
    first = min(amount_kopecks, sum(item.outstanding_kopecks for item in named))
    given: dict[OpenItem, int] = defaultdict(int)
    advances: dict[str, int] = {}
    for sum_kopecks, some in ((first, named), (amount_kopecks - first, items)):
        left = [_less(item, given) for item in some]
        parts = split_between_groups(
            sum_kopecks, [_owed(_of_group(left, groups, name)) for name in groups.names]
        )
        for name, part in zip(groups.names, parts, strict=True):
            members = _of_group(some, groups, name)
            paid, advances[name] = _spread(part, members, given)
            for item, kopecks in paid:
                given[item] += kopecks
    transfers: list[Transfer] = []
    for item in items:
        if given[item]:
            transfers += _settled(item, given[item], paid_on, LedgerAccount.CLEARING)
    for name in groups.names:
        rest = advances[name]
        if rest:
            transfers.append(
                Transfer(
                    account_id=account_id,
                    service_id=groups.advance_of_group[name],
                    debit=LedgerAccount.CLEARING,
                    credit=LedgerAccount.ADVANCE,
                    amount_kopecks=rest,
                    origin_period=live_period,
                    value_date=paid_on,
                )
            )
    return transfers


def _named(items: Sequence[OpenItem], designation: Designation | None) -> list[OpenItem]:
    """The debts a payer named; penalties and credits cannot be named."""
    if designation is None:
        return []
    return [
        item
        for item in items
        if not item.is_penalty
        and item.outstanding_kopecks > 0
        and designation.names(Debt(item.origin_period, str(item.service_id), 0))
    ]


def _less(item: OpenItem, given: Mapping[OpenItem, int]) -> OpenItem:
    """What is left of an item."""
    paid = given.get(item, 0)
    return replace(item, outstanding_kopecks=item.outstanding_kopecks - paid) if paid else item


def _owed(items: Sequence[OpenItem]) -> int:
    return max(0, sum(item.outstanding_kopecks for item in items))


def settled_from_transit(item: OpenItem, kopecks: int, value_date: date) -> list[Transfer]:
    """A debt settled out of the same account's credit or advance, moved to transit before."""
    return _settled(item, kopecks, value_date, LedgerAccount.TRANSIT)


def taken_to_transit(item: OpenItem, value_date: date) -> list[Transfer]:
    """A credit of a service given to others of the account: the mirror of settling a debt.

    Money was collected for what is not charged any more, so its supplier is owed that much less.
    """
    sides = (
        (_receivable(item), LedgerAccount.TRANSIT),
        (LedgerAccount.SUPPLIER_DUE, LedgerAccount.SUPPLIER_ACCRUED),
    )
    return _moved(item, -item.outstanding_kopecks, value_date, sides)


def _settled(
    item: OpenItem, kopecks: int, value_date: date, source: LedgerAccount
) -> list[Transfer]:
    sides = (
        (source, _receivable(item)),
        (LedgerAccount.SUPPLIER_ACCRUED, LedgerAccount.SUPPLIER_DUE),
    )
    return _moved(item, kopecks, value_date, sides)


def _receivable(item: OpenItem) -> LedgerAccount:
    return LedgerAccount.PENALTY_RECEIVABLE if item.is_penalty else LedgerAccount.RECEIVABLE


def _moved(
    item: OpenItem,
    kopecks: int,
    value_date: date,
    sides: Sequence[tuple[LedgerAccount, LedgerAccount]],
) -> list[Transfer]:
    """One transfer for each pair of debit and credit."""
    return [
        Transfer(
            account_id=item.account_id,
            service_id=item.service_id,
            supplier_id=item.supplier_id,
            debit=debit,
            credit=credit,
            amount_kopecks=kopecks,
            origin_period=item.origin_period,
            value_date=value_date,
        )
        for debit, credit in sides
    ]


def _of_group(items: Sequence[OpenItem], groups: Groups, name: str) -> list[OpenItem]:
    return [item for item in items if groups.group_of_service.get(item.service_id) == name]


def _spread(
    amount_kopecks: int, items: Sequence[OpenItem], given_before: Mapping[OpenItem, int]
) -> tuple[list[tuple[OpenItem, int]], int]:
    """What each open item receives (R-190), and the rest. given_before: what it has already."""
    principal = [item for item in items if not item.is_penalty]
    penalties = [item for item in items if item.is_penalty]
    allocation = allocate_payment(
        amount_kopecks,
        [
            Debt(
                item.origin_period,
                str(item.service_id),
                item.outstanding_kopecks - given_before.get(item, 0),
            )
            for item in principal
        ],
        [
            PenaltyDebt(item.origin_period, item.outstanding_kopecks - given_before.get(item, 0))
            for item in penalties
        ],
    )
    given = zip(
        [*principal, *penalties],
        [*allocation.debts_kopecks, *allocation.penalties_kopecks],
        strict=True,
    )
    return [(item, part) for item, part in given if part], allocation.advance_kopecks
