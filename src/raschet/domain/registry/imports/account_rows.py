"""Rows of accounts as the file states them: addresses taken apart, facts judged one by one."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from raschet.domain.registry.imports.report import Judge
from raschet.formats.tables.address import (
    Address,
    AddressNotUnderstood,
    address_of_columns,
    flat_number,
    parse_address,
)
from raschet.formats.tables.cells.outcome import Value
from raschet.formats.tables.profile import Profile
from raschet.formats.tables.read_table import TypedTable
from raschet.values.identifiers import inn_valid
from raschet.values.rounding import MICRO
from raschet.values.scaled import plain_micro

RESIDENTS_MAX: Final = 99
AREA_MAX_MICRO: Final = 100_000 * MICRO
YEARS: Final = range(1700, 2200)
ORGANISATION: Final = re.compile(
    r"(ООО|АО|ОАО|ЗАО|ПАО|ИП|ТСЖ|ТСН|ЖСК|МУП|ГУП|МБУ|ГБУ|ФГУП|МКУ|АНО|НКО)\b|.*«", re.IGNORECASE
)
MUNICIPALITY: Final = re.compile(r"(муниципал|администраци|город(ской округ)? )", re.IGNORECASE)
OWNERS: Final = re.compile(r"\s*[;,]\s*")
PERSON: Final = re.compile(r"[^\W\d_][\w-]*( [^\W\d_][\w.-]*)+")


@dataclass(frozen=True, slots=True)
class Place:
    """A house as the file names it, with the key it is matched by."""

    settlement: str
    street: str
    house_number: str
    house_key: str

    @classmethod
    def of(cls, address: Address) -> Place:
        """The house of an address."""
        number = address.house_number
        return cls(address.settlement, address.street, number, address.house_key)


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account as the file states it. Areas are micro-units of a square metre."""

    index: int
    number: str
    external_number: str
    unified_number: str
    house_key: str
    place: Place
    fias_id: str | None
    house_kind: str
    unit_kind: str
    unit_number: str
    storeys: int | None
    year_built: int | None
    house_area_micro: int | None
    area_micro: int
    living_area_micro: int | None
    share: tuple[int, int]
    holder: str
    holder_kind: str
    owners: tuple[str, ...]
    phone: str
    email: str
    registered: int | None
    temporary: int
    opened_on: date | None
    closed_on: date | None
    manager_inn: str


def account_rows(table: TypedTable, profile: Profile, judge: Judge) -> list[AccountRow]:
    """The rows that can be understood; the others are refused by the judge.

    A row that repeats an earlier one word for word is left out and told; a different one with the
    same number is refused.
    """
    refused = table.refused_rows
    addresses = _Addresses(table, profile)
    columns = {key: table.column(key) for key in profile.columns}
    found: list[AccountRow] = []
    first_of: dict[str, int] = {}
    for index, row_number in enumerate(table.row_numbers):
        values = {key: column[index] for key, column in columns.items()}
        number = values["number"]
        if isinstance(number, str) and number in first_of:
            _judge_repeat(judge, columns, index, first_of[number], number)
            continue
        if isinstance(number, str):
            first_of[number] = index
        address = addresses.of(index, judge)
        if row_number in refused or address is None:
            continue
        row = _row(index, values, address, profile, judge)
        if row is not None:
            found.append(row)
    return _judge_flats(found, judge)


def _judge_flats(rows: list[AccountRow], judge: Judge) -> list[AccountRow]:
    """A lone account without a flat stands for a whole house; among others it lacks its flat."""
    counts = Counter(row.house_key for row in rows)
    judged = []
    for row in rows:
        if row.unit_number or row.house_kind == "DETACHED":
            judged.append(row)
        elif counts[row.house_key] == 1:
            judge.note(row.index, "address", row.place.house_number, "HOUSE_TAKEN_AS_DETACHED")
            judged.append(replace(row, house_kind="DETACHED", unit_kind="DETACHED"))
        else:
            judge.refuse(row.index, "flat", "", "FLAT_MISSING")
    return judged


def _judge_repeat(
    judge: Judge, columns: dict[str, list[Value]], index: int, first: int, number: str
) -> None:
    row = judge.row_numbers[first]
    if all(column[index] == column[first] for column in columns.values()):
        judge.note(index, "number", number, "ROW_REPEATED", row=row)
    else:
        judge.refuse(index, "number", number, "ACCOUNT_TWICE", row=row)


class _Addresses:
    """Addresses of the rows; the many flats of one house are taken apart with one look at it."""

    def __init__(self, table: TypedTable, profile: Profile) -> None:
        self.settlement = str(profile.settings.get("settlement", ""))
        keys = ("settlement", "street", "house", "corpus", "flat", "room", "address")
        self.columns = {key: table.columns.get(key) for key in keys}
        self.houses: dict[tuple[str, ...], Place | None] = {}

    def text(self, key: str, index: int) -> str:
        column = self.columns[key]
        value = None if column is None else column[index]
        return value if isinstance(value, str) else ""

    def of(self, index: int, judge: Judge) -> tuple[Place, str, str] | None:
        """House, flat and room of a row, or None after refusing it."""
        flat, room = flat_number(self.text("flat", index)), flat_number(self.text("room", index))
        line = self.text("address", index)
        if self.text("house", index):
            parts = ("settlement", "street", "house", "corpus")
            key = tuple(self.text(part, index) for part in parts)
            if key not in self.houses:
                self.houses[key] = self._of_columns(key)
            place, shown = self.houses[key], " ".join(key)
        elif line:
            place, flat_in_line, room_in_line = self._of_line(line, self.text("settlement", index))
            flat, room, shown = flat or flat_in_line, room or room_in_line, line
        else:
            judge.refuse(index, "address", "", "ADDRESS_MISSING")
            return None
        if place is None:
            judge.refuse(index, "address", shown, "ADDRESS_NOT_UNDERSTOOD")
            return None
        if not place.settlement:
            judge.refuse(index, "address", shown, "SETTLEMENT_MISSING")
            return None
        return place, flat, room

    def _of_columns(self, key: tuple[str, ...]) -> Place | None:
        settlement, street, house, corpus = key
        try:
            address = address_of_columns(
                settlement=settlement or self.settlement, street=street, house=house, corpus=corpus
            )
        except AddressNotUnderstood:
            return None
        return Place.of(address)

    def _of_line(self, line: str, settlement: str) -> tuple[Place | None, str, str]:
        try:
            address = parse_address(line, settlement=settlement)
        except AddressNotUnderstood:
            return None, "", ""
        if not address.settlement:
            address = replace(address, settlement=self.settlement)
        return Place.of(address), address.flat, address.room


def _row(
    index: int,
    values: dict[str, Value],
    address: tuple[Place, str, str],
    profile: Profile,
    judge: Judge,
) -> AccountRow | None:
    text = _texts(values)
    whole = _wholes(values)
    place, flat, room = address
    if not _facts_hold(index, values, judge):
        return None
    share = values.get("share")
    holder = text("holder")
    kind = text("holder_kind") or holder_kind(holder)
    opened, closed = values.get("opened_on"), values.get("closed_on")
    unit_kind = text("unit_kind") or ("ROOM" if room else "")
    house_kind = text("house_kind") or ("DETACHED" if unit_kind == "DETACHED" else "")
    house_kind = house_kind or str(profile.settings.get("house_kind", "APARTMENT"))
    return AccountRow(
        index=index,
        number=text("number"),
        external_number=text("external_number"),
        unified_number=text("unified_number"),
        house_key=place.house_key,
        place=place,
        fias_id=text("fias_id").lower() or None,
        house_kind=house_kind,
        unit_kind=unit_kind or ("DETACHED" if house_kind == "DETACHED" else "FLAT"),
        unit_number=f"{flat}/{room}" if room else flat,
        storeys=whole("storeys"),
        year_built=whole("year_built"),
        house_area_micro=whole("house_area"),
        area_micro=whole("total_area") or 0,
        living_area_micro=whole("living_area"),
        share=share if isinstance(share, tuple) else (1, 1),
        holder=holder,
        holder_kind=kind,
        owners=owners_of(holder) if kind == "OWNER" else (holder,) if holder else (),
        phone=text("phone"),
        email=text("email"),
        registered=whole("registered"),
        temporary=whole("temporary") or 0,
        opened_on=opened if isinstance(opened, date) else None,
        closed_on=closed if isinstance(closed, date) else None,
        manager_inn=text("manager_inn"),
    )


def _texts(values: dict[str, Value]) -> Callable[[str], str]:
    return lambda key: value if isinstance(value := values.get(key), str) else ""


def _wholes(values: dict[str, Value]) -> Callable[[str], int | None]:
    return lambda key: value if isinstance(value := values.get(key), int) else None


def _facts_hold(index: int, values: dict[str, Value], judge: Judge) -> bool:
    """Whether each fact is possible; what is not is refused by the judge."""
    before = len(judge.issues)
    whole = _wholes(values)
    area, living = whole("total_area") or 0, whole("living_area")
    if not 0 < area <= AREA_MAX_MICRO:
        judge.refuse(index, "total_area", plain_micro(area), "AREA_IMPOSSIBLE")
    if living is not None and not 0 <= living <= area:
        judge.refuse(index, "living_area", plain_micro(living), "LIVING_AREA_LARGER")
    for key in ("registered", "temporary"):
        count = whole(key)
        if count is not None and not 0 <= count <= RESIDENTS_MAX:
            judge.refuse(index, key, count, "RESIDENTS_IMPOSSIBLE", most=RESIDENTS_MAX)
    storeys, year = whole("storeys"), whole("year_built")
    if storeys is not None and not 0 < storeys < 200:
        judge.refuse(index, "storeys", storeys, "NUMBER_IMPOSSIBLE")
    if year is not None and year not in YEARS:
        judge.refuse(index, "year_built", year, "NUMBER_IMPOSSIBLE")
    opened, closed = values.get("opened_on"), values.get("closed_on")
    if isinstance(opened, date) and isinstance(closed, date) and closed <= opened:
        judge.refuse(index, "closed_on", closed, "CLOSED_BEFORE_OPENED")
    inn = values.get("manager_inn")
    if isinstance(inn, str) and not inn_valid(inn):
        judge.refuse(index, "manager_inn", inn, "INN_INVALID")
    fias = values.get("fias_id")
    if isinstance(fias, str) and not _is_uuid(fias):
        judge.refuse(index, "fias_id", fias, "FIAS_INVALID")
    return len(judge.issues) == before


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def holder_kind(name: str) -> str:
    """What a holder's name tells about its kind; people unless it says otherwise."""
    if MUNICIPALITY.match(name):
        return "MUNICIPALITY"
    return "ORGANISATION" if ORGANISATION.match(name) else "OWNER"


def owners_of(name: str) -> tuple[str, ...]:
    """The owners written in one cell: several only when each part reads as a full name."""
    parts = [part for part in OWNERS.split(name) if part]
    if len(parts) > 1 and all(PERSON.fullmatch(part) for part in parts):
        return tuple(parts)
    return (name,) if name else ()
