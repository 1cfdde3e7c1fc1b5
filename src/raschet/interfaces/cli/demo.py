"""``raschet demo``: make a small living city, or find the one made before, and serve it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext

from raschet.demo_city.residents import LOGINS
from raschet.interfaces.cli.console import progress, say
from raschet.interfaces.cli.errors import CommandRefused
from raschet.interfaces.cli.migrating import migrate_if_needed
from raschet.interfaces.cli.serving import refuse_taken_port, serve
from raschet.interfaces.cli.up import add_port
from raschet.interfaces.cli.values import positive
from raschet.interfaces.cli.web_server import ADDRESS
from raschet.values.period import Period

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from raschet.demo_city.build import BuiltCity

ACCOUNTS: Final = 1_000
MONTHS: Final = 12
SEED: Final = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command."""
    parser.description = gettext(
        "Makes an invented town with a year of life, computes and publishes its months, and serves\n"
        "the site with residents to sign in as, on this machine only. A second start finds the\n"
        "same city and is up in seconds."
    )
    parser.add_argument(
        "--accounts",
        metavar="N",
        type=positive,
        default=ACCOUNTS,
        help=gettext("how many accounts (%(default)s by default)") % {"default": ACCOUNTS},
    )
    parser.add_argument(
        "--months",
        metavar="M",
        type=positive,
        default=MONTHS,
        help=gettext("how many months (%(default)s by default)") % {"default": MONTHS},
    )
    parser.add_argument(
        "--seed",
        metavar="S",
        type=int,
        default=SEED,
        help=gettext("number that the whole city follows from (%(default)s by default)")
        % {"default": SEED},
    )
    add_port(parser)


def run(arguments: argparse.Namespace) -> int:
    """Build or find the city and serve it until stopped. Returns the exit code."""
    refuse_taken_port(arguments.port)
    migrate_if_needed()
    os.environ.setdefault("RASCHET_ADDRESS", f"http://{ADDRESS}:{arguments.port}")
    city = _build(arguments)
    for newcomer in city.newcomers:
        say(
            gettext(
                "To register: account %(number)s, surname %(surname)s, passport %(passport)s, any "
                "e-mail"
            )
            % {
                "number": newcomer.number,
                "surname": newcomer.surname,
                "passport": newcomer.passport,
            }
        )
    return serve(arguments.port, lambda address: ready_line(address, city.staff_logins))


def ready_line(address: str, logins: Sequence[str]) -> str:
    """The one line: the address, the logins, and where letters are shown."""
    return gettext(
        "The demo is ready: %(address)s; logins of the centre's people: %(logins)s; residents "
        "sign in with %(residents)s; letters are at %(address)s/demo/mailbox/ (Ctrl-C stops it)"
    ) % {
        "address": address,
        "logins": ", ".join(logins),
        "residents": ", ".join(f"{known.login} / {known.password}" for known in LOGINS),
    }


def _build(arguments: argparse.Namespace) -> BuiltCity:
    """Build or find the city. Raises: CommandRefused."""
    from raschet.demo_city.build import build_city
    from raschet.demo_city.distributions import TARIFFS_BEGIN
    from raschet.demo_city.inputs import AnotherCity
    from raschet.demo_city.plan import SMALLEST_CITY, CityImpossible

    with progress() as bar:
        task = bar.add_task(gettext("Building the city"), total=None)
        try:
            city = build_city(
                accounts=arguments.accounts,
                months=arguments.months,
                seed=arguments.seed,
                last_period=Period.of(timezone.localdate()).plus(-1),
                progress=lambda _step, rows: bar.advance(task, rows),
                workers=int(settings.RASCHET.workers),
            )
        except AnotherCity as error:
            raise CommandRefused(
                gettext(
                    "The database holds a city of %(accounts)s accounts and %(months)s months, "
                    "seed %(seed)s. It was left as it is. Ask for the same city, or give another "
                    "one a folder of its own in RASCHET_VAR."
                )
                % {"accounts": error.accounts, "months": error.months, "seed": error.seed}
            ) from error
        except CityImpossible as error:
            raise CommandRefused(
                gettext(
                    "A city of %(accounts)s accounts and %(months)s months cannot be built. Nothing "
                    "was made. Ask for at least %(smallest)s accounts and for months that begin in "
                    "%(first)s or later."
                )
                % {
                    "accounts": error.accounts,
                    "months": error.months,
                    "smallest": SMALLEST_CITY,
                    "first": Period.of(TARIFFS_BEGIN),
                }
            ) from error
    return city
