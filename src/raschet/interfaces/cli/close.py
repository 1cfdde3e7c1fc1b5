"""``raschet close``: close a published month for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from raschet.domain.documents.services.finish_month import finish_month
from raschet.interfaces.cli.accounts import refuse_unknown_month
from raschet.interfaces.cli.console import say
from raschet.interfaces.cli.exit_codes import ExitCode
from raschet.interfaces.cli.signing import signer, terminal_user
from raschet.interfaces.cli.values import month

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command."""
    parser.description = gettext(
        "Writes the balances of a published month and closes it. A closed month never changes:\n"
        "what becomes known later is charged or returned in an open month."
    )
    parser.add_argument("period", metavar="PERIOD", type=month, help=gettext("month, like 2026-10"))
    parser.add_argument(
        "--by", metavar="LOGIN", help=gettext("who closes (the terminal's user by default)")
    )


def run(arguments: argparse.Namespace) -> int:
    """Close the month. Returns the exit code."""
    login = signer(arguments.by) if arguments.by else terminal_user()
    refuse_unknown_month(arguments.period)
    written = finish_month(
        period=arguments.period,
        login=login,
        closed_at=timezone.now(),
        workers=int(settings.RASCHET.workers),
    )
    say(
        ngettext(
            "%(month)s is closed: %(count)d balance is written.",
            "%(month)s is closed: %(count)d balances are written.",
            written,
        )
        % {"month": arguments.period, "count": written}
    )
    return ExitCode.DONE
