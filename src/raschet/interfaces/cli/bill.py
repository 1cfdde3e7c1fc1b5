"""``raschet bill``: compute a month, let two people sign it, publish it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from raschet.domain.billing.selectors import RunReport, run_of_month
from raschet.domain.billing.services.approve_run import approve_run
from raschet.domain.billing.services.run_month import Progress, run_month
from raschet.domain.documents.services.publish_month import publish_month
from raschet.interfaces.cli.console import progress, say
from raschet.interfaces.cli.errors import CommandRefused
from raschet.interfaces.cli.exit_codes import ExitCode
from raschet.interfaces.cli.run_report import print_report
from raschet.interfaces.cli.signing import signer, terminal_user
from raschet.interfaces.cli.values import month

if TYPE_CHECKING:
    import argparse

    from raschet.values.period import Period


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command."""
    parser.description = gettext(
        "Computes a month and prints its control totals, who was not billed and why, and what\n"
        "changed against the last month. Nobody sees the month until two different people have\n"
        "approved it and one has published it. Computing again replaces a run that is not approved."
    )
    parser.epilog = gettext(
        "A month from beginning to end:\n"
        "  raschet bill 2026-10\n"
        "  raschet bill 2026-10 --approve --by galina\n"
        "  raschet bill 2026-10 --approve --by oleg\n"
        "  raschet bill 2026-10 --publish --by galina\n"
        "  raschet close 2026-10"
    )
    parser.add_argument("period", metavar="PERIOD", type=month, help=gettext("month, like 2026-10"))
    parser.add_argument("--approve", action="store_true", help=gettext("sign the checked run"))
    parser.add_argument("--publish", action="store_true", help=gettext("publish the approved run"))
    parser.add_argument("--by", metavar="LOGIN", help=gettext("who signs or publishes"))
    parser.add_argument(
        "--accept-errors",
        action="store_true",
        help=gettext("sign knowingly although the checks found errors"),
    )


def run(arguments: argparse.Namespace) -> int:
    """Compute, or sign and publish. Returns the exit code."""
    if not arguments.approve and not arguments.publish:
        return _compute(arguments.period)
    login = signer(arguments.by)
    if arguments.approve:
        _approve(arguments.period, login, accept_errors=arguments.accept_errors)
    if arguments.publish:
        _publish(arguments.period, login)
    return ExitCode.DONE


def _compute(period: Period) -> int:
    names = {
        "RECALCULATION": gettext("Recalculating earlier months"),
        "CHUNKS": gettext("Computing accounts"),
        "INDEXES": gettext("Building indexes"),
        "CHECKS": gettext("Checking"),
    }
    with progress() as bar:
        tasks: dict[str, Any] = {}

        def report(step: Progress) -> None:
            if step.stage not in tasks:
                name = names.get(step.stage, step.stage)
                tasks[step.stage] = bar.add_task(name, total=step.total)
            bar.update(tasks[step.stage], completed=step.done, total=step.total)

        run_month(
            period=period,
            actor=terminal_user(),
            now=timezone.now(),
            workers=int(settings.RASCHET.workers),
            progress=report,
        )
    print_report(_run(period))
    say()
    say(
        gettext(
            "Computed and checked; nobody sees it yet. Two people sign it with "
            "“raschet bill %(month)s --approve --by LOGIN”."
        )
        % {"month": period}
    )
    return ExitCode.DONE


def _approve(period: Period, login: str, *, accept_errors: bool) -> None:
    waiting = _run(period)
    missing = approve_run(
        run_id=waiting.run_id,
        login=login,
        approved_at=timezone.now(),
        accept_errors=accept_errors,
    )
    words = {"login": login, "month": period, "count": missing}
    if missing:
        say(
            ngettext(
                "%(login)s has signed %(month)s. %(count)d more signature is needed.",
                "%(login)s has signed %(month)s. %(count)d more signatures are needed.",
                missing,
            )
            % words
        )
        return
    say(
        gettext(
            "%(login)s has signed %(month)s; the month is approved. Publish it with "
            "“raschet bill %(month)s --publish --by LOGIN”."
        )
        % words
    )


def _publish(period: Period, login: str) -> None:
    approved = _run(period)
    done = publish_month(run_id=approved.run_id, login=login, published_at=timezone.now())
    if done.resumed:
        text = gettext(
            "%(month)s was published before, but setting advances off had been cut short; it is "
            "finished now."
        )
    else:
        text = ngettext(
            "%(month)s is published: %(count)d account sees its bill.",
            "%(month)s is published: %(count)d accounts see their bills.",
            approved.billed_accounts,
        )
    say(text % {"month": period, "count": approved.billed_accounts})
    if done.set_off_accounts:
        say(
            ngettext(
                "The credit or advance of %(count)d account was set off against its debts.",
                "The credits or advances of %(count)d accounts were set off against their debts.",
                done.set_off_accounts,
            )
            % {"count": done.set_off_accounts}
        )


def _run(period: Period) -> RunReport:
    """Raises: CommandRefused when the month has no run."""
    report = run_of_month(period)
    if report is None:
        raise CommandRefused(
            gettext(
                "The month %(month)s is not computed yet. Nothing was changed. Compute it with "
                "“raschet bill %(month)s”."
            )
            % {"month": period}
        )
    return report
