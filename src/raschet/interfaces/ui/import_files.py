"""Sentences for a file that is refused as a whole, and for what was noticed about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FILE_REFUSALS: Final = {
    "FILE_EMPTY": _(
        "The file holds no row of data. Nothing was changed. Check that the right file was chosen."
    ),
    "FILE_TOO_LARGE": _(
        "The file has %(size)s bytes, more than the limit of %(limit)s. Nothing was changed. "
        "Split it."
    ),
    "FORMAT_UNKNOWN": _(
        "This is not a table we read, it looks like %(looks_like)s. Nothing was changed. Save"
        " it as XLSX, CSV or DBF."
    ),
    "ARCHIVE_UNSAFE": _(
        "The file would unpack beyond the limits (%(reason)s: %(found)s, limit %(limit)s) and"
        " was not opened. Nothing was changed. Save the workbook again and repeat."
    ),
    "WORKBOOK_DAMAGED": _(
        "The workbook is damaged or cut short (%(part)s). Nothing was changed. Ask for the "
        "file again or save it anew."
    ),
    "WORKBOOK_PROTECTED": _(
        "The workbook is protected with a password. Nothing was changed. Save it without a "
        "password."
    ),
    "DBF_DAMAGED": _(
        "The DBF contradicts its own header (%(part)s). Nothing was changed. Ask for the file"
        " again."
    ),
    "TOO_MANY_ROWS": _(
        "The table has more than %(limit)s rows. Nothing was changed. Split the file."
    ),
    "TOO_MANY_COLUMNS": _(
        "Row %(row)s has %(found)s columns, the limit is %(limit)s. Nothing was changed. "
        "Check the delimiter, or remove what stands beside the table."
    ),
    "TOO_MANY_CELLS": _(
        "The sheet is too large for memory (%(found)s, limit %(limit)s). Nothing was changed."
        " Remove empty rows and columns beside the table."
    ),
    "CELL_TOO_LONG": _(
        "A cell in row %(row)s is longer than %(limit)s characters. Nothing was changed. "
        "Check the quotation marks there."
    ),
    "QUOTE_UNCLOSED": _(
        "A quotation mark opened in row %(row)s is never closed and swallows the rows after "
        "it. Nothing was changed. Close it."
    ),
    "NUL_BYTES_FOUND": _(
        "The text holds zero bytes (at byte %(position)s): it is damaged or UTF-16 without "
        "its mark. Nothing was changed. Save it as UTF-8."
    ),
    "ENCODING_UNKNOWN": _(
        "The text is in none of the encodings we know (byte %(position)s). Nothing was "
        "changed. Save it as UTF-8 or Windows-1251."
    ),
    "SHEET_NOT_FOUND": _(
        "The profile expects the sheet “%(wanted)s”; the workbook has: %(found)s. Nothing was"
        " changed."
    ),
    "SHEETS_AMBIGUOUS": _(
        "Several sheets fit the profile: %(found)s. Nothing was changed. Name one in the "
        "profile ([table] sheet)."
    ),
    "COLUMNS_MISSING": _(
        "Columns are missing: %(missing)s. In row %(row)s we found: %(found)s. The profile "
        "was “%(profile)s”. Nothing was changed. Choose another profile or add these headings"
        " to it."
    ),
    "COLUMN_REPEATED": _(
        "Two columns mean “%(column)s”: %(found)s in row %(row)s. Nothing was changed. Remove"
        " or rename one."
    ),
    "TEMPLATE_NOT_FILLED": _(
        "This is a template that was not filled: it holds %(found)s. Nothing was changed. Ask"
        " for the file with data."
    ),
    "PROFILE_UNKNOWN": _(
        "There is no profile “%(name)s”. Nothing was changed. Known profiles: %(known)s; or "
        "give the path of a .toml file."
    ),
    "PROFILE_INVALID": _(
        "The profile “%(name)s” cannot be understood at “%(place)s”: %(problem)s. Nothing was"
        " changed. See docs/guides/import.md."
    ),
    "PROFILE_UNFIT": _(
        "The profile “%(name)s” is for %(subject)s, not for %(wanted)s. Nothing was changed. "
        "Choose another profile."
    ),
}
"""By the code of a refused file: what happened, what was kept, what to do next."""

FILE_NOTES: Final = {
    "ROWS_LEFT_OUT": _("Rows left out (%(reason)s): %(rows)s."),
    "HIDDEN_ROWS_READ": _("Hidden rows were read like the others: %(rows)s."),
    "HIDDEN_COLUMNS_READ": _("Hidden columns were read like the others: %(columns)s."),
    "COLUMNS_UNKNOWN": _("Columns that the profile does not use: %(columns)s."),
    "SHEETS_UNREAD": _("Sheets that were not read: %(sheets)s."),
    "ENCODING_OVERRULED": _(
        "The file says it is in %(declared)s; its letters say %(found)s, and were believed."
    ),
    "DELETED_RECORDS": _("Records marked as deleted were left out: %(count)s."),
    "MEMO_NOT_READ": _("Texts of these fields lie in another file and were not read: %(columns)s."),
}
"""By the code of a note about the file."""

ROW_REASONS: Final = {
    "TOTALS": _("totals"),
    "SIGNATURE": _("signatures"),
    "HEADING_REPEATED": _("the heading again"),
    "COLUMN_NUMBERS": _("numbers of columns"),
    "COMMENT": _("comments"),
    "HIDDEN": _("hidden"),
}
"""Why rows were left out."""

BATCH_REFUSALS: Final = {
    "LATER_IMPORT": _(
        "Import %(batch)s cannot be undone: import %(count)s came after it and stands on it. "
        "Nothing was changed. Undo the later one first."
    ),
    "RUN_UNFINISHED": _(
        "Import %(batch)s cannot be undone while a month is being computed. Nothing was "
        "changed. Publish or discard the run first."
    ),
    "BILLED": _(
        "Import %(batch)s cannot be undone: accounts billed since then: %(count)s. Nothing "
        "was changed. Correct the facts by a new file; the next run recalculates."
    ),
    "METERS": _(
        "Import %(batch)s cannot be undone: its accounts have meters: %(count)s. Nothing was "
        "changed. Undo the import of meters first."
    ),
    "READINGS": _(
        "Import %(batch)s cannot be undone: readings stand on it: %(count)s. Nothing was "
        "changed. Undo the import of readings first."
    ),
    "POSTINGS": _(
        "Import %(batch)s cannot be undone: its accounts have postings: %(count)s. Nothing "
        "was changed. Accounts with money are closed, not removed."
    ),
    "PASSPORTS": _(
        "Import %(batch)s cannot be undone: its accounts have passport proofs: %(count)s. "
        "Nothing was changed. Undo that import first."
    ),
    "GRANTS": _(
        "Import %(batch)s cannot be undone: people have access to its accounts: %(count)s. "
        "Nothing was changed. End their access first."
    ),
}
"""Why an import cannot be undone."""

FACTS: Final = {
    "area": _("area"),
    "household": _("people"),
    "holder": _("holder"),
    "owners": _("owners"),
    "external_number": _("former number"),
    "unified_number": _("unified number"),
    "closed_on": _("closed on"),
    "verified_on": _("verified on"),
    "removed_on": _("removed on"),
    "houses": _("houses"),
    "accounts": _("accounts"),
    "meters": _("meters"),
    "registers": _("registers"),
    "readings": _("readings"),
    "balances": _("balances"),
    "passports": _("passports"),
    "area_micro": _("total area, m²"),
    "balance_kopecks": _("opening balances, roubles"),
}
"""Names of facts, groups of rows and totals in a report."""


def sentence(template: Promise, fields: Mapping[str, object]) -> str:
    """A template with its fields filled in; lists are spelled out."""
    words = {key: _spelled(key, value) for key, value in fields.items()}
    return str(template) % words


def _spelled(key: str, value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(f"“{item}”" for item in value)
    if key == "reason" and value in ROW_REASONS:
        return str(ROW_REASONS[str(value)])
    if key == "fact" and value in FACTS:
        return str(FACTS[str(value)])
    return str(value)
