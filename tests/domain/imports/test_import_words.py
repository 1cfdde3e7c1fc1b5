"""Every code that an import can answer with has its words."""

import re
from pathlib import Path

import raschet
from raschet.formats.tables import errors
from raschet.interfaces.ui.import_cells import CELL_WORDS
from raschet.interfaces.ui.import_files import BATCH_REFUSALS, FILE_NOTES, FILE_REFUSALS

SOURCE = Path(raschet.__file__).parent
CELL_FOLDERS = ("formats/tables/cells", "domain/registry/imports", "domain/registry/services")
CELL_FILES = (
    "domain/readings/acceptance.py",
    "domain/readings/services/import_readings.py",
    "domain/ledger/services/import_balances.py",
    "domain/access/services/import_passports.py",
)
CALL = re.compile(
    r'(?:CellRefused|Reading|Refusal|refuse|note)\([^()]*(?:\([^()]*\)[^()]*)*?"([A-Z][A-Z_]{4,})"',
    re.DOTALL,
)


def texts():
    for folder in CELL_FOLDERS:
        for path in sorted((SOURCE / folder).glob("*.py")):
            yield path.read_text(encoding="utf-8")
    for name in CELL_FILES:
        yield (SOURCE / name).read_text(encoding="utf-8")


def test_every_code_of_a_cell_has_words():
    codes = {code for text in texts() for code in CALL.findall(text)}

    assert len(codes) > 60
    assert codes - set(CELL_WORDS) == set()


def test_every_refusal_of_a_file_has_words():
    codes = {
        kind.code
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, errors.FileRefused)
    }

    assert codes - {"FILE_REFUSED"} == set(FILE_REFUSALS)


def test_every_note_and_every_reason_has_words():
    table = (SOURCE / "formats/tables/read_table.py").read_text(encoding="utf-8")
    undo = (SOURCE / "domain/billing/services/undo_import.py").read_text(encoding="utf-8")

    assert set(re.findall(r'FileNote\("([A-Z_]+)"', table)) == set(FILE_NOTES)
    reasons = set(re.findall(r'BatchInUse\(batch\.pk, "([A-Z_]+)"', undo))
    reasons |= set(re.findall(r'^    \("([A-Z]+)", "SELECT', undo, re.MULTILINE))
    assert reasons == set(BATCH_REFUSALS)
