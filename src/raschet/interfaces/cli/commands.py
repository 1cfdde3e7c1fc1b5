"""The table of commands: which module answers to which name, and what must be there first."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Final, Protocol, cast

from django.utils.translation import gettext_noop

if TYPE_CHECKING:
    import argparse

PACKAGE: Final = "raschet.interfaces.cli"


class CommandModule(Protocol):
    """What every command's module offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Describe the command and its arguments."""

    def run(self, arguments: argparse.Namespace) -> int:
        """Carry the command out. Returns the exit code."""


@dataclass(frozen=True, slots=True)
class Command:
    """A name people type. ``summary`` is an English source string for the catalogues."""

    name: str
    module_name: str
    summary: str
    needs_database: bool = True

    def module(self) -> CommandModule:
        """The command's module; imported only when it is asked for."""
        return cast("CommandModule", import_module(f"{PACKAGE}.{self.module_name}"))


COMMANDS: Final = (
    Command("up", "up", gettext_noop("serve the site on this machine")),
    Command("demo", "demo", gettext_noop("make a small living city and serve it")),
    Command("import", "import_", gettext_noop("take in a file, or take an import back")),
    Command("readings", "readings", gettext_noop("take readings, decide about held ones")),
    Command("bill", "bill", gettext_noop("compute, approve and publish a month")),
    Command("close", "close", gettext_noop("close a month for ever")),
    Command("explain", "explain", gettext_noop("show how every line of a bill was computed")),
    Command("balance", "balance", gettext_noop("show what an account owes for each service")),
    Command("benefits", "benefits", gettext_noop("benefits of residents, and subsidies")),
    Command("penalties", "penalties", gettext_noop("penalties for late payment, the key rate")),
    Command("absence", "absence", gettext_noop("applications for temporary absence")),
    Command("outage", "outage", gettext_noop("interruptions and poor quality of services")),
    Command("verify", "verify", gettext_noop("prove that the books are whole")),
    Command(
        "golden",
        "golden",
        gettext_noop("compute worked cases and compare"),
        needs_database=False,
    ),
    Command("bench", "bench", gettext_noop("measure speed and memory"), needs_database=False),
    Command("violation", "violation", gettext_noop("record acts of unauthorised use")),
    Command("residents", "residents", gettext_noop("requests for access, and who sees an account")),
    Command("letters", "letters", gettext_noop("letters nobody knows about, and refused ones")),
    Command("staff", "staff", gettext_noop("make logins of the centre's people")),
    Command(
        "db",
        "db",
        gettext_noop("start, stop or look at the database server"),
        needs_database=False,
    ),
    Command(
        "assets",
        "assets",
        gettext_noop("build the front-end files"),
        needs_database=False,
    ),
    Command("manage", "manage", gettext_noop("run a management command of Django")),
)
