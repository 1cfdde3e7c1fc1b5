"""Which language the terminal speaks: RASCHET_LANGUAGE, else the locale, else Russian."""

from __future__ import annotations

import gettext as catalogue
import os
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

LANGUAGES: Final = ("ru", "en")
DEFAULT: Final = "ru"
LOCALE_VARIABLES: Final = ("LC_ALL", "LC_MESSAGES", "LANG")


def chosen_language(environ: Mapping[str, str]) -> str:
    """The language's code. A locale of no language (C, POSIX) or of another one means Russian."""
    given = environ.get("RASCHET_LANGUAGE", "")
    if given in LANGUAGES:
        return given
    for variable in LOCALE_VARIABLES:
        value = environ.get(variable, "")
        if value:
            code = value.partition("_")[0].partition(".")[0].lower()
            return code if code in LANGUAGES else DEFAULT
    return DEFAULT


def speak(language: str, locale_folder: Path) -> None:
    """Make Django and the standard library (argparse takes its words from it) use a language."""
    from django.utils import translation

    translation.activate(language)
    os.environ["LANGUAGE"] = language
    catalogue.bindtextdomain("django", str(locale_folder))
    catalogue.textdomain("django")
