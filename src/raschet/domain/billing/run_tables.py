"""The tables that a run writes aside until it is published."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from raschet.domain.billing.partitions import consumption_of_run, lines_of_run, portions_of_run
from raschet.domain.ledger.aside import Aside
from raschet.domain.ledger.partitions import balances_of_book
from raschet.domain.ledger.services.post_book import book_tables

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date


@dataclass(frozen=True, slots=True)
class RunTables:
    """Each is a transaction of its own; postings take the headers of entries with them.

    portions: of penalties; balances: of the month, where the run can know them already.
    """

    lines: Aside
    postings: Aside
    consumption: Aside
    portions: Aside
    balances: Aside | None

    def all(self) -> list[Aside]:
        """The tables, the one whose key takes longest first."""
        tables = (self.lines, self.balances, self.postings, self.consumption, self.portions)
        return [table for table in tables if table is not None]


@contextmanager
def run_tables(run_id: int, book_id: int, balances_of: date | None) -> Iterator[RunTables]:
    """Tables that are there for good once each is finished; the others are gone afterwards.

    balances_of: the first day of the month whose balances the run writes as well.
    """
    with ExitStack() as stack:
        balances = None
        if balances_of is not None:
            balances = stack.enter_context(Aside(balances_of_book(balances_of, book_id)))
        yield RunTables(
            lines=stack.enter_context(Aside(lines_of_run(run_id))),
            postings=stack.enter_context(book_tables(book_id)),
            consumption=stack.enter_context(Aside(consumption_of_run(run_id))),
            portions=stack.enter_context(Aside(portions_of_run(run_id))),
            balances=balances,
        )
