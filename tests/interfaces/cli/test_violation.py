"""Acts of unauthorised use from the terminal: recorded, listed, taken back, refused."""

import pytest
from tests.domain.town import small_town

pytestmark = pytest.mark.django_db(transaction=True)

DAYS = ("--found", "2026-10-14", "--began", "2026-08-20")


def test_act_is_recorded_listed_and_taken_back(ask):
    small_town()

    empty = ask("violation", "list", "104582")
    added = ask("violation", "add", "104582", "cold_water", "--act", "7", *DAYS)
    again = ask("violation", "add", "104582", "cold_water", "--act", "7", *DAYS)
    listed = ask("violation", "list", "104582")
    withdrawn = ask("violation", "withdraw", "104582", "--act", "7")
    unknown = ask("violation", "withdraw", "104582", "--act", "7", language="ru")

    assert "No acts stand" in empty.out
    assert (added.code, added.out.strip()) == (
        0, "The act 7 is recorded; October 2026 charges it.".replace("October ", "October\u00a0"))  # fmt: skip
    assert (again.code, "recorded before" in again.err) == (1, True)
    assert "Cold water" in listed.out
    assert "taken back" in withdrawn.out
    assert (unknown.code, "нет акта 7" in unknown.err) == (1, True)


def test_impossible_day_is_named(ask):
    small_town()

    answer = ask(
        "violation", "add", "104582", "rent", "--act", "7", "--found", "soon", "--began", "2026-08-20"
    )  # fmt: skip

    assert (answer.code, "soon" in answer.err) == (2, True)
