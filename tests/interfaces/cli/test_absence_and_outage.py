"""Absences and outages through the command line."""

import pytest
from tests.domain.town import small_town

from raschet.domain.registry.models import Absence, QualityEvent

pytestmark = pytest.mark.django_db


def test_an_absence_is_recorded_listed_and_withdrawn(ask):
    small_town()
    days = ("--left", "2026-10-10", "--returned", "2026-10-21", "--applied", "2026-10-21")

    made = ask("absence", "add", "104583", *days, "--documents", "tickets")
    number = Absence.objects.get().pk
    listed = ask("absence", "list", "104583")
    gone = ask("absence", "withdraw", number)
    again = ask("absence", "withdraw", number)

    assert (made.code, listed.code, gone.code, again.code) == (0, 0, 0, 1)
    assert "10 October 2026" in listed.out.replace("\N{NO-BREAK SPACE}", " ")
    assert "no absence" in again.err


def test_an_absence_that_gives_no_right_says_why(ask):
    small_town()

    answer = ask("absence", "add", "104583", "--left", "2026-10-10", "--returned", "2026-10-16",
                 "--documents", "билеты", language="ru")  # fmt: skip

    assert (answer.code, Absence.objects.count()) == (1, 0)
    assert "больше 5 полных дней" in answer.err


def test_an_outage_is_recorded_for_the_house_and_withdrawn(ask):
    town = small_town()
    given = ("--service", "cold_water", "--case", "WATER_OUTAGE",
             "--from", "2026-10-05T08:00", "--until", "2026-10-05T20:00")  # fmt: skip

    made = ask("outage", "add", "104583", *given)
    event = QualityEvent.objects.get()
    gone = ask("outage", "withdraw", event.pk)

    assert (made.code, gone.code) == (0, 0)
    assert (event.house_id, event.account_id) == (town.house.pk, 0)
    assert (event.ended_at - event.started_at).total_seconds() == 12 * 3600


def test_an_outage_that_makes_no_sense_says_why(ask):
    small_town()
    given = ("--service", "gas", "--case", "WATER_OUTAGE",
             "--from", "2026-10-05T08:00", "--until", "2026-10-05T20:00")  # fmt: skip

    answer = ask("outage", "add", "104583", *given)

    assert (answer.code, QualityEvent.objects.count()) == (1, 0)
    assert "cold_water, hot_water, wastewater" in answer.err


def test_the_cases_are_listed_in_words(ask):
    answer = ask("outage", "cases", language="ru")

    assert answer.code == 0
    assert "Был перерыв в подаче газа." in answer.out
