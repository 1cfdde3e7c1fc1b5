"""A look through a workbook's XML before it is loaded: how large, what is hidden, which cells failed.

The loader lays a sheet out as a full rectangle, so one cell in the far corner costs gigabytes, and
it shows a failed formula as an empty cell. Both are found here first, with a streaming parser.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

# Entities cannot expand here: any document type declaration is refused by a handler.
from xml.parsers import expat

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from raschet.formats.tables.errors import TooManyCells, TooManyColumns, TooManyRows, WorkbookDamaged
from raschet.formats.tables.raw import FORMULA_NOT_COMPUTED

if TYPE_CHECKING:
    from raschet.formats.tables.limits import Limits

CHUNK_BYTES: Final = 1024 * 1024
REFERENCE_PATTERN: Final = re.compile(r"([A-Za-z]{1,3})(\d{1,7})")
SHEET_ROW_MAX: Final = 1_048_576
REMEMBERED_MAX: Final = 100_000


@dataclass(slots=True)
class SheetFacts:
    """What one worksheet's XML says about itself."""

    last_row: int = 0
    last_column: int = 0
    cells: int = 0
    shared_references: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    failed: dict[tuple[int, int], str] = field(default_factory=dict)
    """(row, column) from 1 to the error's name, such as ``#N/A``."""


def column_index(letters: str) -> int:
    """``A`` is 1, ``AA`` is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


class _Parser:
    """Expat with a refusal of document types and with errors as ours."""

    def __init__(self, part: str) -> None:
        self.part = part
        self.expat = expat.ParserCreate()
        self.expat.StartDoctypeDeclHandler = self._refuse_doctype

    def _refuse_doctype(self, *_: object) -> None:
        raise WorkbookDamaged(part=self.part)

    def feed(self, archive: zipfile.ZipFile) -> None:
        try:
            with archive.open(self.part) as stream:
                while chunk := stream.read(CHUNK_BYTES):
                    self.expat.Parse(chunk, False)
            self.expat.Parse(b"", True)
        except (expat.ExpatError, ValueError, LookupError) as error:
            if isinstance(error, WorkbookDamaged | TooManyCells | TooManyColumns | TooManyRows):
                raise
            raise WorkbookDamaged(part=self.part) from error


class _SheetParser(_Parser):
    """Counts rows and cells of a worksheet; cheap, for it runs once per element."""

    def __init__(self, part: str, limits: Limits) -> None:
        super().__init__(part)
        self.limits = limits
        self.facts = SheetFacts()
        self.row = 0
        self.column = 0
        self.columns: dict[str, int] = {}
        self.uncomputed: tuple[int, int] | None = None
        self.failing = False
        self.text = ""
        self.expat.StartElementHandler = self.start
        self.expat.EndElementHandler = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if ":" in name:
            name = name.rpartition(":")[2]
        if name == "c":
            self.start_cell(attributes)
        elif name == "f":
            self.uncomputed = (self.row, self.column)
        elif name == "v":
            if self.uncomputed is not None or self.failing:
                self.text = ""
                self.expat.CharacterDataHandler = self.value
        elif name == "row":
            self.start_row(attributes)
        elif name == "col":
            self.start_column(attributes)

    def start_row(self, attributes: dict[str, str]) -> None:
        self.end_cell()
        number = attributes.get("r")
        self.row = self.row + 1 if number is None else int(number)
        self.column = 0
        if self.row > SHEET_ROW_MAX or self.row < 1:
            raise TooManyRows(found=self.row, limit=SHEET_ROW_MAX)
        if attributes.get("hidden") in {"1", "true"}:
            self.facts.hidden_rows.add(self.row)

    def start_column(self, attributes: dict[str, str]) -> None:
        if attributes.get("hidden") in {"1", "true"}:
            first, last = int(attributes.get("min", "1")), int(attributes.get("max", "1"))
            last = min(last, self.limits.columns_max)
            self.facts.hidden_columns.update(range(max(1, first), last + 1))

    def start_cell(self, attributes: dict[str, str]) -> None:
        if self.uncomputed is not None or self.failing:
            self.end_cell()
        reference = attributes.get("r")
        if reference is None:
            self.column += 1
        else:
            letters = reference.rstrip("0123456789")
            column = self.columns.get(letters)
            if column is None:
                if REFERENCE_PATTERN.fullmatch(reference) is None:
                    raise WorkbookDamaged(part=self.part)
                column = self.columns[letters] = column_index(letters)
            self.column = column
            self.row = int(reference[len(letters) :])
        facts = self.facts
        facts.cells += 1
        facts.last_row = max(facts.last_row, self.row)
        facts.last_column = max(facts.last_column, self.column)
        kind = attributes.get("t")
        if kind == "s":
            facts.shared_references += 1
        elif kind == "e":
            self.failing = True

    def value(self, text: str) -> None:
        self.text += text
        self.uncomputed = None

    def end_cell(self) -> None:
        """Settle what became of the last cell with a formula or an error."""
        self.expat.CharacterDataHandler = None
        if len(self.facts.failed) < REMEMBERED_MAX:
            if self.failing:
                self.facts.failed[self.row, self.column] = self.text[:20] or "#ERROR"
            elif self.uncomputed is not None:
                self.facts.failed[self.uncomputed] = FORMULA_NOT_COMPUTED
        self.failing = False
        self.uncomputed = None
        self.text = ""


class _StringsParser(_Parser):
    """Lengths of the shared strings, since one long string may be used a million times."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.lengths: list[int] = []
        self.expat.StartElementHandler = self.start
        self.expat.CharacterDataHandler = self.characters

    def start(self, name: str, _: dict[str, str]) -> None:
        if name == "si" or name.endswith(":si"):
            self.lengths.append(0)

    def characters(self, text: str) -> None:
        if self.lengths:
            self.lengths[-1] += len(text)


class _TextParser(_Parser):
    """Adds up the characters a sheet takes from the shared strings; run only on suspicion."""

    def __init__(self, part: str, lengths: list[int], limit: int) -> None:
        super().__init__(part)
        self.lengths = lengths
        self.limit = limit
        self.total = 0
        self.shared = False
        self.text = ""
        self.expat.StartElementHandler = self.start
        self.expat.EndElementHandler = self.end

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "c":
            self.shared = attributes.get("t") == "s"
        elif local == "v" and self.shared:
            self.text = ""
            self.expat.CharacterDataHandler = self.characters

    def characters(self, text: str) -> None:
        self.text += text

    def end(self, name: str) -> None:
        if self.shared and name.rpartition(":")[2] == "v":
            self.expat.CharacterDataHandler = None
            index = int(self.text)
            if not 0 <= index < len(self.lengths):
                raise WorkbookDamaged(part=self.part)
            self.total += self.lengths[index]
            if self.total > self.limit:
                raise TooManyCells(found=self.total, limit=self.limit)


class _OdsParser(_Parser):
    """Extent of the tables of an OpenDocument sheet, whose cells and rows carry repeat counts."""

    def __init__(self, part: str, limits: Limits) -> None:
        super().__init__(part)
        self.limits = limits
        self.row = self.column = self.last_row = self.last_column = 0
        self.row_repeat = self.cell_repeat = 1
        self.characters_total = 0
        self.expat.StartElementHandler = self.start
        self.expat.CharacterDataHandler = self.characters

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            self.row = self.column = self.last_row = self.last_column = 0
        elif name == "table:table-row":
            self.row_repeat = _repeat(attributes.get("table:number-rows-repeated"))
            self.row += self.row_repeat
            self.column = 0
        elif name in {"table:table-cell", "table:covered-table-cell"}:
            self.cell_repeat = _repeat(attributes.get("table:number-columns-repeated"))
            self.column += self.cell_repeat
            if "office:value-type" in attributes or "table:formula" in attributes:
                self.use()
        elif name == "text:p":
            self.use()

    def use(self) -> None:
        self.last_row = max(self.last_row, self.row)
        self.last_column = max(self.last_column, self.column)
        check_extent(self.last_row, self.last_column, self.limits)

    def characters(self, text: str) -> None:
        self.characters_total += len(text) * self.row_repeat * self.cell_repeat
        if self.characters_total > self.limits.text_characters_max:
            raise TooManyCells(found=self.characters_total, limit=self.limits.text_characters_max)


def _repeat(text: str | None) -> int:
    if text is None:
        return 1
    return max(1, int(text)) if text.isdecimal() and len(text) < 10 else 1


def check_extent(rows: int, columns: int, limits: Limits) -> None:
    """Refuse a rectangle that would not fit. Raises: TooManyRows, TooManyColumns, TooManyCells."""
    if rows > limits.rows_max:
        raise TooManyRows(found=rows, limit=limits.rows_max)
    if columns > limits.columns_max:
        raise TooManyColumns(found=columns, limit=limits.columns_max, row=1)
    if rows * columns > limits.cells_max:
        raise TooManyCells(found=rows * columns, limit=limits.cells_max)


def survey_xlsx(data: bytes, names: frozenset[str], limits: Limits) -> dict[str, SheetFacts]:
    """Facts of every worksheet by the sheet's name.

    Raises: WorkbookDamaged, TooManyRows, TooManyColumns, TooManyCells.
    """
    facts: dict[str, SheetFacts] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        lengths: list[int] = []
        by_part: dict[str, SheetFacts] = {}
        for name in sorted(names):
            lower = name.lower()
            if not lower.endswith(".xml"):
                continue
            if lower.endswith("sharedstrings.xml"):
                strings = _StringsParser(name)
                strings.feed(archive)
                lengths += strings.lengths
            elif not lower.startswith(("docprops/", "customxml/", "xl/theme/", "xl/styles")):
                # A worksheet may lie under any name; other parts have no cells to count.
                sheet = _SheetParser(name, limits)
                sheet.feed(archive)
                sheet.end_cell()
                by_part[name] = sheet.facts
        longest = max(lengths, default=0)
        for part, sheet_facts in by_part.items():
            check_extent(sheet_facts.last_row, sheet_facts.last_column, limits)
            if sheet_facts.shared_references * longest > limits.text_characters_max:
                _TextParser(part, lengths, limits.text_characters_max).feed(archive)
        for sheet_name, part_name in _sheet_parts(archive, names).items():
            facts[sheet_name] = by_part.get(part_name, SheetFacts())
    return facts


def _sheet_parts(archive: zipfile.ZipFile, names: frozenset[str]) -> dict[str, str]:
    """Sheet names to their parts, through the workbook's relations."""
    book = next((name for name in names if name.lower() == "xl/workbook.xml"), None)
    relations = next((name for name in names if name.lower().endswith("workbook.xml.rels")), None)
    if book is None or relations is None:
        return {}
    try:
        targets = {
            element.get("Id", ""): element.get("Target", "")
            for element in fromstring(archive.read(relations), forbid_dtd=True)
        }
        sheets = [
            element
            for element in fromstring(archive.read(book), forbid_dtd=True).iter()
            if element.tag.rpartition("}")[2] == "sheet"
        ]
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise WorkbookDamaged(part="xl/workbook.xml") from error
    parts = {}
    for element in sheets:
        link = next((v for k, v in element.attrib.items() if k.endswith("}id")), "")
        target = targets.get(link, "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
        parts[element.get("name", "")] = posixpath.normpath(path)
    return parts


def survey_ods(data: bytes, limits: Limits) -> None:
    """Check the extent of an OpenDocument sheet.

    Raises: WorkbookDamaged, TooManyRows, TooManyColumns, TooManyCells.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        _OdsParser("content.xml", limits).feed(archive)
