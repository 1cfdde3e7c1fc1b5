"""The queue of held readings and what becomes of them."""

from datetime import date

import pytest
from tests.domain.readings.visits import DECEMBER_1, NOVEMBER_1, NOVEMBER_12, at, standing, visit
from tests.domain.town import MICRO, small_town

from raschet.domain.audit.models import AuditRecord
from raschet.domain.readings.models import Reading
from raschet.domain.readings.selectors import held_readings
from raschet.domain.readings.services.decide_held import (
    HeldReadingContradicts,
    HeldReadingNotFound,
    decide_held,
)
from raschet.values.period import Period

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return small_town()


def decide(held, **options):
    return decide_held(
        register_id=held.register_id,
        revision=held.revision,
        actor="galina",
        decided_at=at(26),
        **options,
    )


def test_queue_shows_what_is_needed_to_decide(town):
    visit(town.anna, town.register, 1100, confirmed=True)

    (held,) = held_readings()

    assert (held.account_number, held.service_code, held.serial) == (
        "104582",
        "cold_water",
        "104582-1",
    )
    assert (held.value_micro, held.last_micro, held.last_on) == (
        1100 * MICRO,
        105 * MICRO,
        date(2026, 10, 24),
    )
    assert (held.reason, held.channel, held.received_at) == (
        "UNUSUALLY_HIGH",
        "CABINET",
        NOVEMBER_12,
    )


def test_accepted_reading_counts_and_puts_the_month_s_others_aside(town):
    visit(town.anna, town.register, 110)
    visit(town.anna, town.register, 112, channel="SITE")
    (held,) = held_readings()

    decide(held, accept=True)

    assert [row[:2] for row in standing(town.register)[2:]] == [
        (110, "SUPERSEDED"),
        (112, "ACCEPTED"),
    ]
    row = Reading.objects.get(register_id=town.register.pk, revision=4)
    assert (row.decided_by, row.decided_at, row.reason) == ("galina", at(26), "STRONGER_STANDS")
    assert held_readings() == []
    record = AuditRecord.objects.order_by("-id").first()
    assert (record.action, record.subject) == ("READING_ACCEPTED", f"reading:{held.name}")


def test_refused_reading_is_kept(town):
    visit(town.anna, town.register, 1100, confirmed=True)
    (held,) = held_readings()

    decide(held, accept=False)

    assert standing(town.register)[-1][:3] == (1100, "REJECTED", "UNUSUALLY_HIGH")


def test_reading_of_a_billed_month_counts_in_the_next(town):
    visit(town.anna, town.register, 1100, confirmed=True)
    (held,) = held_readings()
    assert held.period.first_day == NOVEMBER_1

    decide(held, accept=True, counts_in=Period(2026, 12))

    assert standing(town.register)[-1][3] == DECEMBER_1


def test_reading_that_would_run_the_dial_backwards_is_not_accepted(town):
    visit(town.anna, town.register, 3, meter_replaced=True)
    (held,) = held_readings()

    with pytest.raises(HeldReadingContradicts) as refused:
        decide(held, accept=True)

    assert refused.value.other_micro == 105 * MICRO
    assert [one.name for one in held_readings()] == [held.name]


def test_decided_reading_is_not_decided_twice(town):
    visit(town.anna, town.register, 1100, confirmed=True)
    (held,) = held_readings()
    decide(held, accept=True)

    with pytest.raises(HeldReadingNotFound):
        decide(held, accept=False)
