"""``raschet up``: serve the site with the data that are there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext

from raschet.interfaces.cli.migrating import migrate_if_needed
from raschet.interfaces.cli.serving import refuse_taken_port, serve
from raschet.interfaces.cli.values import port

if TYPE_CHECKING:
    import argparse

PORT: Final = 8000


def add_port(parser: argparse.ArgumentParser) -> None:
    """The option that ``up`` and ``demo`` share."""
    parser.add_argument(
        "--port",
        metavar="N",
        type=port,
        default=PORT,
        help=gettext("port on 127.0.0.1 (%(default)s by default)") % {"default": PORT},
    )


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command."""
    parser.description = gettext(
        "Brings the tables up to date and serves the site on 127.0.0.1 until Ctrl-C. One line says\n"
        "when it is ready."
    )
    add_port(parser)


def run(arguments: argparse.Namespace) -> int:
    """Serve until stopped. Returns the exit code."""
    refuse_taken_port(arguments.port)
    migrate_if_needed()
    return serve(
        arguments.port,
        lambda address: (
            gettext("The site is ready: %(address)s (Ctrl-C stops it)") % {"address": address}
        ),
    )
