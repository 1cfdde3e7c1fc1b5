"""What people type into fields, as the number they meant."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from raschet.values.scaled import NumberInvalid, parse_micro

DECORATION: Final = re.compile(r"(?i)л\s*[/\\.]?\s*с\.?|счёт|счет|#|[\s\-–—_.]")
SPACES: Final = re.compile(r"[\s'_]")
NUMBER: Final = re.compile(r"(\d{1,30})(?:\.(\d{0,30}))?", re.ASCII)


def account_number(text: str) -> str:
    """An account number without what people write around it: spaces, hyphens, "л/с"."""
    # The number sign becomes letters when it is normalised, so it goes first.
    plain = unicodedata.normalize("NFKC", text.replace("№", ""))
    return DECORATION.sub("", plain)[:64]


def reading_micro(text: str, decimals: int) -> tuple[int, bool]:
    """A reading in micro-units, and whether digits after the dial's last wheel were cut off.

    Raises: NumberInvalid.
    """
    cleaned = SPACES.sub("", unicodedata.normalize("NFKC", text)).replace(",", ".")
    match = NUMBER.fullmatch(cleaned)
    if match is None:
        raise NumberInvalid(text, decimals)
    whole, fraction = match[1], match[2] or ""
    kept = fraction[:decimals]
    return parse_micro(f"{whole}.{kept or '0'}"), bool(fraction[decimals:].strip("0"))
