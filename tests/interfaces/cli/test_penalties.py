"""Penalties through the command line."""

import pytest
from tests.domain.town import small_town

from raschet.domain.billing.models import PenaltyPause
from raschet.domain.tariffs.models import KeyRate
from raschet.domain.tariffs.selectors import penalty_schemes
from raschet.values.period import Period

pytestmark = pytest.mark.django_db(transaction=True)


def test_penalties_are_switched_on_and_off_from_a_month(ask):
    small_town()

    on = ask("penalties", "on", "2026-05", "--by", "galina", "--source", "order 1")
    again = ask("penalties", "on", "2026-05", "--by", "galina")
    off = ask("penalties", "off", "2026-09", "--by", "dmitry", language="ru")

    assert (on.code, "bear penalties from 2026-05 on" in on.out) == (0, True)
    assert "so already" in again.out
    assert "пени не начисляются" in off.out
    kinds = {
        scheme.service_code: scheme.kind for scheme in penalty_schemes(Period(2026, 8).last_day)
    }
    assert (kinds["capital_repair"], kinds["cold_water"]) == ("CAPITAL_REPAIR", "STANDARD")
    assert "advance" not in kinds
    assert penalty_schemes(Period(2026, 9).first_day) == []


def test_a_missing_key_rate_is_named_and_entered(ask):
    small_town()
    ask("penalties", "on", "2026-01", "--by", "galina")
    KeyRate.objects.all().delete()
    for month in ("2026-05", "2026-06"):
        ask("bill", month)
        for login in ("galina", "dmitry"):
            ask("bill", month, "--approve", "--by", login, "--accept-errors")
        assert ask("bill", month, "--publish", "--by", "galina").code == 0

    without = ask("bill", "2026-07")
    refused = ask("bill", "2026-07", "--approve", "--by", "galina")
    entered = ask("penalties", "rate", "2026-01-01", "15,5", "--by", "galina")
    with_rate = ask("bill", "2026-07")

    assert "No key rate is known for 31\N{NO-BREAK SPACE}July" in without.out
    assert "--accept-errors" in without.out
    assert refused.code == 1
    assert (entered.code, "2026-01-01" in entered.out) == (0, True)
    assert "No key rate" not in with_rate.out


def test_a_pause_of_an_account(ask):
    town = small_town()

    paused = ask(
        "penalties", "pause", "104582", "--from", "2026-07-01", "--until", "2026-08-01",
        "--month", "2026-05", "--reason", "bill not delivered", "--by", "galina",
    )  # fmt: skip

    assert paused.code == 0, paused.err
    pause = PenaltyPause.objects.get(account_id=town.anna.pk)
    assert (str(pause.valid_until), pause.reason) == ("2026-08-01", "bill not delivered")


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("on", "2026-05"), "A signature needs a name"),
        (("on", "2026-05", "--by", "boris"), "no active login"),
        (("rate", "2026-01-01", "500", "--by", "galina"), "between 0 and 100"),
        (("rate", "yesterday", "5", "--by", "galina"), "is not a day"),
        (("rate", "2026-01-01", "much", "--by", "galina"), "is not a number"),
        (("pause", "999999", "--from", "2026-07-01", "--reason", "x", "--by", "galina"),
         "There is no account"),
        (("pause", "104582", "--from", "2026-07-01", "--until", "2026-07-01", "--reason", "x",
          "--by", "galina"), "must come after"),
    ],
)  # fmt: skip
def test_a_wrong_request_changes_nothing(ask, command, said):
    small_town()

    answer = ask("penalties", *command)

    assert answer.code in {1, 2}
    assert said in answer.err
    assert not PenaltyPause.objects.exists()
