"""The command line is asked as people ask it: arguments in, text and exit code out."""

from dataclasses import dataclass

import pytest
from django.utils import translation

from raschet.interfaces.cli.main import run


@dataclass
class Answer:
    code: int
    out: str
    err: str


@pytest.fixture
def ask(capsys, monkeypatch):
    """Run a command in English, or in the language given."""
    monkeypatch.setenv("COLUMNS", "200")
    active = translation.get_language()

    def run_command(*arguments, language="en"):
        monkeypatch.setenv("RASCHET_LANGUAGE", language)
        capsys.readouterr()
        code = run([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return Answer(code, printed.out, printed.err)

    yield run_command
    translation.activate(active)
