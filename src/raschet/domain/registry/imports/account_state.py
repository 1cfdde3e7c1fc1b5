"""What the database already says about the accounts of a file, and how the file differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.db import connection

from raschet.domain.registry.imports.account_rows import AccountRow
from raschet.domain.registry.imports.report import Change, Judge
from raschet.values.scaled import plain_micro

FACT_TABLES: Final = {
    "area": "registry_accountarea",
    "household": "registry_household",
    "holder": "registry_accountholder",
    "owners": "registry_ownership",
}
"""Dated facts of an account that a file may change, and their tables."""

Fact = tuple[object, ...]

STATE_SQL: Final = """
SELECT a.number, a.id, h.address_key, u.number, a.external_number, a.unified_number, a.closed_on,
       area.id, area.valid_from, area.area_micro, area.share_numerator, area.share_denominator,
       people.id, people.valid_from, people.registered, people.temporary,
       holder.id, holder.valid_from, holder.kind, holder.name, holder.phone, holder.email,
       owners.ids, owners.valid_from, owners.names,
       EXISTS (SELECT FROM registry_accountarea f WHERE f.account_id = a.id AND f.valid_from > %(day)s)
         OR EXISTS (SELECT FROM registry_household f WHERE f.account_id = a.id AND f.valid_from > %(day)s)
         OR EXISTS (SELECT FROM registry_accountholder f WHERE f.account_id = a.id AND f.valid_from > %(day)s)
         OR EXISTS (SELECT FROM registry_ownership f WHERE f.account_id = a.id AND f.valid_from > %(day)s)
  FROM registry_account a
  JOIN registry_house h ON h.id = a.house_id
  JOIN registry_unit u ON u.id = a.unit_id
  LEFT JOIN registry_accountarea area ON area.account_id = a.id
       AND area.valid_from <= %(day)s AND (area.valid_until IS NULL OR area.valid_until > %(day)s)
  LEFT JOIN registry_household people ON people.account_id = a.id
       AND people.valid_from <= %(day)s AND (people.valid_until IS NULL OR people.valid_until > %(day)s)
  LEFT JOIN registry_accountholder holder ON holder.account_id = a.id
       AND holder.valid_from <= %(day)s AND (holder.valid_until IS NULL OR holder.valid_until > %(day)s)
  LEFT JOIN (
       SELECT account_id, array_agg(id ORDER BY owner_number) AS ids, max(valid_from) AS valid_from,
              array_agg(name ORDER BY owner_number) AS names
         FROM registry_ownership
        WHERE valid_from <= %(day)s AND (valid_until IS NULL OR valid_until > %(day)s)
        GROUP BY account_id
  ) owners ON owners.account_id = a.id
 WHERE a.number = ANY(%(numbers)s)
"""


@dataclass(frozen=True, slots=True)
class FactNow:
    """A dated fact as it stands: its rows, since when, and what it says."""

    ids: tuple[int, ...]
    valid_from: date | None
    value: Fact


@dataclass(frozen=True, slots=True)
class AccountNow:
    """An account as it stands on a day."""

    account_id: int
    house_key: str
    unit_number: str
    external_number: str
    unified_number: str
    closed_on: date | None
    facts: dict[str, FactNow]
    changes_later: bool


@dataclass(slots=True)
class Difference:
    """What is to be written: accounts that are new, facts and fields that changed."""

    new: list[AccountRow] = field(default_factory=list)
    facts: dict[str, list[tuple[AccountRow, AccountNow]]] = field(default_factory=dict)
    fields: list[tuple[AccountRow, AccountNow]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    same: int = 0
    area_before_micro: int = 0
    area_after_micro: int = 0


def accounts_now(numbers: Sequence[str], day: date) -> dict[str, AccountNow]:
    """The accounts with these numbers as they stand on a day."""
    with connection.cursor() as cursor:
        cursor.execute(STATE_SQL, {"numbers": list(numbers), "day": day})
        return {row[0]: _account(row) for row in cursor.fetchall()}


def _account(row: tuple[object, ...]) -> AccountNow:
    (number, account_id, key, unit, external, unified, closed, *facts) = row
    assert isinstance(account_id, int), number
    area, people, holder, owners = facts[0:5], facts[5:9], facts[9:15], facts[15:18]
    names = owners[2]
    return AccountNow(
        account_id=account_id,
        house_key=str(key),
        unit_number=str(unit),
        external_number=str(external),
        unified_number=str(unified),
        closed_on=closed if isinstance(closed, date) else None,
        facts={
            "area": _fact([area[0]], area[1], tuple(area[2:])),
            "household": _fact([people[0]], people[1], tuple(people[2:])),
            "holder": _fact([holder[0]], holder[1], tuple(holder[2:])),
            "owners": _fact(owners[0], owners[1], tuple(names) if isinstance(names, list) else ()),
        },
        changes_later=bool(facts[18]),
    )


def _fact(ids: object, since: object, value: Fact) -> FactNow:
    numbers = ids if isinstance(ids, list) else []
    return FactNow(
        ids=tuple(number for number in numbers if isinstance(number, int)),
        valid_from=since if isinstance(since, date) else None,
        value=value,
    )


def fact_of(row: AccountRow, fact: str) -> Fact | None:
    """What a row says about a fact; None when it says nothing."""
    if fact == "area":
        return (row.area_micro, *row.share)
    if fact == "household":
        return None if row.registered is None else (row.registered, row.temporary)
    if fact == "holder":
        return (row.holder_kind, row.holder, row.phone, row.email) if row.holder else None
    # A tenant answers for a flat that the municipality owns: nothing is said about its owners.
    return row.owners if row.owners and row.holder_kind != "TENANT" else None


def difference(
    rows: Sequence[AccountRow], now: dict[str, AccountNow], given: frozenset[str], judge: Judge
) -> Difference:
    """Compare the file with the database; contradictions are refused by the judge.

    given: columns that the file has, so that a column it lacks is not read as an empty value.
    """
    found = Difference()
    for row in rows:
        account = now.get(row.number)
        found.area_after_micro += row.area_micro
        if account is None:
            found.new.append(row)
            continue
        area = account.facts["area"].value[0]
        found.area_before_micro += area if isinstance(area, int) else 0
        if account.house_key != row.house_key or account.unit_number != row.unit_number:
            place = f"{account.house_key}|{account.unit_number}".replace("|", ", ")
            judge.refuse(row.index, "number", row.number, "ACCOUNT_ELSEWHERE", place=place)
            continue
        if not _compare(found, row, account, given, judge):
            found.same += 1
    return found


def _compare(
    found: Difference, row: AccountRow, account: AccountNow, given: frozenset[str], judge: Judge
) -> bool:
    """Note how a row differs from its account. Returns whether it does."""
    differs = False
    for fact in FACT_TABLES:
        said, stands = fact_of(row, fact), account.facts[fact].value
        if said is not None and fact == "holder":
            said = _with_contacts(said, stands, given)
        if said is None or said == stands:
            continue
        differs = True
        if account.changes_later:
            judge.refuse(row.index, "number", row.number, "FACT_CHANGES_LATER", fact=fact)
            continue
        found.facts.setdefault(fact, []).append((row, account))
        found.changes.append(
            Change(
                judge.row_numbers[row.index],
                row.number,
                fact,
                _said(fact, stands),
                _said(fact, said),
            )
        )
    for name in ("external_number", "unified_number", "closed_on"):
        said_field, stands_field = getattr(row, name), getattr(account, name)
        if said_field and said_field != stands_field:
            if not found.fields or found.fields[-1][0] is not row:
                found.fields.append((row, account))
            differs = True
            before = "" if stands_field is None else str(stands_field)
            found.changes.append(
                Change(judge.row_numbers[row.index], row.number, name, before, str(said_field))
            )
    return differs


def _with_contacts(said: Fact, stands: Fact, given: frozenset[str]) -> Fact:
    """A holder's kind, phone and e-mail are compared only where the file tells them."""
    if len(stands) != 4 or stands[1] is None:
        return said
    keep = [
        stands[place] if not said[place] or key not in given else said[place]
        for place, key in ((0, "holder_kind"), (1, "holder"), (2, "phone"), (3, "email"))
    ]
    if said[1] != stands[1]:
        keep[0] = said[0]
    return tuple(keep)


def _said(fact: str, value: Fact) -> str:
    """A fact's value for people."""
    if not value or value[0] is None:
        return ""
    if fact == "area":
        share = "" if value[1] == value[2] else f" ({value[1]}/{value[2]})"
        return plain_micro(int(str(value[0]))) + share
    if fact == "household":
        return " + ".join(str(part) for part in value)
    if fact == "holder":
        return ", ".join(str(part) for part in value[1:] if part)
    return "; ".join(str(part) for part in value)
