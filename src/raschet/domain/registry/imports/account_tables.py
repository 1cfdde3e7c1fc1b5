"""Writing accounts: frames for COPY, each row with the number of its batch."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from datetime import date
from typing import Any, Final

import polars as pl
from django.db import connection
from psycopg import sql

from raschet.domain.registry.bulk import Table, constraints_checked_after, copy_in, reserve_ids
from raschet.domain.registry.imports.account_rows import AccountRow
from raschet.domain.registry.imports.account_state import FACT_TABLES, AccountNow, Difference
from raschet.domain.registry.models import (
    Account,
    House,
    HouseManagement,
    Organisation,
    Unit,
)
from raschet.domain.registry.services.mark_dirty import LateFact, mark_dirty
from raschet.domain.registry.tables import TABLES

HOUSES: Final = (
    TABLES["houses"]
    .without(
        "premises_area_micro",
        "residential_area_micro",
        "nonresidential_area_micro",
        "common_area_micro",
        "land_area_micro",
    )
    .of_import()
)
UNITS: Final = TABLES["units"].without("parent_id", "rooms", "storey", "entrance").of_import()
ACCOUNTS: Final = TABLES["accounts"].of_import()
FACTS: Final = {
    fact: TABLES[group].without("id").of_import()
    for fact, group in (
        ("area", "areas"),
        ("household", "households"),
        ("holder", "holders"),
        ("owners", "ownerships"),
    )
}
REASONS: Final = {"area": "AREA", "household": "RESIDENTS", "owners": "OWNERS"}
"""Facts that a charge depends on, and what a recalculation because of them is called."""

OWNER_KINDS: Final = {"ORGANISATION": "ORGANISATION", "MUNICIPALITY": "MUNICIPALITY"}

Rows = list[tuple[object, ...]]


def write_accounts(found: Difference, *, batch_id: int, valid_from: date) -> dict[str, Any]:
    """Write what a file brings. Returns what ``undo`` needs besides the rows' batch numbers.

    Must run inside a transaction.
    """
    tables = [HOUSES, UNITS, ACCOUNTS, *FACTS.values()]
    fresh = not Account.objects.exists()
    if fresh:
        # Checks still pending in this transaction would forbid taking constraints off.
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    guard = constraints_checked_after([table.name for table in tables]) if fresh else nullcontext()
    with guard:
        houses = _houses(found.new, batch_id)
        units = _units(found.new, houses, batch_id)
        ids = _accounts(found.new, houses, units, batch_id, valid_from)
        facts: dict[str, Rows] = {fact: [] for fact in FACTS}
        for row, account_id in zip(found.new, ids, strict=True):
            for fact, gathered in facts.items():
                since = row.opened_on or valid_from
                gathered.extend(_fact_rows(fact, row, account_id, since, batch_id))
        removed_rows: dict[str, list[Any]] = {}
        ended_ids: dict[str, list[int]] = {}
        for fact, pairs in found.facts.items():
            removed, ended = _end_facts(fact, pairs, valid_from)
            removed_rows[FACT_TABLES[fact]] = removed
            ended_ids[FACT_TABLES[fact]] = ended
            for row, account in pairs:
                facts[fact] += _fact_rows(fact, row, account.account_id, valid_from, batch_id)
        for fact, rows in facts.items():
            _copy(FACTS[fact], rows)
    _manage(found.new, houses, batch_id, valid_from)
    mark_dirty(facts=_late_facts(found, ids, valid_from))
    return {
        "removed": removed_rows,
        "ended": ended_ids,
        "fields": _change_fields(found.fields),
    }


def _late_facts(found: Difference, new_ids: Sequence[int], valid_from: date) -> Iterator[LateFact]:
    """What the file brings that months may have been computed without."""
    for account_id in new_ids:
        # An account's history before it came to the centre was charged elsewhere.
        yield LateFact("ACCOUNT", valid_from, scope_id=account_id)
    for fact, pairs in found.facts.items():
        if fact in REASONS:
            for _, account in pairs:
                yield LateFact(REASONS[fact], valid_from, scope_id=account.account_id)
    for row, account in found.fields:
        if row.closed_on is not None and row.closed_on != account.closed_on:
            first = min(row.closed_on, account.closed_on or row.closed_on)
            yield LateFact("ACCOUNT", first, scope_id=account.account_id)


def _copy(table: Table, rows: Rows) -> None:
    if rows:
        schema = dict(table.columns)
        copy_in(table, pl.DataFrame(rows, schema=schema, orient="row", strict=True))


def _houses(rows: Sequence[AccountRow], batch_id: int) -> dict[str, int]:
    """Ids of the houses of these rows; those that are not there yet are written."""
    firsts: dict[str, AccountRow] = {}
    for row in rows:
        firsts.setdefault(row.house_key, row)
    known = dict(
        House.objects.filter(address_key__in=list(firsts)).values_list("address_key", "id")
    )
    new = [row for key, row in firsts.items() if key not in known]
    first_id = reserve_ids(HOUSES.name, len(new)) + 1 if new else 0
    written: Rows = []
    for position, row in enumerate(new):
        known[row.house_key] = first_id + position
        written.append(
            (
                *(first_id + position, row.house_kind, row.fias_id, row.place.settlement),
                *(row.place.street, row.place.house_number, row.house_key),
                *(row.storeys, row.year_built, row.house_area_micro, batch_id),
            )
        )
    _copy(HOUSES, written)
    return known


def _units(
    rows: Sequence[AccountRow], houses: dict[str, int], batch_id: int
) -> dict[tuple[int, str], int]:
    """Ids of the premises of these rows; those that are not there yet are written."""
    firsts: dict[tuple[int, str], AccountRow] = {}
    for row in rows:
        firsts.setdefault((houses[row.house_key], row.unit_number), row)
    touched = {house_id for house_id, _ in firsts}
    known = {
        (house_id, number): unit_id
        for unit_id, house_id, number in Unit.objects.filter(
            house_id__in=list(touched)
        ).values_list("id", "house_id", "number")
    }
    new = [(key, row) for key, row in firsts.items() if key not in known]
    first_id = reserve_ids(UNITS.name, len(new)) + 1 if new else 0
    written: Rows = []
    for position, (key, row) in enumerate(new):
        known[key] = first_id + position
        written.append(
            (
                *(first_id + position, key[0], row.unit_kind, row.unit_number),
                *(row.area_micro, row.living_area_micro, batch_id),
            )
        )
    _copy(UNITS, written)
    return known


def _accounts(
    rows: Sequence[AccountRow],
    houses: dict[str, int],
    units: dict[tuple[int, str], int],
    batch_id: int,
    valid_from: date,
) -> list[int]:
    if not rows:
        return []
    first_id = reserve_ids(ACCOUNTS.name, len(rows)) + 1
    written: Rows = []
    for position, row in enumerate(rows):
        house_id = houses[row.house_key]
        written.append(
            (
                *(first_id + position, row.number, row.unified_number, row.external_number),
                *(units[house_id, row.unit_number], house_id, row.opened_on or valid_from),
                *(row.closed_on, batch_id),
            )
        )
    _copy(ACCOUNTS, written)
    return [first_id + position for position in range(len(rows))]


def _fact_rows(fact: str, row: AccountRow, account_id: int, since: date, batch_id: int) -> Rows:
    """Rows of a fact's table; none when the file says nothing about it."""
    validity = (since, None, batch_id)
    if fact == "area":
        return [(account_id, row.area_micro, *row.share, *validity)]
    if fact == "household" and row.registered is not None:
        return [(account_id, row.registered, row.temporary, *validity)]
    if fact == "holder" and row.holder:
        return [(account_id, row.holder_kind, row.holder, row.phone, row.email, *validity)]
    if fact == "owners" and row.holder_kind != "TENANT":
        return _owner_rows(row, account_id, validity)
    return []


def _owner_rows(row: AccountRow, account_id: int, validity: tuple[object, ...]) -> Rows:
    """One row for each owner written in the cell; the account's share is theirs in equal parts."""
    kind = OWNER_KINDS.get(row.holder_kind, "PERSON")
    numerator, denominator = row.share[0], row.share[1] * max(1, len(row.owners))
    return [
        (account_id, number, kind, name, numerator, denominator, *validity)
        for number, name in enumerate(row.owners, start=1)
    ]


def _end_facts(
    fact: str, pairs: Sequence[tuple[AccountRow, AccountNow]], day: date
) -> tuple[list[Any], list[int]]:
    """End the facts that a file changes; one that began the same day never held and is removed."""
    table = sql.Identifier(FACT_TABLES[fact])
    removed = [
        i for _, now in pairs if now.facts[fact].valid_from == day for i in now.facts[fact].ids
    ]
    ended = [
        i for _, now in pairs if now.facts[fact].valid_from != day for i in now.facts[fact].ids
    ]
    rows: list[Any] = []
    with connection.cursor() as cursor:
        if removed:
            statement = sql.SQL("DELETE FROM {} AS t WHERE id = ANY(%s) RETURNING to_jsonb(t)")
            cursor.execute(statement.format(table), [removed])
            rows = [json.loads(r[0]) if isinstance(r[0], str) else r[0] for r in cursor.fetchall()]
        if ended:
            statement = sql.SQL("UPDATE {} SET valid_until = %s WHERE id = ANY(%s)")
            cursor.execute(statement.format(table), [day, ended])
    return rows, ended


def _change_fields(pairs: Sequence[tuple[AccountRow, AccountNow]]) -> list[list[object]]:
    """Set what an account's own row says. Returns the values that stood there."""
    before: list[list[object]] = []
    with connection.cursor() as cursor:
        for row, now in pairs:
            closed = None if now.closed_on is None else now.closed_on.isoformat()
            before.append([now.account_id, now.external_number, now.unified_number, closed])
            cursor.execute(
                "UPDATE registry_account SET external_number = %s, unified_number = %s, "
                "closed_on = %s WHERE id = %s",
                [
                    row.external_number or now.external_number,
                    row.unified_number or now.unified_number,
                    row.closed_on or now.closed_on,
                    now.account_id,
                ],
            )
    return before


def _manage(
    rows: Sequence[AccountRow], houses: dict[str, int], batch_id: int, valid_from: date
) -> None:
    """Say which registered company manages the houses that have no manager yet."""
    inns = {houses[row.house_key]: row.manager_inn for row in rows if row.manager_inn}
    if not inns:
        return
    kinds = (Organisation.Kind.MANAGING_COMPANY, Organisation.Kind.OWNERS_ASSOCIATION)
    companies = dict(
        Organisation.objects.filter(inn__in=set(inns.values()), kind__in=kinds).values_list(
            "inn", "id"
        )
    )
    managed = set(
        HouseManagement.objects.filter(house_id__in=list(inns)).values_list("house_id", flat=True)
    )
    HouseManagement.objects.bulk_create(
        HouseManagement(
            house_id=house_id,
            organisation_id=companies[inn],
            valid_from=valid_from,
            import_batch_id=batch_id,
        )
        for house_id, inn in inns.items()
        if house_id not in managed
    )
