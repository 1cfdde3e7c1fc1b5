"""Logins through the command line, and golden cases."""

import json

import pytest

from raschet.domain.access.models import User
from raschet.domain.audit.models import AuditRecord

CASE = {
    "id": "CW-02",
    "rule": "metered",
    "inputs": {"service": "cold_water", "previous": "10", "current": "11.5", "tariff": "38.75"},
    "expected": {"volume": "1.5", "amount_kopecks": 5813},
}


@pytest.mark.django_db
def test_a_login_is_made_once_and_recorded(ask):
    made = ask("staff", "add", "Галина", "--role", "BILLING_CLERK", "--name", "Галина Серова")
    again = ask("staff", "add", "галина", "--role", "OPERATOR")

    assert (made.code, again.code) == (0, 1)
    assert "already a login" in again.err
    user = User.objects.get()
    assert (user.login, user.role, user.has_usable_password()) == ("Галина", "BILLING_CLERK", False)
    record = AuditRecord.objects.get()
    assert (record.action, record.subject) == ("STAFF_CREATED", "user:Галина")
    assert "Серова" not in str(record.detail)


@pytest.mark.django_db
@pytest.mark.parametrize("login", ["ab", "1galina", "gal ina", "g" * 65, "галина!"])
def test_a_login_that_is_no_login_is_refused(ask, login):
    answer = ask("staff", "add", login, "--role", "OPERATOR")

    assert (answer.code, User.objects.count()) == (1, 0)
    assert "cannot be a login" in answer.err


@pytest.mark.django_db
def test_the_list_shows_everybody_or_how_to_begin(ask):
    empty = ask("staff", "list")
    ask("staff", "add", "galina", "--role", "SHIFT_LEAD")
    full = ask("staff", "list")

    assert "raschet staff add" in empty.out
    assert "galina" in full.out
    assert "SHIFT_LEAD" in full.out


def test_golden_cases_that_match_exit_with_zero(ask, tmp_path):
    file = tmp_path / "cases.json"
    unknown = {**CASE, "rule": "moon_tax"}
    file.write_text(json.dumps({"cases": [CASE, unknown]}), encoding="utf-8")

    answer = ask("golden", file)

    assert answer.code == 0
    assert "Not known yet, 1 case: moon_tax (1)" in answer.out


def test_a_golden_mismatch_prints_expected_got_and_operands(ask, tmp_path):
    file = tmp_path / "cases.json"
    wrong = {**CASE, "expected": {"amount_kopecks": 5812}}
    file.write_text(json.dumps([wrong]), encoding="utf-8")

    answer = ask("golden", file)

    assert answer.code == 1
    assert "amount_kopecks: expected 5812, got 5813" in answer.out
    assert 'operands: service="cold_water", previous="10"' in answer.out


@pytest.mark.parametrize(
    "content", ["{", "[1", "3", '{"cases": 1}', "\ud800".encode("utf-8", "surrogatepass")]
)
def test_a_file_that_holds_no_cases_is_refused(ask, tmp_path, content):
    file = tmp_path / "cases.json"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())

    answer = ask("golden", file)

    assert (answer.code, "cannot be read" in answer.err) == (1, True)


def test_a_missing_file_and_an_unknown_rule_are_refused(ask, tmp_path):
    assert ask("golden", tmp_path / "none.json").code == 1
    assert "does not know the rule" in ask("golden", "--schema", "moon_tax").err
    assert "tariff" in ask("golden", "--schema", "metered").out
