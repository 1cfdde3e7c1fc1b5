"""``raschet staff``: logins of the centre's people, who sign approvals and publications."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext

from raschet.domain.access.selectors import STAFF_ROLES, staff
from raschet.domain.access.services.create_staff_user import create_staff_user
from raschet.interfaces.cli.console import say, show, table
from raschet.interfaces.cli.exit_codes import ExitCode
from raschet.interfaces.cli.signing import terminal_user

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe ``add`` and ``list``."""
    parser.description = gettext(
        "Logins of the centre's people. An approval and a publication name the login that signs."
    )
    actions = parser.add_subparsers(
        title=gettext("actions"), metavar=gettext("ACTION"), dest="action", required=True
    )
    add = actions.add_parser(
        "add", help=gettext("make a login"), description=gettext("Make a login.")
    )
    add.add_argument("login", metavar="LOGIN", help=gettext("name to sign in and to sign with"))
    add.add_argument(
        "--role",
        metavar="ROLE",
        required=True,
        choices=STAFF_ROLES,
        help=gettext("one of: %(roles)s") % {"roles": ", ".join(STAFF_ROLES)},
    )
    add.add_argument("--name", metavar="NAME", default="", help=gettext("full name"))
    actions.add_parser(
        "list", help=gettext("list everybody"), description=gettext("List everybody.")
    )


def run(arguments: argparse.Namespace) -> int:
    """Make a login or list all. Returns the exit code."""
    if arguments.action == "add":
        create_staff_user(
            login=arguments.login,
            role=arguments.role,
            name=arguments.name,
            actor=terminal_user(),
        )
        say(
            gettext("The login “%(login)s” is made, role %(role)s.")
            % {"login": arguments.login, "role": arguments.role}
        )
        return ExitCode.DONE
    people = staff()
    if not people:
        say(gettext("Nobody is registered yet. Begin with “raschet staff add LOGIN --role ROLE”."))
        return ExitCode.DONE
    made = table([gettext("Login"), gettext("Role"), gettext("Name"), gettext("Active")], 99)
    for person in people:
        active = gettext("yes") if person.active else gettext("no")
        made.add_row(person.login, person.role, person.name, active)
    show(made)
    return ExitCode.DONE
