"""The command line's entry: parses the arguments and runs one command."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from raschet.interfaces.cli.language import chosen_language, speak

if TYPE_CHECKING:
    from collections.abc import Sequence

    from raschet.interfaces.cli.surroundings import DatabaseServer

LOCALE_FOLDER = Path(__file__).resolve().parents[2] / "locale"


def run(arguments: Sequence[str], server: DatabaseServer | None = None) -> int:
    """Run one command. Returns the process's exit code.

    server: the database server that commands start when they need it; without one they connect to
    what Django's settings name. The caller has set DJANGO_SETTINGS_MODULE.
    """
    import django

    if arguments[:1] == ["demo"]:
        # Settings are read once, before the arguments are parsed: the demo shows accounts openly.
        os.environ["RASCHET_DEMO"] = "1"
    django.setup()
    speak(chosen_language(os.environ), LOCALE_FOLDER)

    from raschet.interfaces.cli.errors import guarded
    from raschet.interfaces.cli.surroundings import Disconnected

    chosen_server = server or Disconnected()
    return guarded(lambda: _dispatch(arguments, chosen_server))


def _dispatch(arguments: Sequence[str], server: DatabaseServer) -> int:
    from raschet.interfaces.cli.parser import build_parser

    try:
        parsed = build_parser(wanted=arguments).parse_args(arguments)
    except SystemExit as ending:
        # argparse has printed what was asked for (help, version) or what is wrong.
        return int(ending.code or 0)
    parsed.server = server
    if parsed.command.needs_database:
        server.prepare()
    return int(parsed.command.module().run(parsed))
