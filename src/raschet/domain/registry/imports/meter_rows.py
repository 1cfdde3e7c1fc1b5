"""Rows of meters as the file states them, judged one by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from raschet.domain.registry.imports.matching import (
    KnownAccount,
    known_accounts,
    serial_key,
    service_ids,
)
from raschet.domain.registry.imports.report import Judge
from raschet.formats.tables.cells.outcome import Value
from raschet.formats.tables.profile import Profile
from raschet.formats.tables.read_table import TypedTable
from raschet.values.rounding import MICRO
from raschet.values.scaled import plain_micro

REGISTERS_MAX: Final = 3
ZONES: Final = {1: ("",), 2: ("DAY", "NIGHT"), 3: ("PEAK", "SEMI_PEAK", "NIGHT")}
"""Zones of a meter's registers in the order of T1, T2, T3."""

Key = tuple[int, int, str]
"""Account, service, serial key: what makes a meter the same one."""


@dataclass(frozen=True, slots=True)
class MeterRow:
    """One meter as the file states it."""

    index: int
    account: KnownAccount
    service_id: int
    serial: str
    model: str
    place: str
    digits: int
    decimals: int
    ratio_micro: int
    initial_micro: tuple[int, ...]
    installed_on: date
    removed_on: date | None
    verified_on: date | None
    due_on: date | None

    @property
    def key(self) -> Key:
        return (self.account.account_id, self.service_id, serial_key(self.serial))


def meter_rows(table: TypedTable, profile: Profile, judge: Judge, today: date) -> list[MeterRow]:
    """The rows that can be understood; the others are refused by the judge."""
    columns = {key: table.column(key) for key in profile.columns}
    accounts = known_accounts(str(number) for number in columns["number"] if number)
    services = service_ids()
    found: list[MeterRow] = []
    first_of: dict[Key, int] = {}
    for index, row_number in enumerate(table.row_numbers):
        values = {key: column[index] for key, column in columns.items()}
        account = accounts.get(str(values["number"]))
        if values["number"] is not None and account is None:
            judge.refuse(index, "number", values["number"], "ACCOUNT_UNKNOWN")
        if row_number in table.refused_rows or account is None:
            continue
        row = _row(index, values, account, services, profile, judge, today)
        if row is None:
            continue
        if row.key in first_of:
            first = judge.row_numbers[first_of[row.key]]
            judge.refuse(index, "serial", row.serial, "METER_TWICE", row=first)
            continue
        first_of[row.key] = index
        found.append(row)
    return found


def _row(
    index: int,
    values: dict[str, Value],
    account: KnownAccount,
    services: dict[str, int],
    profile: Profile,
    judge: Judge,
    today: date,
) -> MeterRow | None:
    before = len([issue for issue in judge.issues if issue.refused])
    digits = _whole(values, "digits", int(profile.settings.get("digits", 5)))
    decimals = _whole(values, "decimals", int(profile.settings.get("decimals", 3)))
    if not 1 <= digits <= 12 or not 0 <= decimals <= 6:
        judge.refuse(index, "digits", digits, "DIAL_IMPOSSIBLE")
    initial = _initial(index, values, digits, decimals, judge)
    verified, due = _verification(index, values, profile, judge)
    installed = _day(values, "installed_on") or verified
    removed = _day(values, "removed_on")
    if installed is None:
        judge.refuse(index, "installed_on", "", "INSTALLED_MISSING")
    elif values.get("installed_on") is None:
        judge.note(index, "installed_on", installed, "INSTALLED_AS_VERIFIED")
    if installed is not None and removed is not None and removed < installed:
        judge.refuse(index, "removed_on", removed, "REMOVED_BEFORE_INSTALLED")
    if installed is not None and installed > today:
        judge.refuse(index, "installed_on", installed, "DAY_IN_FUTURE")
    if due is not None and due < today and removed is None:
        judge.note(index, "due_on", due, "VERIFICATION_EXPIRED")
    ratio = _whole(values, "ratio", MICRO)
    if ratio <= 0:
        judge.refuse(index, "ratio", plain_micro(ratio), "NUMBER_IMPOSSIBLE")
    if len([issue for issue in judge.issues if issue.refused]) > before or installed is None:
        return None
    return MeterRow(
        index=index,
        account=account,
        service_id=services[str(values["service"])],
        serial=str(values["serial"]),
        model=str(values.get("model") or ""),
        place=str(values.get("place") or ""),
        digits=digits,
        decimals=decimals,
        ratio_micro=ratio,
        initial_micro=initial,
        installed_on=installed,
        removed_on=removed,
        verified_on=verified,
        due_on=due,
    )


def _whole(values: dict[str, Value], key: str, otherwise: int) -> int:
    value = values.get(key)
    return value if isinstance(value, int) else otherwise


def _day(values: dict[str, Value], key: str) -> date | None:
    value = values.get(key)
    return value if isinstance(value, date) else None


def _initial(
    index: int, values: dict[str, Value], digits: int, decimals: int, judge: Judge
) -> tuple[int, ...]:
    """Initial readings of the registers; a register that the file leaves empty begins at zero."""
    given = [values.get(f"initial_{number}") for number in range(1, 5)]
    filled = [number for number, value in enumerate(given, start=1) if value is not None]
    count = _whole(values, "registers", max(filled, default=1))
    if not 1 <= count <= REGISTERS_MAX:
        judge.refuse(index, "registers", count, "REGISTERS_IMPOSSIBLE", most=REGISTERS_MAX)
        return ()
    if filled and filled[-1] > count:
        judge.refuse(index, f"initial_{filled[-1]}", "", "VALUE_WITHOUT_REGISTER", registers=count)
    initial = tuple(value if isinstance(value, int) else 0 for value in given[:count])
    for number, value in enumerate(initial, start=1):
        code = dial_refusal(value, digits, decimals)
        if code:
            judge.refuse(index, f"initial_{number}", plain_micro(value), code, digits=digits)
    return initial


def dial_refusal(value_micro: int, digits: int, decimals: int) -> str:
    """Why a dial cannot show a value: a code, or nothing when it can."""
    if value_micro < 0:
        return "READING_NEGATIVE"
    if value_micro >= 10**digits * MICRO:
        return "MORE_DIGITS_THAN_DIAL"
    return "MORE_DECIMALS_THAN_DIAL" if value_micro % 10 ** (6 - decimals) else ""


def _verification(
    index: int, values: dict[str, Value], profile: Profile, judge: Judge
) -> tuple[date | None, date | None]:
    """The last verification and its end; one date alone is completed by the profile's interval."""
    verified, due = _day(values, "verified_on"), _day(values, "due_on")
    years = int(profile.settings.get("verification_years", 6))
    if verified is not None and due is None:
        due = verified.replace(year=verified.year + years, day=min(verified.day, 28))
        judge.note(index, "due_on", due, "VERIFICATION_COMPLETED", years=years)
    elif verified is None and due is not None:
        verified = due.replace(year=due.year - years, day=min(due.day, 28))
        judge.note(index, "verified_on", verified, "VERIFICATION_COMPLETED", years=years)
    if verified is not None and due is not None and due <= verified:
        judge.refuse(index, "due_on", due, "DUE_BEFORE_VERIFIED")
    return verified, due
