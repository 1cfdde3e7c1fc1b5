"""Posts a month's charges with django-hordak, in the way its own benchmark command does.

Runs in an environment of its own (``make bench`` prepares it): django-hordak is no dependency of
ours. Accounts, transactions and legs are created in bulk, in batches, each batch one database
transaction with the library's own check that the legs of every transaction sum to zero.

    python -m bench.hordak_postings DATABASE_URL POSTINGS.csv

The CSV has a header and the columns account_id, supplier_id, amount_kopecks.
"""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from bench.reporting import phase, report_figures

BATCH = 5_000
CURRENCY = "RUB"
KOPECKS = Decimal(100)

Posting = tuple[int, int, int]
"""Personal account, supplier, kopecks."""


def main(database_url: str, postings: Path) -> None:
    """Post everything in the file and report how long each part took."""
    _set_up(database_url)
    rows = list(_rows(postings))
    with phase("tables of django-hordak"):
        _migrate()
    with phase("accounts"):
        receivable, supplier = _create_accounts(rows)
    with phase("transactions and legs"):
        for batch in _batches(rows):
            _post(batch, receivable, supplier)
    with phase("balances"):
        total = _balances(set(receivable.values()))
    expected = Decimal(sum(amount for _, _, amount in rows)) / KOPECKS
    if total != expected:
        sys.exit(f"django-hordak's balances sum to {total}, not {expected}")
    report_figures(postings=len(rows), accounts=len(receivable))


def _rows(postings: Path) -> Iterator[Posting]:
    with postings.open(encoding="ascii", newline="") as file:
        for row in csv.DictReader(file):
            yield int(row["account_id"]), int(row["supplier_id"]), int(row["amount_kopecks"])


def _batches(rows: list[Posting]) -> Iterator[list[Posting]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, BATCH)):
        yield batch


def _set_up(database_url: str) -> None:
    import dj_database_url
    import django
    from django.conf import settings

    os.environ.pop("DJANGO_SETTINGS_MODULE", None)
    settings.configure(
        DATABASES={"default": dj_database_url.parse(database_url)},
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "mptt", "hordak"],
        DEFAULT_CURRENCY=CURRENCY,
        HORDAK_INTERNAL_CURRENCY=CURRENCY,
        CURRENCIES=[CURRENCY],
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        SECRET_KEY="benchmark",  # noqa: S106  nothing is signed
    )
    django.setup()


def _migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def _create_accounts(rows: list[Posting]) -> tuple[dict[int, int], dict[int, int]]:
    """One asset account per personal account, one income account per supplier: tree roots."""
    from hordak.models import Account, AccountType

    people = sorted({account for account, _, _ in rows})
    suppliers = sorted({supplier for _, supplier, _ in rows})
    wanted = [(f"account {id_}", AccountType.asset) for id_ in people]
    wanted += [(f"supplier {id_}", AccountType.income) for id_ in suppliers]
    made: list[Any] = Account.objects.bulk_create(
        [
            Account(
                name=name, type=kind, currencies=[CURRENCY], lft=1, rght=2, tree_id=tree, level=0
            )
            for tree, (name, kind) in enumerate(wanted, start=1)
        ],
        batch_size=BATCH,
    )
    keys = [account.pk for account in made]
    count = len(people)
    return (
        dict(zip(people, keys[:count], strict=True)),
        dict(zip(suppliers, keys[count:], strict=True)),
    )


def _post(batch: list[Posting], receivable: dict[int, int], supplier: dict[int, int]) -> None:
    from django.db import transaction
    from hordak.models import Leg, Transaction
    from moneyed import Money

    with transaction.atomic():
        headers = Transaction.objects.bulk_create(
            [Transaction(description="charge") for _ in batch], batch_size=BATCH
        )
        legs = []
        for header, (account, to_whom, amount) in zip(headers, batch, strict=True):
            money = Money(Decimal(amount) / KOPECKS, CURRENCY)
            legs.append(Leg(transaction=header, account_id=receivable[account], debit=money))
            legs.append(Leg(transaction=header, account_id=supplier[to_whom], credit=money))
        Leg.objects.bulk_create(legs, batch_size=BATCH)


def _balances(accounts: set[int]) -> Decimal:
    """The balance of every account, as the library computes it. Returns their sum in roubles."""
    from hordak.models import Account

    total = Decimal(0)
    for account in Account.objects.filter(pk__in=accounts).with_balances().iterator():
        total += account.balance[CURRENCY].amount
    return total


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
