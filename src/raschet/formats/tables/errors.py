"""Why a whole file is refused. Each error has a code and fields; its wording for people is elsewhere."""

from __future__ import annotations

from typing import ClassVar


class FileRefused(ValueError):
    """The file as a whole cannot be read. The only error this package raises for any bytes.

    ``fields`` hold what a message needs: plain strings, integers and tuples of strings.
    """

    code: ClassVar[str] = "FILE_REFUSED"

    def __init__(self, **fields: str | int | tuple[str, ...]) -> None:
        super().__init__(self.code, fields)
        self.fields = fields

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value!r}" for name, value in self.fields.items())
        return f"{self.code}({told})"


class FileEmpty(FileRefused):
    """No bytes, or no row with a value."""

    code = "FILE_EMPTY"


class FileTooLarge(FileRefused):
    """More bytes than the limit. Fields: size, limit."""

    code = "FILE_TOO_LARGE"


class FormatUnknown(FileRefused):
    """Neither a table nor text. Field: looks_like (HTML, XML_SPREADSHEET, PDF, ARCHIVE, IMAGE, BINARY)."""

    code = "FORMAT_UNKNOWN"


class ArchiveUnsafe(FileRefused):
    """The container would unpack beyond the limits. Fields: reason, found, limit."""

    code = "ARCHIVE_UNSAFE"


class WorkbookDamaged(FileRefused):
    """A truncated or broken workbook. Field: part."""

    code = "WORKBOOK_DAMAGED"


class WorkbookProtected(FileRefused):
    """The workbook is encrypted with a password."""

    code = "WORKBOOK_PROTECTED"


class DbfDamaged(FileRefused):
    """A DBF whose header contradicts its size. Field: part."""

    code = "DBF_DAMAGED"


class TooManyRows(FileRefused):
    """Fields: found (at least so many), limit."""

    code = "TOO_MANY_ROWS"


class TooManyColumns(FileRefused):
    """Fields: found, limit, row."""

    code = "TOO_MANY_COLUMNS"


class TooManyCells(FileRefused):
    """A sheet whose used rectangle or text is too large for memory. Fields: found, limit."""

    code = "TOO_MANY_CELLS"


class CellTooLong(FileRefused):
    """Fields: row, limit."""

    code = "CELL_TOO_LONG"


class QuoteUnclosed(FileRefused):
    """A quotation mark that swallows the rows after it. Field: row."""

    code = "QUOTE_UNCLOSED"


class NulBytesFound(FileRefused):
    """Zero bytes in what should be text. Field: position."""

    code = "NUL_BYTES_FOUND"


class EncodingUnknown(FileRefused):
    """The text fits none of the encodings we know. Field: position."""

    code = "ENCODING_UNKNOWN"


class SheetNotFound(FileRefused):
    """The profile names a sheet the workbook lacks. Fields: wanted, found."""

    code = "SHEET_NOT_FOUND"


class SheetsAmbiguous(FileRefused):
    """Several sheets fit the profile. Field: found."""

    code = "SHEETS_AMBIGUOUS"


class ColumnsMissing(FileRefused):
    """The heading lacks required columns. Fields: missing, found, row, profile."""

    code = "COLUMNS_MISSING"


class ColumnRepeated(FileRefused):
    """Two columns of the file fit one column of the profile. Fields: column, found, row."""

    code = "COLUMN_REPEATED"


class TemplateNotFilled(FileRefused):
    """The file holds placeholders of a template instead of data. Field: found."""

    code = "TEMPLATE_NOT_FILLED"


class ProfileUnknown(FileRefused):
    """No such profile. Fields: name, known."""

    code = "PROFILE_UNKNOWN"


class ProfileInvalid(FileRefused):
    """A profile that cannot be understood. Fields: name, place, problem."""

    code = "PROFILE_INVALID"


class ProfileUnfit(FileRefused):
    """A profile for another kind of data. Fields: name, subject, wanted."""

    code = "PROFILE_UNFIT"
