"""Payments that arrive while a month is computed are neither held up by it nor seen in it."""

import os
import time

import psycopg
from tests.faults import deeds
from tests.faults.processes import CONTEXT, Child, run
from tests.faults.visible import visible

PAID_SQL = """
SELECT book.period::text, sum(posting.amount_kopecks)::bigint
FROM ledger_posting posting JOIN ledger_book book ON book.id = posting.book_id
JOIN ledger_entry entry ON entry.id = posting.entry_id AND entry.source_id LIKE 'fault-%'
WHERE posting.kind = 6 AND posting.debit = 40
GROUP BY book.period ORDER BY book.period
"""


def test_payments_during_a_run_neither_wait_nor_change_it(databases, city, milestones, chance):
    _, after, seconds = milestones
    name = databases.create(f"faults_payments_{os.getpid()}", city)
    enough = CONTEXT.Event()
    payer = Child(deeds.pay_until, name, chance.randrange(2**32), enough)
    month = Child(deeds.bill, name)
    payer.go()
    time.sleep(seconds)
    month.go()
    begun = time.monotonic()
    month.result()
    ended = time.monotonic()
    enough.set()
    moments, paid = payer.result()
    waits = [last - first for first, last in moments if begun < first and last < ended]
    left = visible(databases.address(name))
    by_month = paid_by_month(databases.address(name))

    print(
        f"{len(waits)} payments during a run of {ended - begun:.2f} s, "
        f"the longest took {max(waits) * 1000:.0f} ms"
    )
    # One that had to wait for the run would have been the only one.
    assert len(waits) >= 5
    assert (left.lines, left.consumption) == (after.lines, after.consumption)
    assert left.published == after.published
    # Those that came before the run sealed the month are in it, the others in the next one.
    assert list(by_month) == ["2026-10-01", "2026-11-01"]
    assert sum(by_month.values()) == paid
    assert run(deeds.breaches, name) == []
    databases.drop(name)


def paid_by_month(address):
    """Kopecks that our payments brought (the city pays too), by the month of the book that took them."""
    with psycopg.connect(address) as connection:
        return dict(connection.execute(PAID_SQL).fetchall())
