"""Proofs of what foreign keys would promise, where the tables carry none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from raschet.domain.ledger.connections import integer_list
from raschet.domain.proofs.checks import Check, Scope


@dataclass(frozen=True, slots=True)
class Reference:
    """A column that names rows of another table; 0 and NULL name nothing where ``loose``."""

    table: str
    column: str
    target: str
    loose: bool = False


REFERENCES: Final = (
    Reference("registry_accountholder", "account_id", "registry_account"),
    Reference("registry_accountarea", "account_id", "registry_account"),
    Reference("registry_household", "account_id", "registry_account"),
    Reference("registry_ownership", "account_id", "registry_account"),
    Reference("registry_accountsupply", "account_id", "registry_account"),
    Reference("registry_meter", "account_id", "registry_account", loose=True),
    Reference("registry_register", "meter_id", "registry_meter"),
    Reference("registry_verification", "meter_id", "registry_meter"),
    Reference("readings_reading", "register_id", "registry_register"),
    Reference("readings_reading", "account_id", "registry_account", loose=True),
    Reference("access_grant", "account_id", "registry_account"),
    Reference("payments_payment", "account_id", "registry_account"),
    Reference("payments_payment", "entry_id", "ledger_entry"),
    Reference("ledger_entry", "book_id", "ledger_book"),
    Reference("billing_unbilled", "account_id", "registry_account"),
    Reference("billing_house_balance", "house_id", "registry_house"),
    Reference("billing_house_balance", "service_id", "registry_service"),
    Reference("readings_house_volume", "house_id", "registry_house"),
    Reference("readings_house_volume", "service_id", "registry_service"),
    Reference("registry_ownheating", "account_id", "registry_account"),
)
"""Small and middle tables, asked as a whole."""

PARTITIONED: Final = (
    Reference("account_id", "account_id", "registry_account", loose=True),
    Reference("service_id", "service_id", "registry_service"),
    Reference("supplier_id", "supplier_id", "registry_organisation", loose=True),
)
"""What postings, lines and balances name; the column stands for itself."""


def reference_checks(scope: Scope) -> Iterator[Check]:
    """Every id points to a row that exists."""
    for reference in REFERENCES:
        yield _check(reference, "true")
    for table, column, values in (
        ("ledger_posting", "book_id", [book_id for book_id, _, _ in scope.books]),
        ("billing_charge_line", "run_id", [run_id for run_id, _ in scope.runs]),
        ("billing_consumption", "run_id", [run_id for run_id, _ in scope.runs]),
    ):
        for value in values:
            for part in PARTITIONED:
                if (table, part.column) != ("billing_consumption", "supplier_id"):
                    moved = Reference(table, part.column, part.target, part.loose)
                    yield _check(moved, f"{column} = {integer_list([value])}")


def _check(reference: Reference, condition: str) -> Check:
    named = f"{reference.column} IS NOT NULL"
    if reference.loose:
        named += f" AND {reference.column} <> 0"
    return Check(
        "REFERENCES_EXIST",
        # Distinct ids first: a million accounts are named ten million times.
        "SELECT count(*), count(*) FILTER (WHERE target.id IS NULL) "  # noqa: S608
        f"FROM (SELECT DISTINCT {reference.column} AS named FROM {reference.table} "
        f"WHERE {condition} AND {named}) AS source "
        f"LEFT JOIN {reference.target} AS target ON target.id = source.named",
    )
