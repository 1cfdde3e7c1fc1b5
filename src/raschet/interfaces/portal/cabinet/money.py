"""What an account owes now: the last bill, what it charged, and what has come in since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from raschet.domain.billing import selectors as billing
from raschet.domain.ledger import selectors as ledger
from raschet.domain.registry.selectors import service_names
from raschet.interfaces.portal.cabinet.pages.home_page import Money

if TYPE_CHECKING:
    from raschet.interfaces.portal.cabinet.opened_account import OpenedAccount


def money_of(account: OpenedAccount) -> Money:
    """The account's money today. Nine queries."""
    bill = billing.last_bill_date()
    if bill is None or not account.shows(bill.period):
        return Money(None, {}, {}, {})
    return Money(
        bill=bill,
        turnovers=billing.turnovers(account_id=account.account_id, period=bill.period),
        now={
            row.service_id: row.balance_kopecks
            for row in ledger.balances_of_account(account_id=account.account_id)
        },
        names=service_names(),
    )
