"""An address in one line or in columns, to its parts and to the key that imports are matched by.

Nothing is guessed by likeness: two spellings have one key only if the rules below make them equal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from raschet.formats.tables.cells.outcome import clean
from raschet.formats.tables.cells.words import LATIN_TWINS, TO_CYRILLIC, one_alphabet

SETTLEMENT_TYPES: Final = {
    "г": "г", "гор": "г", "город": "г",
    "пгт": "пгт", "рп": "рп",
    "п": "п", "пос": "п", "поселок": "п",
    "с": "с", "село": "с",
    "д": "д", "дер": "д", "деревня": "д",
    "х": "х", "хутор": "х",
    "ст-ца": "ст-ца", "станица": "ст-ца",
    "снт": "снт", "днт": "днт",
}  # fmt: skip
STREET_TYPES: Final = {
    "ул": "ул", "улица": "ул",
    "пр": "пр-кт", "просп": "пр-кт", "проспект": "пр-кт", "пр-т": "пр-кт", "пр-кт": "пр-кт",
    "пер": "пер", "переулок": "пер",
    "пр-д": "проезд", "проезд": "проезд",
    "ш": "ш", "шоссе": "ш",
    "б-р": "б-р", "бул": "б-р", "бульвар": "б-р",
    "пл": "пл", "площадь": "пл",
    "наб": "наб", "набережная": "наб",
    "мкр": "мкр", "мкрн": "мкр", "мкр-н": "мкр", "микрорайон": "мкр",
    "кв-л": "кв-л", "квартал": "кв-л",
    "туп": "туп", "тупик": "туп",
    "ал": "аллея", "аллея": "аллея",
    "тракт": "тракт", "линия": "линия",
}  # fmt: skip
REGION_WORDS: Final = re.compile(
    r"\b(область|обл|край|республика|респ|район|р-н|округ|россия|рф)\b\.?", re.IGNORECASE
)
POSTAL_CODE: Final = re.compile(r"\d{6}")

HOUSE_LABEL: Final = r"(?:дом|д\.|д(?= ?\d))"
CORPUS_LABEL: Final = r"(?:корпус|корп\.?|кор\.|к\.|к(?= ?\d))"
BUILDING_LABEL: Final = r"(?:строение|стр\.?|с(?=\d))"
FLAT_LABEL: Final = r"(?:квартира|кв\.?|помещение|пом\.?|офис|оф\.)"
ROOM_LABEL: Final = r"(?:комната|комн\.?|ком\.?)"
SEPARATOR: Final = r"[ ,]*"

HOUSE: Final = r"(?P<house>\d+(?: ?[а-я](?![а-я\d]))?(?:[а-я](?=к ?\d))?(?:/\d+[а-я]?)?)"
FLAT_BEGINS: Final = rf"(?:{SEPARATOR}{FLAT_LABEL} ?№? ?|(?<=[\dа-я]) ?- ?|(?<=[\dа-я]), ?)"
FLAT: Final = r"(?P<flat>\d+ ?[а-я]?(?:[/-]\d+)?|[а-я]?-?\d+)"
TAIL: Final = re.compile(
    rf"^(?P<street>.*?){SEPARATOR}(?:{HOUSE_LABEL} ?)?{HOUSE}"
    rf"(?:{SEPARATOR}{CORPUS_LABEL} ?(?P<corpus>\d+[а-я]?|[а-я](?![а-я])))?"
    rf"(?:{SEPARATOR}{BUILDING_LABEL} ?(?P<building>\d+[а-я]?))?"
    rf"(?:{FLAT_BEGINS}{FLAT})?"
    rf"(?:{SEPARATOR}(?:{ROOM_LABEL} ?№? ?)(?P<room>\d+ ?[а-я]?(?:[,/-]\d+)*))?"
    rf"{SEPARATOR}(?:{FLAT_LABEL}|{ROOM_LABEL})?{SEPARATOR}$"
)
FLAT_LABEL_IN_FRONT: Final = re.compile(rf"^(?:{FLAT_LABEL}|{ROOM_LABEL}) ?№? ?")
SETTLEMENT_AND_STREET: Final = re.compile(
    rf"^((?:{'|'.join(SETTLEMENT_TYPES)})(?:\. ?| )[а-я-]{{2,}}(?: [а-я-]{{2,}})?) "
    rf"(?=(?:{'|'.join(STREET_TYPES)})(?:\.| ))"
)
LABEL_WORDS: Final = frozenset(
    (
        "дом",
        "корп",
        "корпус",
        "стр",
        "строение",
        "кв",
        "квартира",
        "ком",
        "комн",
        "комната",
        "д",
        "к",
    )
)
SMALL_WORDS: Final = frozenset(("лет", "и", "имени", "им"))
LATIN_AFTER_DIGIT: Final = re.compile(rf"(?<=\d)[{LATIN_TWINS}](?![A-Za-z])")
WORDS_ONLY: Final = re.compile(r"[^\w\s/-]+")


@dataclass(frozen=True, slots=True)
class Address:
    """Parts of an address. Empty strings stand for what is not given; numbers are lower case."""

    settlement: str
    street: str
    house: str
    corpus: str = ""
    building: str = ""
    flat: str = ""
    room: str = ""

    @property
    def house_number(self) -> str:
        """House with corpus and building, as ``10к2с1``."""
        corpus = f"к{self.corpus}" if self.corpus else ""
        building = f"с{self.building}" if self.building else ""
        return f"{self.house}{corpus}{building}"

    @property
    def house_key(self) -> str:
        """What a house is matched by: settlement, street with its kind, number."""
        return "|".join((place_key(self.settlement), street_key(self.street), self.house_number))

    @property
    def key(self) -> str:
        """What a unit is matched by."""
        return f"{self.house_key}|{self.flat}|{self.room}"


class AddressNotUnderstood(ValueError):
    """The text has no house number where one is expected."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def parse_address(text: str, *, settlement: str = "", street: str = "") -> Address:
    """Take an address apart.

    settlement, street: known from columns of their own; the text then holds the rest.
    Raises: AddressNotUnderstood.
    """
    plain = _plain(text)
    parts = [part.strip() for part in plain.split(",") if part.strip()]
    parts = [part for part in parts if not POSTAL_CODE.fullmatch(part)]
    parts = [part for part in parts if not (REGION_WORDS.search(part) and not _has_digit(part))]
    found_settlement = ""
    if parts and (joined := SETTLEMENT_AND_STREET.match(parts[0])):
        found_settlement = joined[1]
        parts[0] = parts[0][joined.end() :]
    elif len(parts) > 1 and _is_settlement(parts[0], parts[1]):
        found_settlement = parts.pop(0)
    match = TAIL.match(", ".join(parts))
    if match is None or _doubtful(
        match["street"].strip(" ,"), street or settlement or found_settlement
    ):
        raise AddressNotUnderstood(text)
    address = Address(
        settlement=_plain(settlement) or found_settlement,
        street=_plain(street) or match["street"].strip(" ,"),
        house=_number(match["house"]),
        corpus=_number(match["corpus"]),
        building=_number(match["building"]),
        flat=_number(match["flat"]),
        room=_number(match["room"]),
    )
    return _with_titles(address)


def address_of_columns(
    *, settlement: str, street: str, house: str, corpus: str = "", flat: str = "", room: str = ""
) -> Address:
    """An address whose parts stand in columns; the house column may hold corpus and building.

    Raises: AddressNotUnderstood.
    """
    address = parse_address(house, settlement=settlement, street=street or settlement)
    return replace(
        address,
        street=_titled(_plain(street), STREET_TYPES, "ул") if street.strip() else "",
        corpus=_number(_plain(corpus)) or address.corpus,
        flat=flat_number(flat) or address.flat,
        room=flat_number(room) or address.room,
    )


def flat_number(text: str) -> str:
    """A flat or room as people write it in its own column: ``кв. 15 А`` is ``15а``."""
    if text.isdecimal():
        return text.lstrip("0") or "0"
    return _number(FLAT_LABEL_IN_FRONT.sub("", _plain(text)))


def place_key(settlement: str) -> str:
    """A settlement without its kind: ``г. Энск`` and ``Энск`` are one."""
    words = [word for word in _words(settlement) if word not in SETTLEMENT_TYPES]
    return " ".join(words)


def street_key(street: str) -> str:
    """A street with its kind in one form, in front: ``Ленина ул.`` is ``ул ленина``."""
    words = _words(street)
    kinds = [STREET_TYPES[word] for word in words if word in STREET_TYPES]
    names = [word for word in words if word not in STREET_TYPES]
    return " ".join([kinds[0] if kinds else "ул", *sorted(names)])


def _plain(text: str) -> str:
    one, _ = one_alphabet(clean(text))
    one = LATIN_AFTER_DIGIT.sub(lambda match: match[0].translate(TO_CYRILLIC), one)
    return one.lower().replace("ё", "е")


def _words(text: str) -> list[str]:
    return WORDS_ONLY.sub(" ", _plain(text)).split()


def _number(text: str | None) -> str:
    """A number of a house or flat without spaces and leading zeros, in Cyrillic letters."""
    if not text:
        return ""
    plain = text.replace(" ", "").replace(".0", "").strip(",.-").lower()
    return plain.lstrip("0") or ("0" if plain else "")


def _has_digit(text: str) -> bool:
    return any(character.isdigit() for character in text)


def _is_settlement(text: str, following: str) -> bool:
    """Whether the first part of a line names a place and not yet a street."""
    words = _words(text)
    if _has_digit(text) or not words or any(word in STREET_TYPES for word in words):
        return False
    if words[0] in SETTLEMENT_TYPES or words[-1] in SETTLEMENT_TYPES:
        return True
    # A place without its kind is believed only when a street comes next.
    return len(words) <= 2 and any(
        len(word) > 2 and word not in LABEL_WORDS and not _has_digit(word)
        for word in _words(following)
    )


def _doubtful(street: str, known_place: str) -> bool:
    """Whether what is left for the street cannot be one: nothing, labels, or a second number."""
    words = _words(street)
    if not words:
        return not known_place
    if any(word in LABEL_WORDS for word in words):
        return True
    return words[-1].isdigit() and not any(word in STREET_TYPES for word in words)


def _with_titles(address: Address) -> Address:
    return replace(
        address,
        settlement=_titled(address.settlement, SETTLEMENT_TYPES, ""),
        street=_titled(address.street, STREET_TYPES, "ул") if address.street else "",
    )


def _titled(text: str, kinds: dict[str, str], default: str) -> str:
    """A place's name for people: its kind in one form, its words with capital letters."""
    words = WORDS_ONLY.sub(" ", text).split()
    kind = next((kinds[word] for word in words if word in kinds), default)
    names = [_capital(word) for word in words if word not in kinds]
    if not names:
        return kind
    return " ".join([kind, *names]) if kind else " ".join(names)


def _capital(word: str) -> str:
    """``ленина`` to ``Ленина``, ``5-я`` as it is, ``римского-корсакова`` with both capitals."""
    return "-".join(
        part if part[:1].isdigit() or part in SMALL_WORDS else part[:1].upper() + part[1:]
        for part in word.split("-")
    )
