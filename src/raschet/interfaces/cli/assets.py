"""``raschet assets``: install the front-end packages and build the files we serve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from raschet.interfaces.ui.assets.build import main

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command; it takes no options."""
    parser.description = "Install the front-end packages and build the files the site serves."


def run(arguments: argparse.Namespace) -> int:
    """Build what is missing. Returns the exit code."""
    del arguments
    return main()
