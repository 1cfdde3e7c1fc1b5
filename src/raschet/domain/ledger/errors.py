"""What the ledger refuses, and why. Each carries fields; the interfaces put them into sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from raschet.values.period import Period


class LedgerRefusal(Exception):
    """A deed of the ledger did not happen. Nothing was changed."""


class PeriodRefusal(LedgerRefusal):
    """A deed did not happen because of the state of a month."""

    def __init__(self, period: Period) -> None:
        super().__init__(period)
        self.period = period


class PeriodNotOpened(PeriodRefusal):
    """The month is not in the centre's books."""

    def __str__(self) -> str:
        return f"the month {self.period} is not in the books"


class PeriodClosed(PeriodRefusal):
    """The month is closed for ever."""

    def __str__(self) -> str:
        return f"the month {self.period} is closed; a correction belongs to an open month"


class EarlierPeriodOpen(LedgerRefusal):
    """Months close in order, and an earlier one is still open."""

    def __init__(self, period: Period, earlier: Period) -> None:
        super().__init__(period, earlier)
        self.period = period
        self.earlier = earlier

    def __str__(self) -> str:
        return f"the month {self.earlier} must be closed before {self.period}"


class PeriodOutOfOrder(LedgerRefusal):
    """Months open one after another; this one is not the next."""

    def __init__(self, period: Period, expected: Period) -> None:
        super().__init__(period, expected)
        self.period = period
        self.expected = expected

    def __str__(self) -> str:
        return f"the next month to open is {self.expected}, not {self.period}"


class BookNotPublished(LedgerRefusal):
    """A run of the month is neither published nor discarded, so the month cannot close."""

    def __init__(self, period: Period, book_id: int) -> None:
        super().__init__(period, book_id)
        self.period = period
        self.book_id = book_id

    def __str__(self) -> str:
        return f"book {self.book_id} of {self.period} is a draft"


class NoLiveBook(LedgerRefusal):
    """No month is open for live postings yet."""

    def __str__(self) -> str:
        return "no month is open in the books"


class PostingInvalid(LedgerRefusal):
    """A transfer needs a positive amount and two different general-ledger accounts."""

    def __init__(self, idempotency_key: str, row: int) -> None:
        super().__init__(idempotency_key, row)
        self.idempotency_key = idempotency_key
        self.row = row

    def __str__(self) -> str:
        return f"row {self.row} of entry {self.idempotency_key} is not a transfer"


class SourceAlreadyPosted(LedgerRefusal):
    """The same source was posted under another idempotency key."""

    def __init__(self, source_type: str, source_id: str) -> None:
        super().__init__(source_type, source_id)
        self.source_type = source_type
        self.source_id = source_id

    def __str__(self) -> str:
        return f"{self.source_type} {self.source_id} is already posted"


class EntryNotFound(LedgerRefusal):
    """No entry has this number."""

    def __init__(self, entry_id: int) -> None:
        super().__init__(entry_id)
        self.entry_id = entry_id

    def __str__(self) -> str:
        return f"there is no entry {self.entry_id}"


class ReversalIsFinal(EntryNotFound):
    """The entry is itself a reversal; what it undid is posted anew instead."""

    def __str__(self) -> str:
        return f"entry {self.entry_id} is a reversal and cannot be reversed"


class RunInProgress(LedgerRefusal):
    """A run, a closing or a schema migration is at work; they exclude one another."""

    def __str__(self) -> str:
        return "a run, a closing or a migration of tables is at work"
