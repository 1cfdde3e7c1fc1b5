"""``raschet explain --why``: why a bill is dearer or cheaper than that of another month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext

from raschet.domain.billing.explanations.figures import month_and_year, roubles
from raschet.domain.billing.selectors import why_changed
from raschet.interfaces.cli.console import say
from raschet.interfaces.cli.errors import CommandRefused
from raschet.interfaces.cli.exit_codes import ExitCode

if TYPE_CHECKING:
    from raschet.domain.billing.selectors import BillChange
    from raschet.domain.registry.selectors import AccountCard
    from raschet.values.period import Period


def print_change(card: AccountCard, period: Period, against: Period | None) -> int:
    """Print the causes of the difference, the largest first. Returns the exit code."""
    change = why_changed(card.account_id, period, against)
    if change is None:
        raise CommandRefused(_nothing_to_compare(card, period, against))
    say()
    say(
        gettext("Charged %(now)s; for %(month)s it was %(before)s.")
        % {
            "now": roubles(change.now_kopecks),
            "month": month_and_year(change.before),
            "before": roubles(change.before_kopecks),
        }
    )
    _print_parts(change)
    return ExitCode.DONE


def _print_parts(change: BillChange) -> None:
    say()
    for part in change.parts:
        say(f"  {part.sentence}: {signed(part.amount_kopecks)}")
    if not change.parts:
        say("  " + gettext("Every part of the bill is the same."))
    say()
    say(
        gettext("Together: %(amount)s.") % {"amount": signed(change.change_kopecks)},
        "bold",
    )


def signed(kopecks: int) -> str:
    """A change of money with its sign."""
    return ("+" if kopecks > 0 else "") + roubles(kopecks)


def _nothing_to_compare(card: AccountCard, period: Period, against: Period | None) -> str:
    words = {"number": card.number, "month": period, "against": against}
    if against is None:
        return (
            gettext(
                "Account %(number)s has no bill before %(month)s to compare with. Nothing was changed."
            )
            % words
        )
    return (
        gettext(
            "Account %(number)s was not charged in both %(month)s and %(against)s, or they are the "
            "same month. Nothing was changed. Name another month."
        )
        % words
    )
