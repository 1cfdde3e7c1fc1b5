"""Find what the command line names: an account, a month of the books."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext

from raschet.domain.registry.selectors import AccountCard, account_by_number, month_in_books
from raschet.interfaces.cli.errors import CommandRefused

if TYPE_CHECKING:
    from raschet.values.period import Period


def named_account(number: str) -> AccountCard:
    """The account with a number. Raises: CommandRefused."""
    card = account_by_number(number)
    if card is None:
        raise CommandRefused(
            gettext(
                "There is no account %(number)s. Nothing was changed. Check the digits on the bill."
            )
            % {"number": number}
        )
    return card


def refuse_unknown_month(period: Period) -> None:
    """Raises: CommandRefused when the books do not hold the month."""
    if month_in_books(period) is None:
        raise CommandRefused(
            gettext(
                "The month %(month)s is not in the books: nothing was ever posted or charged in "
                "it. Nothing was changed. Check the month."
            )
            % {"month": period}
        )
