"""The typeface, cut to what we print: Cyrillic, Latin with punctuation, and the rouble sign.

The packaged files hold whole Unicode blocks. Three small files let a page load only the parts it
uses, and the rouble sign, which sits in the big latin-ext file, costs half a kilobyte.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

PACKAGE: Final = "@fontsource-variable/golos-text"

# Served file: (packaged file, its CSS unicode-range). The theme repeats the same ranges.
SUBSETS: Final[dict[str, tuple[str, str]]] = {
    "golos-cyrillic.woff2": (
        "golos-text-cyrillic-wght-normal.woff2",
        "U+0401,U+0410-044F,U+0451,U+2116",
    ),
    "golos-latin.woff2": (
        "golos-text-latin-wght-normal.woff2",
        "U+0020-007E,U+00A0,U+00A7,U+00AB,U+00B0,U+00B2-00B3,U+00B7,U+00BB,U+00D7,U+2009-2026,U+2212",
    ),
    "golos-rouble.woff2": ("golos-text-latin-ext-wght-normal.woff2", "U+20BD"),
}

# Tabular figures keep columns of sums straight, proportional ones suit the big amounts.
FIGURES: Final = ("tnum", "pnum")


def code_points(unicode_range: str) -> list[int]:
    """The code points that a CSS unicode-range names."""
    codes: list[int] = []
    for part in unicode_range.split(","):
        first, _, last = part.removeprefix("U+").partition("-")
        codes.extend(range(int(first, 16), int(last or first, 16) + 1))
    return codes


def subset_font(source: Path, unicode_range: str) -> bytes:
    """The font with the given code points alone, all its weights kept, as woff2."""
    # fontTools takes half a second to import; a run that finds everything in place spares it.
    from fontTools import subset

    options = subset.Options(flavor="woff2", notdef_outline=True, hinting=False)
    options.layout_features = ["kern", "mark", "mkmk", "ccmp", "locl", *FIGURES]
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=code_points(unicode_range))
    subsetter.subset(font)
    result = BytesIO()
    subset.save_font(font, result, options)
    font.close()
    return result.getvalue()
