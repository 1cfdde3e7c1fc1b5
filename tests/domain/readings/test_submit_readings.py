"""One deed for every door: what is accepted, held, asked about and refused, and in which month."""

import uuid
from datetime import date

import pytest
from tests.domain.readings.visits import (
    DECEMBER_1,
    NOVEMBER_1,
    NOVEMBER_12,
    at,
    standing,
    visit,
)
from tests.domain.town import COLD_WATER, MICRO, account, meter, small_town

from raschet.domain.readings.intake import RegisterUnknown
from raschet.domain.readings.models import Reading, Submission
from raschet.domain.readings.services.set_window import WindowTooEarly, set_window
from raschet.domain.readings.services.submit_readings import (
    Item,
    NothingSubmitted,
    RegisterRepeated,
    SubmissionKeyReused,
    submit_readings,
)
from raschet.domain.registry.models import Meter, Register, Unit, Verification
from raschet.values.period import Period

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    """Anna's meter stood at 100 in September and at 105 in October."""
    return small_town()


def november(town):
    """What the register has got since October."""
    return [row[:3] for row in standing(town.register)[2:]]


def test_reading_is_accepted_with_a_receipt(town):
    answer = visit(town.anna, town.register, 110)

    (outcome,) = answer.outcomes
    assert (outcome.state, outcome.reason, outcome.before_micro) == ("ACCEPTED", "", 105 * MICRO)
    assert answer.period == Period(2026, 11)
    assert answer.receipt.number.startswith("2611-")
    row = Reading.objects.get(register_id=town.register.pk, revision=3)
    assert (row.channel, row.actor, row.received_at, row.taken_on, row.period) == (
        "CABINET", "anna", NOVEMBER_12, date(2026, 11, 12), NOVEMBER_1,
    )  # fmt: skip


def test_last_reading_of_the_month_counts_and_all_are_kept(town):
    for value in (110, 106, 108):
        visit(town.anna, town.register, value)

    assert november(town) == [
        (110, "SUPERSEDED", ""),
        (106, "SUPERSEDED", ""),
        (108, "ACCEPTED", ""),
    ]


def test_zero_consumption_is_accepted(town):
    assert visit(town.anna, town.register, 105).outcomes[0].state == "ACCEPTED"


@pytest.mark.parametrize("channel", ["CABINET", "SITE", "MOBILE", "TELEPHONE"])
def test_lower_than_the_last_is_refused_and_nothing_is_kept(town, channel):
    answer = visit(town.anna, town.register, 104, channel=channel)

    assert (answer.outcomes[0].reason, answer.receipt) == ("READING_BELOW_LAST", None)
    assert november(town) == []
    assert Submission.objects.count() == 0


@pytest.mark.parametrize("channel", ["SLIP", "BANK"])
def test_refused_reading_is_kept_where_nobody_can_correct_it(town, channel):
    answer = visit(town.anna, town.register, 104, channel=channel)

    assert answer.receipt is not None
    assert november(town) == [(104, "REJECTED", "READING_BELOW_LAST")]


def test_changed_meter_is_held(town):
    answer = visit(town.anna, town.register, 3, meter_replaced=True)

    assert answer.receipt is not None
    assert november(town) == [(3, "HELD", "METER_REPLACED")]


def test_passage_through_zero_is_accepted(town):
    visit(town.anna, town.register, 99_990, confirmed=True)
    Reading.objects.update(state="ACCEPTED")

    answer = visit(town.anna, town.register, 5, at(12, month=12))

    assert (answer.outcomes[0].state, answer.outcomes[0].reason) == ("ACCEPTED", "ROLLOVER")


def test_unusually_high_is_asked_then_held(town):
    asked = visit(town.anna, town.register, 300)
    held = visit(town.anna, town.register, 300, confirmed=True)

    assert (asked.outcomes[0].state, asked.receipt) == ("ASKED", None)
    assert asked.outcomes[0].use_micro == 195 * MICRO
    assert (held.outcomes[0].state, held.outcomes[0].reason) == ("HELD", "UNUSUALLY_HIGH")
    assert november(town) == [(300, "HELD", "UNUSUALLY_HIGH")]


def test_corrected_typing_mistake_takes_the_held_value_off_the_queue(town):
    visit(town.anna, town.register, 1100, confirmed=True)
    visit(town.anna, town.register, 110)

    assert november(town) == [(1100, "SUPERSEDED", "UNUSUALLY_HIGH"), (110, "ACCEPTED", "")]


def test_unusual_is_measured_by_the_account_s_own_average(town):
    """5 m3 a month: 14 m3 is nobody's business, 20 m3 is asked about."""
    assert visit(town.anna, town.register, 119).outcomes[0].state == "ACCEPTED"
    assert visit(town.anna, town.register, 125).outcomes[0].state == "ASKED"


def test_expired_verification_is_kept_and_said(town):
    Verification.objects.update(due_on=date(2026, 11, 1))

    answer = visit(town.anna, town.register, 110)

    assert (answer.outcomes[0].state, answer.outcomes[0].reason) == (
        "ACCEPTED",
        "VERIFICATION_EXPIRED",
    )


@pytest.mark.parametrize(
    ("change", "value_micro", "reason"),
    [
        ({"removed_on": date(2026, 11, 1)}, 110 * MICRO, "METER_REMOVED"),
        ({"installed_on": date(2026, 11, 20)}, 110 * MICRO, "READ_BEFORE_INSTALLED"),
        ({"decimals": 0}, 110_500_000, "MORE_DECIMALS_THAN_DIAL"),
        ({"digits": 2}, 110 * MICRO, "MORE_DIGITS_THAN_DIAL"),
        ({}, 10**40, "MORE_DIGITS_THAN_DIAL"),
        ({}, -1, "READING_NEGATIVE"),
    ],
)
def test_what_the_dial_cannot_show_is_refused(town, change, value_micro, reason):
    Meter.objects.update(**change)

    answer = visit(town.anna, town.register, 0, value_micro=value_micro)

    assert answer.outcomes[0].reason == reason
    assert answer.receipt is None


def test_day_to_come_is_refused(town):
    answer = visit(town.anna, town.register, 110, taken_on=date(2026, 11, 13))

    assert answer.outcomes[0].reason == "DAY_IN_FUTURE"


def test_closed_account_is_refused(town):
    town.anna.closed_on = date(2026, 11, 5)
    town.anna.save()

    assert visit(town.anna, town.register, 110).outcomes[0].reason == "ACCOUNT_NOT_SERVED"


# Whose word counts.


@pytest.mark.parametrize("stronger", ["CABINET", "MOBILE", "INSPECTOR", "AUTOMATIC"])
@pytest.mark.parametrize("weaker", ["SITE", "TELEPHONE", "SLIP", "BANK"])
def test_unregistered_reading_never_supersedes_a_stronger_one(town, weaker, stronger):
    visit(town.anna, town.register, 110, channel=stronger)

    answer = visit(town.anna, town.register, 112, at(20), channel=weaker)

    assert answer.receipt is not None
    assert november(town) == [(110, "ACCEPTED", ""), (112, "HELD", "STRONGER_STANDS")]


@pytest.mark.parametrize("value", [107, 110, 111, 113])
def test_lower_value_of_a_weaker_door_waits_and_below_the_last_month_it_is_refused(town, value):
    visit(town.anna, town.register, 111)

    answer = visit(town.anna, town.register, value, channel="SITE")
    below = visit(town.anna, town.register, 104, channel="SITE")

    assert answer.receipt is not None
    assert november(town)[0] == (111, "ACCEPTED", "")
    assert november(town)[1][1] in {"HELD", "SUPERSEDED"}
    assert below.outcomes[0].reason == "READING_BELOW_LAST"


def test_same_value_from_a_weaker_door_changes_nothing(town):
    visit(town.anna, town.register, 110)
    visit(town.anna, town.register, 110, at(20), channel="SITE")

    assert november(town) == [(110, "ACCEPTED", ""), (110, "SUPERSEDED", "SAME_STANDS")]


def test_signed_in_reading_takes_the_place_of_an_unregistered_one(town):
    visit(town.anna, town.register, 112, channel="SITE")
    visit(town.anna, town.register, 110, channel="CABINET")

    assert november(town) == [(112, "SUPERSEDED", ""), (110, "ACCEPTED", "")]


def test_signed_in_reading_goes_on_from_an_inspector_s_and_never_below_it(town):
    visit(town.anna, town.register, 110, channel="INSPECTOR")

    below = visit(town.anna, town.register, 109, at(20))
    after = visit(town.anna, town.register, 111, at(20))

    assert below.outcomes[0].reason == "READING_BELOW_LAST"
    assert after.receipt is not None
    assert november(town) == [(110, "ACCEPTED", ""), (111, "ACCEPTED", "")]


# The month it counts in.


@pytest.mark.parametrize(
    ("when", "period"),
    [
        (at(5), NOVEMBER_1),
        (at(25), NOVEMBER_1),
        # 22:00 in London is the next day in Moscow.
        (at(25, hour=22), DECEMBER_1),
        (at(26), DECEMBER_1),
        (at(30), DECEMBER_1),
    ],
)
def test_window_decides_about_the_month(town, when, period):
    visit(town.anna, town.register, 110, when, taken_on=date(2026, 11, 5))

    assert standing(town.register)[-1][3] == period


def test_reading_from_a_queue_counts_by_the_day_it_was_taken(town):
    """Signed in, and no longer than three days without a connection."""
    visit(town.anna, town.register, 110, at(27), taken_on=date(2026, 11, 25), channel="MOBILE")
    assert standing(town.register)[-1][3] == NOVEMBER_1

    visit(town.anna, town.register, 111, at(27), taken_on=date(2026, 11, 25), channel="SITE")
    assert standing(town.register)[-1][3] == DECEMBER_1


def test_reading_that_was_taken_before_the_newest_does_not_count(town):
    visit(town.anna, town.register, 112, at(21))
    visit(town.anna, town.register, 110, at(22), taken_on=date(2026, 11, 20))

    assert november(town) == [(112, "ACCEPTED", ""), (110, "SUPERSEDED", "OLDER_THAN_LAST")]


def test_window_is_a_dated_decision(town):
    set_window(since=Period(2026, 11), first_day=20, last_day=31, actor="galina")

    visit(town.anna, town.register, 110, at(30))

    assert standing(town.register)[-1][3] == NOVEMBER_1
    with pytest.raises(WindowTooEarly):
        set_window(since=Period(2026, 10), first_day=1, last_day=2, actor="galina")


# Doubles.


def test_repeated_request_is_answered_with_the_same_receipt(town):
    key = uuid.uuid4()
    first = visit(town.anna, town.register, 110, client_key=key)

    again = visit(town.anna, town.register, 110, client_key=key)

    assert again.receipt == first.receipt
    assert (again.repeated, again.newest) == (True, True)
    assert november(town) == [(110, "ACCEPTED", "")]


def test_repeat_knows_that_a_later_visit_followed(town):
    key = uuid.uuid4()
    visit(town.anna, town.register, 110, client_key=key)
    visit(town.anna, town.register, 111)

    again = visit(town.anna, town.register, 110, client_key=key)

    assert (again.repeated, again.newest) == (True, False)
    assert november(town)[-1] == (111, "ACCEPTED", "")


def test_key_of_another_visit_is_refused(town):
    key = uuid.uuid4()
    visit(town.anna, town.register, 110, client_key=key)

    with pytest.raises(SubmissionKeyReused):
        visit(town.anna, town.register, 111, client_key=key)
    assert november(town) == [(110, "ACCEPTED", "")]


# What a visit may hold.


def test_zones_are_given_together_or_partly(town):
    made = Meter.objects.create(
        house=town.house, unit=town.anna.unit, account_id=town.anna.pk, service_id=4, serial="E1",
        digits=6, decimals=1, installed_on=date(2024, 1, 1),
    )  # fmt: skip
    day = Register.objects.create(meter=made, number=1, zone="DAY", initial_micro=0)
    night = Register.objects.create(meter=made, number=2, zone="NIGHT", initial_micro=0)
    options = {"taken_on": date(2026, 11, 12), "received_at": NOVEMBER_12, "actor": "anna"}

    partly = submit_readings(
        account_id=town.anna.pk, items=[Item(day.pk, 50 * MICRO)], channel="CABINET", **options
    )
    both = submit_readings(
        account_id=town.anna.pk,
        items=[Item(night.pk, 20 * MICRO), Item(day.pk, 51 * MICRO)],
        channel="CABINET",
        **options,
    )

    assert len(partly.outcomes) == 1
    assert [outcome.register_id for outcome in both.outcomes] == [day.pk, night.pk]
    assert [row[:2] for row in standing(day)] == [(50, "SUPERSEDED"), (51, "ACCEPTED")]


def test_shared_meter_of_a_flat_is_read_by_any_account_of_its_rooms(town):
    flat = town.anna.unit
    room = account(town.house, "12/1", "104599", area_micro=10 * MICRO, registered=1)
    Unit.objects.filter(pk=room.unit_id).update(parent=flat, kind="ROOM")
    shared = meter(town.house, town.anna, COLD_WATER, initial_micro=0, serial="S")
    Meter.objects.filter(pk=shared.meter_id).update(account_id=0)

    visit(room, shared, 10)

    assert Reading.objects.get(register_id=shared.pk).account_id == 0


def test_stranger_s_register_is_refused(town):
    with pytest.raises(RegisterUnknown):
        visit(town.vera, town.register, 110)


def test_empty_visit_and_repeated_register_are_refused(town):
    options = {
        "account_id": town.anna.pk,
        "taken_on": date(2026, 11, 12),
        "received_at": NOVEMBER_12,
        "channel": "CABINET",
        "actor": "anna",
    }
    with pytest.raises(NothingSubmitted):
        submit_readings(items=[], **options)
    with pytest.raises(RegisterRepeated):
        submit_readings(items=[Item(town.register.pk, 1), Item(town.register.pk, 2)], **options)


def test_one_refused_item_keeps_the_whole_visit_for_correction(town):
    second = meter(town.house, town.anna, COLD_WATER, initial_micro=50 * MICRO, serial="2")

    answer = submit_readings(
        account_id=town.anna.pk,
        items=[Item(town.register.pk, 110 * MICRO), Item(second.pk, 49 * MICRO)],
        taken_on=date(2026, 11, 12),
        received_at=NOVEMBER_12,
        channel="SITE",
        actor="site",
    )

    assert [outcome.reason for outcome in answer.outcomes] == ["", "READING_BELOW_LAST"]
    assert answer.receipt is None
    assert november(town) == []


def test_number_of_questions_does_not_grow_with_history(town, django_assert_num_queries):
    visit(town.anna, town.register, 106)
    with django_assert_num_queries(14):
        visit(town.anna, town.register, 107)
    for value in range(108, 112):
        visit(town.anna, town.register, value)
    with django_assert_num_queries(14):
        visit(town.anna, town.register, 112)
