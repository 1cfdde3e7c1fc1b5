"""A profile says how one supplier's tables look: TOML with the headings of every column.

Headings are compared after normalising (case, spaces, ё and е, punctuation), never by likeness.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from importlib import resources
from typing import Any, Final

from raschet.formats.tables.errors import ProfileInvalid, ProfileUnfit, ProfileUnknown


class CellKind(StrEnum):
    """What the cells of a column mean, hence which rule reads them."""

    TEXT = "text"
    NAME = "name"
    """People and organisations: Latin letters inside Cyrillic words are put right."""
    ACCOUNT = "account"
    SERIAL = "serial"
    DIGITS = "digits"
    """Identifiers of digits alone, such as INN; their leading zeros matter."""
    MONEY = "money"
    """Kopecks."""
    MICRO = "micro"
    """Quantities, areas, coefficients as micro-units."""
    SHARE = "share"
    """``1/2``, ``50%`` or ``0,5`` as micro-units of the whole."""
    FRACTION = "fraction"
    """``1/3``, ``50%`` or ``0,5`` as a numerator and a denominator, exact."""
    INTEGER = "integer"
    DATE = "date"
    PERIOD = "period"
    BOOLEAN = "boolean"
    CODE = "code"
    """A word of a closed list, translated by ``values``."""
    ADDRESS = "address"


SUBJECTS: Final = ("accounts", "meters", "readings", "balances", "passports")
ENCODINGS: Final = ("cp1251", "cp866", "koi8-r", "utf-8")
NOT_WORD: Final = re.compile(r"[\W_]+")
YO: Final = str.maketrans("ё", "е")
PROFILE_KEYS: Final = frozenset(("title", "subject", "extends", "table", "columns", "settings"))
TABLE_KEYS: Final = frozenset(
    ("heading", "sheet", "encoding", "delimiter", "hidden_rows", "totals", "key")
)
COLUMN_KEYS: Final = frozenset(
    (
        *("headers", "kind", "required", "filled", "digits"),
        *("position", "values", "longest", "sensitive"),
    )
)


def normalise_heading(text: str) -> str:
    """The form in which headings are compared: ``№ Л/С`` and ``л с`` are one."""
    plain = text.lower().translate(YO).replace("№", " номер ")
    return NOT_WORD.sub(" ", plain).strip()


@dataclass(frozen=True, slots=True)
class ColumnRule:
    """One column of a profile."""

    key: str
    kind: CellKind
    headers: tuple[str, ...]
    """Normalised."""
    label: str
    """The first heading as written, for messages."""
    required: bool = False
    """Whether the file must have the column."""
    filled: bool = False
    """Whether each of its cells must have a value."""
    digits: int = 0
    """Width of an account number; 0 keeps it as it comes."""
    position: int = 0
    """Column number from 1 in a file without headings; 0 to find it by its heading."""
    longest: int = 500
    """Characters a text may have."""
    sensitive: bool = False
    """Never shown in a report, not even when it is wrong."""
    values: Mapping[str, str] = field(default_factory=dict)
    """For a code: normalised words to codes."""


@dataclass(frozen=True, slots=True)
class Profile:
    """How a supplier's table is read."""

    name: str
    title: str
    subject: str
    columns: Mapping[str, ColumnRule]
    heading: bool = True
    """False for a file whose first row is data already."""
    sheet: str = ""
    encoding: str | None = None
    delimiter: str | None = None
    hidden_rows: str = "read"
    """``read`` or ``skip``."""
    totals: str = "skip"
    """``skip``, or ``check`` to compare the last totals row with the sum of the money columns."""
    key: tuple[str, ...] = ()
    """Columns without which a row is no data row."""
    settings: Mapping[str, str | bool | int] = field(default_factory=dict)
    """What the import of this subject may be told, such as the sign of a debt."""


def shipped_names() -> list[str]:
    """Names of the profiles that come with the product."""
    folder = resources.files("raschet.formats.profiles")
    return sorted(
        entry.name.removesuffix(".toml")
        for entry in folder.iterdir()
        if entry.name.endswith(".toml")
    )


def shipped_profile(name: str, *, subject: str | None = None) -> Profile:
    """A profile that comes with the product. Raises: ProfileUnknown, ProfileUnfit, ProfileInvalid."""
    return parse_profile(_shipped_text(name), name, subject=subject)


def parse_profile(text: str, name: str, *, subject: str | None = None) -> Profile:
    """Read a profile; ``extends`` names a shipped one whose columns it takes over.

    subject: the kind of data that is being imported, when known.
    Raises: ProfileInvalid, ProfileUnknown, ProfileUnfit.
    """
    merged = _with_base(_toml(text, name), name, _shipped_text)
    profile = _build(merged, name)
    if subject is not None and profile.subject != subject:
        raise ProfileUnfit(name=name, subject=profile.subject, wanted=subject)
    return profile


def _shipped_text(name: str) -> str:
    names = shipped_names()
    if name not in names:
        raise ProfileUnknown(name=name, known=tuple(names))
    folder = resources.files("raschet.formats.profiles")
    return folder.joinpath(f"{name}.toml").read_text(encoding="utf-8")


def _toml(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ProfileInvalid(name=name, place="", problem=str(error)) from error


def _with_base(
    data: dict[str, Any], name: str, text_of: Callable[[str], str], depth: int = 0
) -> dict[str, Any]:
    base_name = data.get("extends")
    if base_name is None:
        return data
    if not isinstance(base_name, str) or depth > 4:
        raise ProfileInvalid(name=name, place="extends", problem="NOT_A_PROFILE")
    base = _with_base(_toml(text_of(base_name), base_name), base_name, text_of, depth + 1)
    merged = {**base, **data}
    for section in ("table", "columns", "settings"):
        ours, theirs = data.get(section, {}), base.get(section, {})
        if not isinstance(ours, dict):
            raise ProfileInvalid(name=name, place=section, problem="NOT_A_TABLE")
        merged[section] = {**theirs, **ours}
        if section == "columns":
            for key, column in ours.items():
                if isinstance(column, dict) and isinstance(theirs.get(key), dict):
                    merged[section][key] = {**theirs[key], **column}
    return merged


def _build(data: dict[str, Any], name: str) -> Profile:
    _refuse_unknown(data, PROFILE_KEYS, name, "")
    subject = data.get("subject")
    if subject not in SUBJECTS:
        raise ProfileInvalid(name=name, place="subject", problem="NOT_A_SUBJECT")
    table = data.get("table", {})
    columns = data.get("columns", {})
    if not isinstance(table, dict) or not isinstance(columns, dict) or not columns:
        raise ProfileInvalid(name=name, place="columns", problem="NOT_A_TABLE")
    _refuse_unknown(table, TABLE_KEYS, name, "table")
    rules = {key: _column(key, column, name) for key, column in columns.items()}
    heading = table.get("heading", True)
    if not heading and not any(rule.position for rule in rules.values()):
        raise ProfileInvalid(name=name, place="columns", problem="NO_POSITIONS")
    encoding = table.get("encoding")
    if encoding is not None and encoding not in ENCODINGS:
        raise ProfileInvalid(name=name, place="table.encoding", problem="NOT_AN_ENCODING")
    delimiter = table.get("delimiter")
    if delimiter is not None and (not isinstance(delimiter, str) or len(delimiter) != 1):
        raise ProfileInvalid(name=name, place="table.delimiter", problem="NOT_A_SIGN")
    for choice, allowed in (("hidden_rows", ("read", "skip")), ("totals", ("skip", "check"))):
        if table.get(choice, allowed[0]) not in allowed:
            raise ProfileInvalid(name=name, place=f"table.{choice}", problem="NOT_A_CHOICE")
    key = tuple(table.get("key", ()))
    if any(part not in rules for part in key):
        raise ProfileInvalid(name=name, place="table.key", problem="NOT_A_COLUMN")
    return Profile(
        name=name,
        title=str(data.get("title", name)),
        subject=subject,
        columns=rules,
        heading=bool(heading),
        sheet=str(table.get("sheet", "")),
        encoding=encoding,
        delimiter=delimiter,
        hidden_rows=table.get("hidden_rows", "read"),
        totals=table.get("totals", "skip"),
        key=key or tuple(key for key, rule in rules.items() if rule.required),
        settings=data.get("settings", {}),
    )


def _refuse_unknown(data: dict[str, Any], known: frozenset[str], name: str, place: str) -> None:
    for key in data:
        if key not in known:
            raise ProfileInvalid(
                name=name, place=f"{place}.{key}".strip("."), problem="UNKNOWN_KEY"
            )


def _column(key: str, data: object, name: str) -> ColumnRule:
    place = f"columns.{key}"
    if not isinstance(data, dict):
        raise ProfileInvalid(name=name, place=place, problem="NOT_A_TABLE")
    _refuse_unknown(data, COLUMN_KEYS, name, place)
    try:
        kind = CellKind(data.get("kind", "text"))
    except ValueError as error:
        raise ProfileInvalid(name=name, place=f"{place}.kind", problem="NOT_A_KIND") from error
    headers = data.get("headers", [])
    if not isinstance(headers, list) or not all(isinstance(item, str) for item in headers):
        raise ProfileInvalid(name=name, place=f"{place}.headers", problem="NOT_A_LIST")
    values = data.get("values", {})
    if not isinstance(values, dict) or (kind is CellKind.CODE and not values):
        raise ProfileInvalid(name=name, place=f"{place}.values", problem="NOT_A_TABLE")
    numbers = {part: data.get(part, 0) for part in ("digits", "position")}
    if not all(isinstance(number, int) and 0 <= number <= 512 for number in numbers.values()):
        raise ProfileInvalid(name=name, place=place, problem="NOT_A_NUMBER")
    return ColumnRule(
        key=key,
        kind=kind,
        headers=tuple(dict.fromkeys(normalise_heading(item) for item in [*headers, key])),
        label=headers[0] if headers else key,
        required=bool(data.get("required", False)),
        filled=bool(data.get("filled", False)),
        digits=numbers["digits"],
        position=numbers["position"],
        longest=int(data.get("longest", 500)),
        sensitive=bool(data.get("sensitive", False)),
        values={
            normalise_heading(word): code
            for code, words in values.items()
            for word in (code, *(words if isinstance(words, list) else [words]))
        },
    )
