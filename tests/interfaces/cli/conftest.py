"""The command line is asked as people ask it: arguments in, text and exit code out."""

import os
from dataclasses import dataclass
from urllib.parse import quote, urlencode

import pytest
from django.db import connection
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


@pytest.fixture
def served_environment(db_address):
    """The environment of a process that uses the tests' database."""
    return {**os.environ, "RASCHET_DATABASE_URL": db_address, "RASCHET_LANGUAGE": "en"}


@pytest.fixture
def db_address():
    """The address of the test database, as RASCHET_DATABASE_URL takes it."""
    parameters = connection.get_connection_params()
    query = {key: str(parameters[key]) for key in ("host", "port") if parameters.get(key)}
    user, name = quote(parameters.get("user", "")), quote(parameters["dbname"])
    return f"postgresql://{user}@/{name}?{urlencode(query)}"
