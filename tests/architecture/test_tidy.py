"""Style that is tested rather than recalled."""

import ast
import re
import tokenize
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "raschet"
PYTHON = sorted(p for p in SOURCE.rglob("*.py") if "/migrations/" not in p.as_posix())
EXACT = ("values", "engine", "domain/ledger")
FUNCTION_LINES_MAX = 70
FILE_LINES_MAX = 500
MARKUP = re.compile(r"\\[a-zA-Z]|%\(\w+\)[sd]|\{[^}]*\}|<[^>]*>")
MIXED = re.compile(r"\w*(?:[A-Za-z][А-Яа-яЁё]|[А-Яа-яЁё][A-Za-z])\w*")


def parsed(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def exact_files():
    return [p for p in PYTHON if p.relative_to(SOURCE).as_posix().startswith(EXACT)]


def test_functions_fit_on_a_screen():
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {node.end_lineno - node.lineno + 1}"
        for path in PYTHON
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno + 1 > FUNCTION_LINES_MAX
    ]

    assert long == []


def test_files_have_one_subject():
    long = [
        f"{path.relative_to(ROOT)}: {count}"
        for path in PYTHON
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > FILE_LINES_MAX
    ]

    assert long == []


def test_no_float_meets_money():
    """No float literal, no bare division, no call of float() where money and volumes are computed."""
    floats = []
    for path in exact_files():
        for node in ast.walk(parsed(path)):
            literal = isinstance(node, ast.Constant) and isinstance(node.value, float)
            division = isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div)
            call = (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "float"
            )
            if literal or call or (division and not _joins_paths(node)):
                floats.append(f"{path.relative_to(ROOT)}:{node.lineno}")

    assert floats == []


def _joins_paths(node):
    """A slash with text on its right side joins a path, as in ``folder / "law"``."""
    right = node.right if isinstance(node, ast.BinOp) else node.value
    return isinstance(right, ast.JoinedStr) or (
        isinstance(right, ast.Constant) and isinstance(right.value, str)
    )


def test_each_area_explains_itself():
    areas = sorted(p.parent for p in (SOURCE / "domain").glob("*/apps.py"))
    silent = [area.name for area in areas if not (area / "README.md").is_file()]

    assert areas
    assert silent == []


@pytest.mark.parametrize("suffix", ["*.py", "*.html", "*.po", "*.toml"])
def test_no_word_mixes_alphabets(suffix):
    """A Latin letter inside a Russian word breaks search, sorting and screen readers.

    A line that lists look-alike letters on purpose says so: ``# look-alike letters``.
    """
    mixed = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in sorted(SOURCE.rglob(suffix))
        if "vendor" not in path.parts
        for text in (_strings_and_comments(path) if suffix == "*.py" else [path.read_text("utf-8")])
        for word in MIXED.findall(MARKUP.sub(" ", text))
    ]

    assert mixed == []


def _strings_and_comments(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    with path.open("rb") as file:
        for token in tokenize.tokenize(file.readline):
            wanted = token.type in (tokenize.STRING, tokenize.COMMENT)
            if wanted and "# look-alike letters" not in lines[token.end[0] - 1]:
                yield token.string
