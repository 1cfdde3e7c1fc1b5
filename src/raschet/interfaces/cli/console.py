"""Where the commands print: tables and progress by rich, results to stdout, errors to stderr."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH_OF_FILES: Final = 120
"""Columns of a table that goes to a file or a pipe, where nobody can tell the width."""


def _console(*, stderr: bool = False) -> Console:
    terminal = (sys.stderr if stderr else sys.stdout).isatty()
    return Console(
        highlight=False,
        markup=False,
        emoji=False,
        stderr=stderr,
        width=None if terminal else WIDTH_OF_FILES,
    )


out = _console()
err = _console(stderr=True)


def say(text: str = "", style: str | None = None) -> None:
    """One paragraph on stdout; wrapped by the terminal, never by us, so that it can be searched."""
    out.print(text, style=style, soft_wrap=True)


def table(titles: Sequence[str], numbers_from: int = 1) -> Table:
    """A plain table; columns from ``numbers_from`` on are figures, aligned right and unbroken."""
    made = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="bold")
    for position, title in enumerate(titles):
        figure = position >= numbers_from
        made.add_column(title, justify="right" if figure else "left", no_wrap=figure)
    return made


def show(made: Table) -> None:
    """Print a table."""
    out.print(made)


def styled(text: str, style: str) -> Text:
    """Text of one style as a cell of a table."""
    return Text(text, style=style)


def progress() -> Progress:
    """A bar on stderr; nothing is drawn where stderr is not a terminal."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=err,
        transient=True,
        disable=not err.is_terminal,
    )
