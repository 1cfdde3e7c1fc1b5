"""Errors as people read them: one clear paragraph, and the exit code that goes with it."""

from __future__ import annotations

import os
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import adbc_driver_manager
import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError
from django.db import DatabaseError, InterfaceError, OperationalError
from django.utils.translation import gettext

from raschet.interfaces.cli.console import err
from raschet.interfaces.cli.exit_codes import ExitCode
from raschet.interfaces.cli.refusals import worded

if TYPE_CHECKING:
    from collections.abc import Callable

OUTSIDE_PACKAGES: Final = ("raschet.adapters.", "raschet.config.")
"""Their errors are about the machine, not about the request."""

UNDEFINED_TABLE: Final = "42P01"
DISK_FULL: Final = "53100"

DATABASE_ERRORS: Final = (
    DatabaseError,
    InterfaceError,
    # Bulk work has sessions of its own beside Django's, whose errors come as the drivers raise them.
    psycopg.Error,
    adbc_driver_manager.Error,
)
LOST: Final = (
    OperationalError,
    InterfaceError,
    psycopg.OperationalError,
    psycopg.InterfaceError,
    adbc_driver_manager.OperationalError,
    adbc_driver_manager.InternalError,
)


class CommandRefused(Exception):
    """A command cannot be carried out. ``message``: what happened, what was kept, what to do."""

    def __init__(self, message: str, code: ExitCode = ExitCode.REFUSED) -> None:
        super().__init__(message)
        self.message = message
        self.code = code

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True, slots=True)
class Failure:
    """What is printed and what the process exits with."""

    message: str
    code: ExitCode


def failure_of(error: Exception) -> Failure:
    """The paragraph and the code of any error."""
    if isinstance(error, CommandRefused):
        return Failure(error.message, error.code)
    if isinstance(error, DATABASE_ERRORS):
        return _of_database(error)
    if isinstance(error, ImproperlyConfigured | OSError) or _raised_outside(error):
        return Failure(_of_machine(error), ExitCode.ENVIRONMENT)
    if isinstance(error, CommandError) or _ours(error):
        return Failure(worded(error) or str(error), ExitCode.REFUSED)
    return Failure(_defect(error), ExitCode.DEFECT)


def guarded(action: Callable[[], int]) -> int:
    """Run a command; print its failure as a paragraph. RASCHET_DEBUG=1 prints the traceback too."""
    try:
        return action()
    except KeyboardInterrupt:
        err.print(gettext("Interrupted. What was not finished was not kept."), soft_wrap=True)
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # The reader of our output went away (``raschet explain … | head``): nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return ExitCode.DONE
    except Exception as error:  # noqa: BLE001 - the outermost frame answers for every error
        failure = failure_of(error)
        if os.environ.get("RASCHET_DEBUG") == "1":
            traceback.print_exc()
        err.print(failure.message, style="red", soft_wrap=True)
        return failure.code


def _database_lost(error: Exception) -> str:
    return gettext(
        "The database does not answer: %(reason)s. What was saved before is kept; nothing "
        "half-done is. Look at “raschet db status”, check RASCHET_DATABASE_URL, and repeat."
    ) % {"reason": _first_line(error)}


def _of_database(error: Exception) -> Failure:
    """Lost connections, full disks and missing tables are the machine's matter; the rest is ours."""
    if _sqlstate(error) == DISK_FULL:
        return Failure(
            gettext(
                "The disk of the database is full: %(reason)s. What was saved before is kept; "
                "nothing half-done is. Free some space and repeat the command."
            )
            % {"reason": _first_line(error)},
            ExitCode.ENVIRONMENT,
        )
    if isinstance(error, LOST):
        return Failure(_database_lost(error), ExitCode.ENVIRONMENT)
    if _sqlstate(error) == UNDEFINED_TABLE:
        return Failure(
            gettext(
                "The database has no tables of Raschet yet, or older ones. Nothing was changed. "
                "Run “raschet manage migrate” (“raschet up” and “raschet demo” do it themselves)."
            ),
            ExitCode.ENVIRONMENT,
        )
    return Failure(_defect(error), ExitCode.DEFECT)


def _sqlstate(error: Exception) -> str | None:
    """The server's code, of the driver's error or of Django's, which has that as its cause."""
    code = getattr(error, "sqlstate", None) or getattr(error.__cause__, "sqlstate", None)
    return None if code is None else str(code)


def _of_machine(error: Exception) -> str:
    if not isinstance(error, OSError):
        return str(error)
    return gettext(
        "The system refused: %(reason)s %(place)s. What was saved before is kept. Mend the "
        "cause and repeat the command."
    ) % {"reason": error.strerror or str(error), "place": error.filename or ""}


def _ours(error: Exception) -> bool:
    return type(error).__module__.startswith("raschet.")


def _raised_outside(error: Exception) -> bool:
    return type(error).__module__.startswith(OUTSIDE_PACKAGES)


def _defect(error: Exception) -> str:
    return gettext(
        "The program failed unexpectedly: %(kind)s: %(reason)s. What was saved before is kept; "
        "nothing half-done is. Repeat with RASCHET_DEBUG=1 and report what it prints."
    ) % {"kind": type(error).__name__, "reason": _first_line(error)}


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(error).__name__
