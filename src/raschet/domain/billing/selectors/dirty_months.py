"""Which accounts' months wait to be computed again, and because of what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from raschet.domain.billing.models import Run
from raschet.domain.ledger.connections import integer_list
from raschet.domain.registry.models import DirtyMonth
from raschet.values.period import Period

if TYPE_CHECKING:
    from raschet.domain.ledger.connections import ColumnReader

MARKED_SCHEMA: Final = {
    "account_id": pl.Int64,
    "service_id": pl.Int16,
    "reason": pl.String,
    "first_period": pl.Date,
    "until_period": pl.Date,
}
"""One row an account and late fact; ``service_id`` 0 is any."""

WAITING: Final = "settled_run_id IS NULL"

MARKED_SQL: Final = f"""
WITH waiting AS (SELECT * FROM registry_dirty_month WHERE {WAITING})
SELECT scope_id AS account_id, service_id, reason, first_period, until_period
  FROM waiting WHERE scope = 'ACCOUNT'
UNION
SELECT account.id, w.service_id, reason, first_period, until_period
  FROM waiting AS w JOIN registry_account AS account ON account.house_id = w.scope_id
 WHERE scope = 'HOUSE'
UNION
SELECT account.id, w.service_id, reason, first_period, until_period
  FROM waiting AS w
  JOIN registry_housesupply AS supply ON supply.service_id = w.service_id
       AND (w.supplier_id = 0 OR supply.supplier_id = w.supplier_id)
  JOIN registry_account AS account ON account.house_id = supply.house_id
 WHERE scope IN ('TARIFF', 'NORM', 'SERVICE')
   AND (w.group_code = '' OR (scope = 'TARIFF' AND supply.tariff_group = w.group_code)
        OR (scope = 'NORM' AND supply.norm_group = w.group_code)
        OR EXISTS (SELECT FROM registry_accountsupply AS own
                    WHERE own.account_id = account.id AND own.service_id = w.service_id
                      AND (CASE scope WHEN 'TARIFF' THEN own.tariff_group ELSE own.norm_group END)
                          = w.group_code))
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class WaitingMark:
    """A late fact that no published run has taken into account yet.

    scope: ACCOUNT, HOUSE, TARIFF, NORM or SERVICE; until: first month it no longer touches.
    """

    mark_id: int
    scope: str
    scope_id: int
    service_id: int
    reason: str
    first: Period
    until: Period | None


def waiting_marks(*, account_id: int | None = None) -> list[WaitingMark]:
    """Late facts that the next run will take up, oldest first; those of one account, if named."""
    rows = DirtyMonth.objects.filter(settled_run_id__isnull=True).order_by("id")
    if account_id is not None:
        rows = rows.filter(scope=DirtyMonth.Scope.ACCOUNT, scope_id=account_id)
    return [
        WaitingMark(
            row.pk,
            row.scope,
            row.scope_id,
            row.service_id,
            row.reason,
            Period.of(row.first_period),
            None if row.until_period is None else Period.of(row.until_period),
        )
        for row in rows
    ]


def waiting_mark_ids(reader: ColumnReader) -> list[int]:
    """Ids of the marks that the reader's snapshot shows as not settled."""
    rows = reader.read(f"SELECT id FROM registry_dirty_month WHERE {WAITING} ORDER BY id")  # noqa: S608
    return [int(id_) for id_ in rows["id"]]


def marked_accounts(reader: ColumnReader) -> pl.DataFrame:
    """``MARKED_SCHEMA``: the marks that wait, each spread over the accounts it concerns."""
    return reader.read(MARKED_SQL, MARKED_SCHEMA)


def published_runs(period: Period) -> dict[Period, int]:
    """Published runs of the months before one."""
    rows = Run.objects.filter(period__lt=period.first_day, state=Run.State.PUBLISHED)
    return {Period.of(first): run_id for first, run_id in rows.values_list("period", "id")}


def with_flatmates(reader: ColumnReader, account_ids: list[int]) -> pl.DataFrame:
    """``account_id``, ``house_id``, ``flat_id``: the accounts and all others of their flats.

    A shared meter, a room and an account that follows another inside a month divide one whole.
    """
    return reader.read(
        "WITH flat AS (SELECT DISTINCT coalesce(unit.parent_id, unit.id) AS id "  # noqa: S608
        "FROM registry_account AS account JOIN registry_unit AS unit ON unit.id = account.unit_id "
        f"WHERE account.id IN ({integer_list(account_ids)})) "
        "SELECT account.id AS account_id, account.house_id, flat.id AS flat_id FROM flat "
        "JOIN registry_unit AS unit ON unit.id = flat.id OR unit.parent_id = flat.id "
        "JOIN registry_account AS account ON account.unit_id = unit.id ORDER BY 1"
    )


def known_to_run(
    reader: ColumnReader, run_id: int, period: Period, account_ids: list[int]
) -> pl.Series:
    """Those of the accounts whose month was billed, listed as not billed, or recomputed.

    A month that an account spent elsewhere is not charged because its history came in later.
    """
    named = f"account_id IN ({integer_list(account_ids)})"
    rows = reader.read(
        f"SELECT account_id FROM billing_charge_line WHERE run_id = {run_id} AND {named} "  # noqa: S608
        f"UNION SELECT account_id FROM billing_unbilled WHERE run_id = {run_id} AND {named} "
        "UNION SELECT account_id FROM billing_recomputed_month JOIN billing_run AS run "
        f"ON run.id = run_id AND run.state = 'PUBLISHED' WHERE {named} "
        f"AND billing_recomputed_month.period = '{period.first_day}' ORDER BY 1",
        {"account_id": pl.Int64},
    )
    return rows["account_id"]
