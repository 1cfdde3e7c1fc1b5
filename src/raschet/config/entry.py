"""The ``raschet`` program: reads the settings, then hands over to the command line."""

from __future__ import annotations

import os
import sys
from typing import Final

from raschet.config.environment import Environment, SettingInvalid

ENVIRONMENT_WRONG: Final = 3
"""The exit code of ``raschet.interfaces.cli.exit_codes.ExitCode.ENVIRONMENT``."""


def main() -> None:
    """Entry point of the console script; exits with the command's code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "raschet.config.settings")
    try:
        environment = Environment.read()
    except SettingInvalid as error:
        # No language is chosen yet: a wrong setting is named in both.
        sys.stderr.write(
            f"Настройка {error.name} неверна: {error.value!r}; ожидается {error.expected}. "
            f"Ничего не изменено. / Setting {error}. Nothing was changed.\n"
        )
        sys.exit(ENVIRONMENT_WRONG)
    from raschet.config.database_server import database_server
    from raschet.interfaces.cli.main import run

    sys.exit(run(sys.argv[1:], database_server(environment)))
