"""The frame: help, languages, wrong command lines, errors, documents in step with the parsers."""

import argparse
import dataclasses
import re
from pathlib import Path

import pytest
from django.db import OperationalError

from raschet.config.environment import PREFIX, Environment
from raschet.interfaces.cli.commands import COMMANDS
from raschet.interfaces.cli.exit_codes import ExitCode
from raschet.interfaces.cli.language import chosen_language
from raschet.interfaces.cli.main import run
from raschet.interfaces.cli.parser import build_parser
from raschet.interfaces.cli.surroundings import ServerReport

DOCS = Path(__file__).resolve().parents[3] / "docs"
NAMES = [command.name for command in COMMANDS]


def children(parser):
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.items()


def options(parser):
    own = {
        option
        for action in parser._actions
        for option in action.option_strings
        if option.startswith("--") and option != "--help"
    }
    return own.union(*(options(child) for _, child in children(parser)))


@pytest.mark.parametrize("name", NAMES)
def test_each_command_is_documented_with_every_option(name):
    text = (DOCS / "commands.md").read_text(encoding="utf-8")
    section = re.search(rf"### `raschet {name}`\n(.*?)(?=\n##|\Z)", text, re.DOTALL)

    parser = dict(children(build_parser()))[name]

    assert section is not None
    missing = {option for option in options(parser) if option not in section[1]}
    missing |= {child for child, _ in children(parser) if child not in section[1]}
    assert missing == set()


def test_no_document_promises_an_option_that_is_not_there():
    text = (DOCS / "commands.md").read_text(encoding="utf-8")
    parser = build_parser()

    promised = set(re.findall(r"--[a-z][a-z-]+", text)) - {"--help"}

    assert promised == options(parser)
    assert set(re.findall(r"### `raschet (\w+)`", text)) == set(NAMES)


def test_every_exit_code_is_documented():
    text = (DOCS / "commands.md").read_text(encoding="utf-8")

    assert {int(code) for code in re.findall(r"^\| (\d+) \|", text, re.MULTILINE)} == set(ExitCode)


def test_every_setting_is_documented_with_its_default_and_meaning():
    text = (DOCS / "settings.md").read_text(encoding="utf-8")
    rows = {
        row[0]: row for row in re.findall(r"^\| `(\w+)` \| (.*?) \| (.*?) \|$", text, re.MULTILINE)
    }

    for setting in dataclasses.fields(Environment):
        name = PREFIX + setting.name.upper()
        default = f"`{setting.default}`" if setting.default else "(empty)"
        assert rows[name] == (name, default, setting.metadata["description"])


@pytest.mark.parametrize(("language", "word"), [("ru", "команды"), ("en", "commands")])
def test_help_speaks_both_languages(ask, language, word):
    answer = ask("--help", language=language)

    assert answer.code == 0
    assert word in answer.out
    assert all(re.search(rf"\n    {name}\s", answer.out) for name in NAMES)
    assert bool(re.search("[а-я]", answer.out)) == (language == "ru")


@pytest.mark.parametrize("name", NAMES)
def test_each_command_helps_in_russian_without_english_leftovers(ask, name):
    answer = ask(name, "--help", language="ru")

    assert answer.code == 0
    assert "использование: raschet" in answer.out
    for leftover in ("positional arguments", "options:", "show this help", "usage"):
        assert leftover not in answer.out


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "ru"),
        ({"LANG": "C.UTF-8"}, "ru"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "ru_RU.UTF-8"}, "ru"),
        ({"LANG": "de_DE.UTF-8"}, "ru"),
        ({"LANG": "ru_RU.UTF-8", "RASCHET_LANGUAGE": "en"}, "en"),
    ],
)
def test_the_language_is_chosen_by_setting_then_locale_then_russian(environ, language):
    assert chosen_language(environ) == language


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("foo",),
        ("bill",),
        ("bill", "2026-13"),
        ("bill", "октябрь"),
        ("explain", "104582"),
        ("up", "--port", "0"),
        ("up", "--port", "70000"),
        ("demo", "--accounts", "-5"),
        ("staff", "add", "galina", "--role", "RESIDENT"),
        ("golden",),
    ],
)
def test_a_wrong_command_line_exits_with_two_and_says_why(ask, arguments):
    answer = ask(*arguments, language="ru")

    assert answer.code == ExitCode.USAGE
    assert answer.out == ""
    assert re.search("[а-я]{4}", answer.err)
    assert "Traceback" not in answer.err


class Server:
    """A database server of the protocol, which remembers what it was asked."""

    def __init__(self, *, fails=None):
        self.fails = fails
        self.asked = []

    def prepare(self):
        self.asked.append("prepare")
        if self.fails:
            raise self.fails

    def stop(self):
        self.asked.append("stop")
        return True

    def status(self):
        return ServerReport(embedded=True, running=self.asked[-1:] != ["stop"], place="/srv/pg")


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["golden", "--schema", "metered"], ["db", "status"]]
)
def test_commands_that_need_no_database_never_start_it(arguments, capsys):
    server = Server()

    assert run(arguments, server) == ExitCode.DONE
    assert server.asked == []


@pytest.mark.django_db
def test_other_commands_have_the_database_prepared_first(capsys):
    server = Server()

    run(["staff", "list"], server)

    assert server.asked == ["prepare"]


def test_a_database_that_does_not_answer_is_an_environment_error(monkeypatch, capsys):
    monkeypatch.setenv("RASCHET_LANGUAGE", "en")
    server = Server(fails=OperationalError("connection refused\ndetails"))

    code = run(["verify"], server)

    said = capsys.readouterr().err
    assert code == ExitCode.ENVIRONMENT
    assert "The database does not answer: connection refused." in said
    assert "details" not in said


def test_a_defect_is_told_apart_and_shows_its_traceback_only_on_demand(monkeypatch, capsys):
    monkeypatch.setenv("RASCHET_LANGUAGE", "en")
    monkeypatch.delenv("RASCHET_DEBUG", raising=False)

    quiet = run(["verify"], Server(fails=ZeroDivisionError("boom")))
    quiet_text = capsys.readouterr().err
    monkeypatch.setenv("RASCHET_DEBUG", "1")
    run(["verify"], Server(fails=ZeroDivisionError("boom")))

    assert quiet == ExitCode.DEFECT
    assert "ZeroDivisionError: boom" in quiet_text
    assert "Traceback" not in quiet_text
    assert "Traceback" in capsys.readouterr().err


def test_an_interrupted_command_says_so(monkeypatch, capsys):
    assert run(["verify"], Server(fails=KeyboardInterrupt())) == ExitCode.INTERRUPTED
    assert "Traceback" not in capsys.readouterr().err


def test_the_server_is_stopped_on_request(capsys):
    server = Server()

    assert run(["db", "stop"], server) == ExitCode.DONE
    assert server.asked == ["stop"]
