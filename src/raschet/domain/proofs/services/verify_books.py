"""Prove the books: ledger, balances, lines, payments and the chain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psycopg

from raschet.domain.audit.selectors import prove_chain
from raschet.domain.ledger.connections import ColumnReader, dedicated_connection, in_sessions
from raschet.domain.ledger.services.seal_book import BookFigures
from raschet.domain.proofs.balances import balance_checks
from raschet.domain.proofs.chain import broken_links, figures_now, sealed_books
from raschet.domain.proofs.checks import Check, whole_scope
from raschet.domain.proofs.guards import guard_checks
from raschet.domain.proofs.houses import house_checks
from raschet.domain.proofs.lines import line_checks
from raschet.domain.proofs.payments import payment_checks
from raschet.domain.proofs.penalties import penalty_checks
from raschet.domain.proofs.postings import posting_checks
from raschet.domain.proofs.references import reference_checks

Session = psycopg.Connection[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Proof:
    """One proof: its code, how many things it looked at, and how many of them are wrong."""

    name: str
    checked: int
    breaches: int

    @property
    def holds(self) -> bool:
        """Nothing is wrong."""
        return self.breaches == 0


def verify_books(
    *, workers: int = 2, progress: Callable[[int, int], None] | None = None
) -> list[Proof]:
    """Prove everything from one snapshot; the proofs come in a fixed order.

    Nothing is changed and nobody is held up: payments and runs go on meanwhile.
    progress: receives questions done and questions in all.
    """
    report = progress or (lambda _done, _total: None)
    holder = dedicated_connection()
    try:
        holder.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        row = holder.execute("SELECT pg_export_snapshot()").fetchone()
        assert row is not None
        return _prove(str(row[0]), workers, report)
    finally:
        holder.close()


def _prove(snapshot: str, workers: int, report: Callable[[int, int], None]) -> list[Proof]:
    scope = whole_scope()
    checks = [
        check
        for questions in (
            posting_checks,
            balance_checks,
            line_checks,
            house_checks,
            penalty_checks,
            payment_checks,
            reference_checks,
            guard_checks,
        )
        for check in questions(scope)
    ]
    tasks: list[Check | tuple[int, BookFigures]] = [*checks, *sealed_books()]
    done = 0

    def ask(session: Session, task: Check | tuple[int, BookFigures]) -> tuple[str, int, int]:
        nonlocal done
        if isinstance(task, Check):
            answer = (task.proof, *_answer(session, snapshot, task.query))
        else:
            answer = ("BOOKS_ARE_UNCHANGED", *_unchanged(snapshot, *task))
        done += 1
        report(done, len(tasks))
        return answer

    answers = in_sessions(ask, tasks, workers)
    answers.append(("CHAIN_IS_WHOLE", *broken_links()))
    audited = prove_chain()
    answers.append(("AUDIT_CHAIN_IS_WHOLE", audited.records, int(not audited.whole)))
    return _summed(answers)


def _answer(session: Session, snapshot: str, query: str) -> tuple[int, int]:
    session.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    try:
        session.execute(f"SET TRANSACTION SNAPSHOT '{snapshot}'".encode())
        session.execute("SET LOCAL work_mem = '128MB'")
        session.execute("SET LOCAL jit = off")
        row = session.execute(query.encode()).fetchone()
    finally:
        session.execute("ROLLBACK")
    assert row is not None
    return int(row[0]), int(row[1])


def _unchanged(snapshot: str, book_id: int, promised: BookFigures) -> tuple[int, int]:
    with ColumnReader(snapshot) as reader:
        found = figures_now(reader, book_id)
    return found.posting_count, int(found != promised)


def _summed(answers: list[tuple[str, int, int]]) -> list[Proof]:
    """One proof a name, in the order in which the names first came."""
    checked: Counter[str] = Counter()
    breaches: Counter[str] = Counter()
    for name, looked_at, wrong in answers:
        checked[name] += looked_at
        breaches[name] += wrong
    return [Proof(name, checked[name], breaches[name]) for name in checked]
