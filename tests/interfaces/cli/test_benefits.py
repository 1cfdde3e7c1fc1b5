"""Benefits and subsidies through the command line."""

import pytest
from tests.domain.month import published
from tests.domain.town import small_town

from raschet.domain.ledger.selectors import balances_of_account
from raschet.domain.registry.models import Entitlement

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_benefit_is_granted_discounted_explained_and_ended(ask):
    small_town()
    granted = ask(
        "benefits", "grant", "104582", "DISABLED", "--from", "2026-01-01", "--document", "1",
        "--by", "galina",
    )  # fmt: skip
    mode = ask("benefits", "mode", "DISCOUNT", "2026-01", "--by", "galina")
    published()

    text = ask("explain", "104582", "2026-10", language="ru").out.replace("\N{NO-BREAK SPACE}", " ")
    ended = ask("benefits", "end", "104582", "DISABLED", "--until", "2026-12-01", "--by", "galina")

    assert (granted.code, mode.code, ended.code) == (0, 0, 0), (granted.err, mode.err, ended.err)
    assert "Холодная вода: льгота, инвалиды: −94,94 ₽" in text
    assert "4,2 м³ × 45,21 ₽ × 50 % = 94,941 → 94,94 ₽" in text
    assert "Льгота даётся в пределах норматива, 4,2 м³ на человека." in text
    assert "Пункт закона: ФЗ № 181, ст. 17" in text
    assert str(Entitlement.objects.get().valid_until) == "2026-12-01"


def test_a_subsidy_pays_the_debt_once(ask):
    town = small_town()
    published()
    command = ("benefits", "subsidy", "104582", "1000,00", "--paid", "2026-11-05", "--document", "7",
               "--by", "galina")  # fmt: skip

    first, again = ask(*command), ask(*command)

    assert (first.code, again.code) == (0, 0), first.err
    assert "credited before" in again.out
    owed = sum(one.balance_kopecks for one in balances_of_account(account_id=town.anna.pk))
    assert owed == 1013_00


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("grant", "104582", "HERO", "--from", "2026-01-01", "--by", "galina"), "no category HERO"),
        (("grant", "999999", "DISABLED", "--from", "2026-01-01", "--by", "galina"), "no account"),
        (("grant", "104582", "DISABLED", "--from", "2026-01-01", "--until", "2026-01-01", "--by",
          "galina"), "must come after"),
        (("end", "104582", "DISABLED", "--until", "2026-01-01", "--by", "galina"), "no such benefit"),
        (("subsidy", "104582", "-5", "--paid", "2026-01-01", "--document", "1", "--by", "galina"),
         "not a sum of money"),
        (("mode", "GIFT", "2026-01", "--by", "galina"), "GIFT"),
    ],
)  # fmt: skip
def test_a_wrong_request_changes_nothing(ask, command, said):
    small_town()

    answer = ask("benefits", *command)

    assert answer.code in {1, 2}
    assert said in answer.err
    assert not Entitlement.objects.exists()
