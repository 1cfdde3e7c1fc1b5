"""Which encoding a text is in: strict UTF-8, UTF-16 by its mark, else a Cyrillic one by frequency.

cp1251, cp866 and koi8-r put Russian letters on the same bytes, so every text decodes in all three.
Only one reading looks Russian: frequent letters, in lower case after the first letter of a word.
"""

from __future__ import annotations

import codecs
import itertools
import re
from typing import Final

from raschet.formats.tables.errors import EncodingUnknown, NulBytesFound

CYRILLIC_ENCODINGS: Final = ("cp1251", "cp866", "koi8-r")
SAMPLE_BYTES: Final = 200_000
CONTROL_BYTES: Final = re.compile(rb"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")
HIGH_RUN: Final = re.compile(rb"[^\x00-\x7f]+")
WORD_PATTERN: Final = re.compile(r"[^\W\d_]+")

# Letters per ten thousand of running Russian text, whole numbers: only their ratios matter.
LETTER_WEIGHTS: Final = dict(
    zip(
        "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
        (
            *(1097, 845, 801, 735, 670, 626, 547, 473, 454, 440, 349, 321, 298, 281, 262, 201),
            *(190, 174, 170, 165, 159, 144, 121, 97, 94, 73, 64, 48, 36, 32, 26, 4, 13),
        ),
        strict=True,
    )
)
EXPECTED_SIGNS: Final = frozenset("№«»–—’“”…°§\u00a0")
PSEUDOGRAPHICS: Final = range(0x2500, 0x25A0)
CASE_BREAK_COST: Final = 900
FOREIGN_LETTER_COST: Final = 1500
STRANGE_SIGN_COST: Final = 1200
CAPITAL_START_BONUS: Final = 120


def decode_text(data: bytes) -> tuple[str, str]:
    """The text of these bytes and the name of the encoding it was in.

    Raises: NulBytesFound, EncodingUnknown.
    """
    if data.startswith(codecs.BOM_UTF8):
        return _strict(data[3:], "utf-8", "utf-8-sig")
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return _strict(data, "utf-32", "utf-32")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _strict(data, "utf-16", "utf-16")
    position = data.find(b"\x00")
    if position >= 0:
        raise NulBytesFound(position=position)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        control = CONTROL_BYTES.search(data)
        if control is not None:
            raise EncodingUnknown(position=control.start()) from error
    encoding = guess_cyrillic(data)
    return _strict(data, encoding, encoding)


def _strict(data: bytes, encoding: str, name: str) -> tuple[str, str]:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise EncodingUnknown(position=error.start) from error
    position = text.find("\x00")
    if position >= 0:
        raise NulBytesFound(position=position)
    return text, name


def guess_cyrillic(data: bytes) -> str:
    """The likeliest of cp1251, cp866 and koi8-r; cp1251 when the bytes do not tell."""
    sample = data[:SAMPLE_BYTES]
    if HIGH_RUN.search(sample) is None:
        sample = b" ".join(HIGH_RUN.findall(data)[:2000])
    scores = {encoding: _russian_score(sample, encoding) for encoding in CYRILLIC_ENCODINGS}
    return max(CYRILLIC_ENCODINGS, key=lambda encoding: scores[encoding])


def _russian_score(sample: bytes, encoding: str) -> int:
    """How Russian the sample reads in an encoding; larger is likelier."""
    text = sample.decode(encoding, errors="replace")
    score = 0
    for character in text:
        if character <= "\x7f":
            continue
        lower = character.lower()
        if lower in LETTER_WEIGHTS:
            score += LETTER_WEIGHTS[lower]
        elif character.isalpha():
            score -= FOREIGN_LETTER_COST
        elif ord(character) in PSEUDOGRAPHICS or character not in EXPECTED_SIGNS:
            score -= STRANGE_SIGN_COST
    return score + sum(_case_score(word) for word in WORD_PATTERN.findall(text))


def _case_score(word: str) -> int:
    """Words are written whole in one case or with a capital first letter, seldom otherwise."""
    if word.isascii():
        return 0
    if word.islower() or word.istitle():
        return CAPITAL_START_BONUS
    if word.isupper():
        return 0
    breaks = sum(1 for left, right in itertools.pairwise(word) if _breaks(left, right))
    return -CASE_BREAK_COST * breaks


def _breaks(left: str, right: str) -> bool:
    return left.islower() and right.isupper()
