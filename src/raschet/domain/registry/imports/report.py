"""What an import found and did, for people who decide whether the file is right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from raschet.formats.tables.read_table import FileNote, Issue, Source


class Outcome(StrEnum):
    """How an import ended."""

    APPLIED = "APPLIED"
    UNCHANGED = "UNCHANGED"
    """The database already says what the file says."""
    REFUSED = "REFUSED"
    """At least one row was refused, so none was written."""
    DRY_RUN = "DRY_RUN"
    """Everything was judged and nothing written, as asked."""
    DECLINED = "DECLINED"
    """The person saw the changes and did not want them."""


@dataclass(frozen=True, slots=True)
class Change:
    """One fact of one account that the file states differently. Values as text for people."""

    row: int
    subject: str
    """What changes: an account's number, a meter's serial number."""
    fact: str
    """Code of the fact, such as ``area``."""
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The whole answer to a file."""

    outcome: Outcome
    source: Source
    rows: int
    issues: list[Issue]
    notes: list[FileNote]
    new: Mapping[str, int] = field(default_factory=dict)
    """Rows to add, by table's word."""
    same: int = 0
    changes: list[Change] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    """Accounts of the file's houses that the file does not mention; they are left as they are."""
    sums: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Totals before and after, in the units of the name (``area_micro``, ``balance_kopecks``)."""
    batch_id: int | None = None
    """The batch that was made, or the earlier one that had said the same."""

    @property
    def refused(self) -> list[Issue]:
        """Issues that keep the file out."""
        return [issue for issue in self.issues if issue.refused]


Confirm = Callable[[ImportReport], bool]
"""Asked with the finished report before anything is written."""


@dataclass(slots=True)
class Judge:
    """Collects what is wrong with rows, in the words of the file's own columns."""

    row_numbers: list[int]
    names: Mapping[str, str]
    issues: list[Issue]

    def refuse(self, index: int, key: str, value: object, code: str, **fields: str | int) -> None:
        """Refuse the row at an index, because of a column; an empty key means the whole row."""
        self._add(index, key, value, code, fields, refused=True)

    def note(self, index: int, key: str, value: object, code: str, **fields: str | int) -> None:
        """Tell what was done about a row."""
        self._add(index, key, value, code, fields, refused=False)

    def refuse_all(self, indexes: Iterable[int], key: str, code: str) -> None:
        """Refuse many rows for one reason."""
        for index in indexes:
            self.refuse(index, key, "", code)

    def _add(
        self,
        index: int,
        key: str,
        value: object,
        code: str,
        fields: Mapping[str, str | int],
        *,
        refused: bool,
    ) -> None:
        shown = "" if value is None else str(value)[:60]
        column = self.names.get(key, key)
        self.issues.append(
            Issue(self.row_numbers[index], column, shown, code, fields, refused=refused)
        )
