"""What anyone can see of the books, and what a killed process may have left beside them.

Rows are compared by content: ids of runs, books and entries are left out, because an attempt that was
killed uses numbers up.
"""

from dataclasses import dataclass

import psycopg

PARENTS = ("billing_charge_line", "billing_consumption", "ledger_posting", "ledger_balance")
OF_AN_ATTEMPT = ["run_id", "book_id", "entry_id"]

ROWS_SQL = """
SELECT count(*), coalesce(sum(hashtextextended((to_jsonb(rows) - %s::text[])::text, 0)), 0)::text
FROM {} rows
"""
PUBLISHED_SQL = """
SELECT run.period::text, encode(lines_digest, 'hex'), encode(postings_digest, 'hex'),
    book.posting_count, book.total_kopecks::text, encode(book.digest, 'hex')
FROM billing_run run JOIN ledger_book book ON book.id = run.book_id
WHERE run.state = 'PUBLISHED' ORDER BY run.period
"""
CLOSED_SQL = (
    "SELECT period::text FROM registry_accountingperiod WHERE state = 'CLOSED' ORDER BY period"
)
LOOSE_TABLES_SQL = """
SELECT relname FROM pg_class WHERE relkind = 'r' AND NOT relispartition
AND relnamespace = 'public'::regnamespace
AND relname ~ '^(billing_charge_line|billing_consumption|ledger_posting|ledger_entry|ledger_balance)_[0-9_]+$'
ORDER BY relname
"""
UNFINISHED_SQL = """
SELECT 'run ' || state FROM billing_run WHERE state NOT IN ('PUBLISHED', 'DISCARDED')
UNION ALL SELECT 'book ' || kind FROM ledger_book WHERE state = 'DRAFT'
UNION ALL SELECT 'entry' FROM ledger_entry entry
    WHERE NOT EXISTS (SELECT FROM ledger_book book WHERE book.id = entry.book_id)
"""


@dataclass(frozen=True)
class Visible:
    """Count and digest of the rows of each parent, the published runs, the closed months."""

    lines: tuple
    consumption: tuple
    postings: tuple
    balances: tuple
    published: list
    closed: list

    @property
    def charged(self):
        """What a publication makes visible, all of it at once.

        A published run carries the count, sum and digest of its postings. Advances are set off
        after it, account by account, so the number of all postings may still grow.
        """
        return self.lines, self.consumption, self.published

    @property
    def published_postings(self):
        """How many postings the published runs made."""
        return sum(run[3] for run in self.published)


def visible(address):
    """Everything that anyone can see of the books now."""
    with psycopg.connect(address) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        rows = [
            connection.execute(ROWS_SQL.format(table), [OF_AN_ATTEMPT]).fetchone()
            for table in PARENTS
        ]
        published = connection.execute(PUBLISHED_SQL).fetchall()
        closed = connection.execute(CLOSED_SQL).fetchall()
    return Visible(*rows, published, closed)


def leftovers(address):
    """Tables that nothing is attached to, and runs and books that were begun and not ended."""
    with psycopg.connect(address, autocommit=True) as connection:
        loose = [row[0] for row in connection.execute(LOOSE_TABLES_SQL)]
        unfinished = [row[0] for row in connection.execute(UNFINISHED_SQL)]
    return loose + unfinished
