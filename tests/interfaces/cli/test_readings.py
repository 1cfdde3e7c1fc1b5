"""The centre's own doors for readings, from a terminal."""

from datetime import UTC, date, datetime

import pytest
from tests.domain.town import MICRO, small_town

from raschet.domain.readings.models import Reading, ReadingWindow, Submission
from raschet.domain.registry.models import Meter, Register

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return small_town()


@pytest.fixture
def november(monkeypatch):
    """The terminal's clock stands at noon of 12 November."""
    noon = datetime(2026, 11, 12, 9, tzinfo=UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: noon)


def submit(ask, *words, channel="telephone"):
    return ask("readings", "submit", "--channel", channel, *words)


def test_meters_are_listed_with_their_last_readings(town, ask, november):
    answer = submit(ask, "104582")

    assert answer.code == 0
    assert "104582-1" in answer.out
    assert "105\N{NO-BREAK SPACE}m³" in answer.out


def test_account_without_meters_says_so(town, ask, november):
    assert "no meters" in submit(ask, "104583").out


@pytest.mark.parametrize("name", ["104582-1", "cold_water", "82-1"])
def test_telephone_reading_is_accepted_with_a_receipt(town, ask, november, name):
    answer = submit(ask, "104582", f"{name}=110.25", "--by", "galina")

    assert answer.code == 0, answer.err
    assert Submission.objects.get().number in answer.out
    row = Reading.objects.get(revision=3)
    assert (row.channel, row.actor, row.value_micro) == ("TELEPHONE", "galina", 110_250_000)


def test_slip_counts_by_the_day_it_was_brought(town, ask, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 11, 28, 9, tzinfo=UTC))
    answer = submit(
        ask, "104582", "cold_water=110", "--received", "2026-11-25", "--taken", "2026-11-24",
        channel="slip",
    )  # fmt: skip

    assert answer.code == 0
    row = Reading.objects.get(revision=3)
    assert (row.taken_on, row.period) == (date(2026, 11, 24), date(2026, 11, 1))


def test_lower_and_unusual_values_are_refused_with_advice(town, ask, november):
    lower = submit(ask, "104582", "cold_water=100")
    unusual = submit(ask, "104582", "cold_water=900")
    confirmed = submit(ask, "104582", "cold_water=900", "--confirmed")

    assert (lower.code, unusual.code, confirmed.code) == (1, 1, 0)
    assert "lower than the last reading, 105\N{NO-BREAK SPACE}m³" in lower.out
    assert "Nothing was kept" in lower.err
    assert "--confirmed" in unusual.err
    assert Reading.objects.get(revision=3).state == "HELD"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["cold_water"], "does not say what a meter shows"),
        (["77=1"], "has no meter"),
        (["cold_water=a"], "is not a reading"),
        (["cold_water=1/2"], "1 dials"),
        (["cold_water=-"], "No value was given"),
        (["cold_water=110", "104582-1=110"], "named twice"),
    ],
)
def test_what_cannot_be_understood_changes_nothing(town, ask, november, words, said):
    answer = submit(ask, "104582", *words)

    assert answer.code == 1
    assert said in answer.err
    assert Reading.objects.count() == 2


def test_zones_have_a_value_each(town, ask, november):
    made = Meter.objects.create(
        house=town.house, unit=town.anna.unit, account_id=town.anna.pk, service_id=4, serial="E1",
        digits=6, decimals=1, installed_on=date(2024, 1, 1),
    )  # fmt: skip
    for number, zone in enumerate(["DAY", "NIGHT"], 1):
        Register.objects.create(meter=made, number=number, zone=zone, initial_micro=0)

    assert submit(ask, "104582", "electricity=50/20").code == 0
    assert submit(ask, "104582", "electricity=51/-").code == 0

    values = Reading.objects.all()
    assert sorted(v // MICRO for v in values.values_list("value_micro", flat=True))[:3] == [
        20,
        50,
        51,
    ]


def test_queue_is_shown_and_decided(town, ask, november):
    assert "No reading waits" in ask("readings", "held").out
    submit(ask, "104582", "cold_water=900", "--confirmed")
    name = f"{town.register.pk}-3"

    shown = ask("readings", "held")
    unsigned = ask("readings", "accept", name)
    accepted = ask("readings", "accept", name, "--by", "galina")
    again = ask("readings", "refuse", name, "--by", "galina")

    assert name in shown.out
    assert "104582" in shown.out
    assert (unsigned.code, accepted.code, again.code) == (1, 0, 1)
    assert "counts in 2026-11" in accepted.out
    assert "does not wait" in again.err
    assert Reading.objects.get(revision=3).decided_by == "galina"


def test_window_is_set_from_a_month_on(ask):
    done = ask("readings", "window", "20..28", "--from", "2027-01")
    early = ask("readings", "window", "1..2", "--from", "2026-12")
    wrong = ask("readings", "window", "28..20", "--from", "2027-02")

    assert (done.code, early.code, wrong.code) == (0, 1, 1)
    assert "2027-01" in early.err
    assert list(ReadingWindow.objects.order_by("valid_from").values_list("first_day")) == [
        (15,),
        (20,),
    ]
