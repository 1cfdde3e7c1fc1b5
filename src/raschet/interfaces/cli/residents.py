"""``raschet residents``: requests for access, and who may see an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext

from raschet.domain.access.selectors import grants_of_account, open_registrations
from raschet.domain.access.services.judge_registration import (
    approve_registration,
    refuse_registration,
)
from raschet.domain.access.services.revoke_grant import revoke_grant
from raschet.domain.registry.selectors import account_by_number
from raschet.interfaces.cli.console import say, show, table
from raschet.interfaces.cli.errors import CommandRefused
from raschet.interfaces.cli.exit_codes import ExitCode
from raschet.interfaces.cli.signing import signer

if TYPE_CHECKING:
    import argparse

    from raschet.domain.registry.selectors import AccountCard


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the queue, its two decisions, and the rights to an account."""
    parser.description = gettext(
        "Requests for access that wait for a person of the centre, and logins that may see an\n"
        "account. Somebody who comes with a passport is approved here."
    )
    actions = parser.add_subparsers(
        title=gettext("actions"), metavar=gettext("ACTION"), dest="action", required=True
    )
    actions.add_parser(
        "requests",
        help=gettext("list the requests that wait"),
        description=gettext("List the requests that wait, oldest first."),
    )
    approve = actions.add_parser(
        "approve",
        help=gettext("open access: the passport was seen"),
        description=gettext("Open access. The login goes out by letter."),
    )
    refuse = actions.add_parser(
        "refuse",
        help=gettext("refuse access"),
        description=gettext("Refuse access. Whoever asked is told by letter."),
    )
    for decision in (approve, refuse):
        decision.add_argument("request", metavar="NUMBER", type=int, help=gettext("its number"))
    refuse.add_argument("--reason", metavar="TEXT", default="", help=gettext("for the record"))
    grants = actions.add_parser(
        "grants",
        help=gettext("list the logins that may see an account"),
        description=gettext("List the logins that may see an account, now and before."),
    )
    revoke = actions.add_parser(
        "revoke",
        help=gettext("take a login's right to an account back"),
        description=gettext("Take a login's right to an account back, from today on."),
    )
    for about in (grants, revoke):
        about.add_argument("account", metavar="ACCOUNT", help=gettext("account number"))
    revoke.add_argument("login", metavar="LOGIN", help=gettext("whose right"))
    for signed in (approve, refuse, revoke):
        signed.add_argument("--by", metavar="LOGIN", help=gettext("login that signs"))


def run(arguments: argparse.Namespace) -> int:
    """List or decide. Returns the exit code."""
    if arguments.action == "requests":
        _list_requests()
    elif arguments.action == "grants":
        _list_grants(_account(arguments.account))
    elif arguments.action == "approve":
        now = timezone.now()
        approve_registration(
            registration_id=arguments.request,
            actor=signer(arguments.by),
            now=now,
            today=timezone.localdate(now),
        )
        say(gettext("Access is open. The login goes out by letter."))
    elif arguments.action == "refuse":
        refuse_registration(
            registration_id=arguments.request,
            actor=signer(arguments.by),
            reason=arguments.reason,
            now=timezone.now(),
        )
        say(gettext("Access is refused. Whoever asked is told by letter."))
    else:
        account = _account(arguments.account)
        revoke_grant(
            login=arguments.login,
            account_id=account.account_id,
            number=account.number,
            today=timezone.localdate(),
            actor=signer(arguments.by),
        )
        say(gettext("The right is taken back from today on."))
    return ExitCode.DONE


def _list_requests() -> None:
    rows = open_registrations()
    if not rows:
        say(gettext("Nobody waits."))
        return
    titles = [
        gettext("Number"),
        gettext("Came"),
        gettext("Account"),
        gettext("Surname"),
        gettext("E-mail"),
        gettext("Passport"),
        gettext("Surname fits"),
        gettext("State"),
    ]
    made = table(titles, 99)
    for row in rows:
        made.add_row(
            str(row.registration_id),
            f"{timezone.localtime(row.received_at):%d.%m %H:%M}",
            row.number
            if row.account_known
            else gettext("%(number)s (none)") % {"number": row.number},
            row.surname,
            row.email,
            _said(fits=row.passport_matched),
            _said(fits=row.surname_matched),
            _state(row.state),
        )
    show(made)


def _list_grants(account: AccountCard) -> None:
    rows = grants_of_account(account.account_id)
    if not rows:
        say(gettext("No login may see this account."))
        return
    made = table(
        [gettext("Login"), gettext("E-mail"), gettext("Role"), gettext("From"), gettext("Until")],
        99,
    )
    for row in rows:
        until = f"{row.valid_until:%d.%m.%Y}" if row.valid_until else ""
        made.add_row(row.login, row.email, row.role, f"{row.valid_from:%d.%m.%Y}", until)
    show(made)


def _said(*, fits: bool) -> str:
    return gettext("yes") if fits else gettext("no")


def _state(state: str) -> str:
    return gettext("a day's pause") if state == "PAUSED" else gettext("waits for a person")


def _account(number: str) -> AccountCard:
    """Raises: CommandRefused."""
    card = account_by_number(number)
    if card is None:
        raise CommandRefused(
            gettext("There is no account %(number)s. Nothing was changed.") % {"number": number}
        )
    return card
