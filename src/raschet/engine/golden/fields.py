"""What a rule takes: named, typed inputs read strictly from JSON or YAML values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from raschet.values.period import Period
from raschet.values.scaled import parse_micro

if TYPE_CHECKING:
    from collections.abc import Mapping

REQUIRED: Final = object()
"""Marks an input without a default."""


class Kind(StrEnum):
    """How an input is written in a case."""

    DECIMAL = "decimal"  # "38.75" or 38: at most six decimals; read as micro-units
    INTEGER = "integer"
    KOPECKS = "kopecks"
    FLAG = "flag"
    TEXT = "text"
    PERIOD = "period"  # 2026-10
    DATE = "date"
    DECIMALS = "list of decimals"
    DECIMAL_MAP = "object of decimals"  # decimals under names of the writer's choice
    TABLE = "table"  # a list of objects with fields of their own
    OBJECT = "object"  # one object with fields of its own


class CaseInvalid(ValueError):
    """The case cannot be computed as it is written."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True, slots=True)
class Field:
    """One input of a rule. ``nullable`` lets null stand for "none"."""

    name: str
    kind: Kind
    meaning: str
    default: Any = REQUIRED
    fields: tuple[Field, ...] = ()
    nullable: bool = False

    @property
    def required(self) -> bool:
        return self.default is REQUIRED


def read_fields(fields: tuple[Field, ...], given: Any, where: str = "inputs") -> dict[str, Any]:
    """Typed values of every field. Names that no field has are left out. Raises: CaseInvalid."""
    if not isinstance(given, dict):
        raise CaseInvalid(f"{where}: an object is expected, not {_named(given)}")
    values = {}
    for field in fields:
        place = f"{where}.{field.name}"
        if field.name in given and (given[field.name] is not None or field.nullable):
            values[field.name] = _read(field, given[field.name], place)
        elif field.required:
            raise CaseInvalid(f"{place}: is missing")
        else:
            values[field.name] = field.default
    return values


def ignored_names(fields: tuple[Field, ...], given: Mapping[str, Any]) -> tuple[str, ...]:
    """Inputs of a case that its rule does not use."""
    return tuple(sorted(set(given) - {field.name for field in fields}))


def _named(value: Any) -> str:
    return "nothing" if value is None else f"{value!r}"


def _read(field: Field, value: Any, place: str) -> Any:
    if value is None:
        return None
    if field.kind is Kind.OBJECT:
        return read_fields(field.fields, value, place)
    if field.kind is Kind.TABLE:
        if not isinstance(value, list):
            raise CaseInvalid(f"{place}: a list is expected, not {_named(value)}")
        return [read_fields(field.fields, row, f"{place}[{i}]") for i, row in enumerate(value)]
    if field.kind is Kind.DECIMALS:
        if not isinstance(value, list):
            raise CaseInvalid(f"{place}: a list is expected, not {_named(value)}")
        return [_micro(item, f"{place}[{i}]") for i, item in enumerate(value)]
    if field.kind is Kind.DECIMAL_MAP:
        if not isinstance(value, dict):
            raise CaseInvalid(f"{place}: an object is expected, not {_named(value)}")
        return {str(name): _micro(item, f"{place}.{name}") for name, item in value.items()}
    return _scalar(field.kind, value, place)


def _scalar(kind: Kind, value: Any, place: str) -> Any:
    if kind is Kind.DECIMAL:
        return _micro(value, place)
    if kind in {Kind.INTEGER, Kind.KOPECKS}:
        return _integer(value, place)
    if kind is Kind.FLAG:
        if not isinstance(value, bool):
            raise CaseInvalid(f"{place}: true or false is expected, not {_named(value)}")
        return value
    if kind is Kind.TEXT:
        if not isinstance(value, str):
            raise CaseInvalid(f"{place}: text is expected, not {_named(value)}")
        return value
    return _day(kind, value, place)


def _micro(value: Any, place: str) -> int:
    """A decimal as micro-units. A binary fraction is refused: its digits are not what was typed."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise CaseInvalid(
            f'{place}: a decimal in quotes is expected ("38.75"), not {_named(value)}'
        )
    try:
        return parse_micro(str(value))
    except ValueError as error:
        raise CaseInvalid(f"{place}: {error}") from error


def _integer(value: Any, place: str) -> int:
    micro = _micro(value, place)
    whole, fraction = divmod(micro, 1_000_000)
    if fraction:
        raise CaseInvalid(f"{place}: a whole number is expected, not {_named(value)}")
    return whole


def _day(kind: Kind, value: Any, place: str) -> Period | date:
    try:
        if kind is Kind.PERIOD:
            return Period.parse(str(value))
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError as error:
        raise CaseInvalid(f"{place}: {error}") from error
