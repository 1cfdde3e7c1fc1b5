"""What readings being typed will cost equals what the month's run charges for them."""

from datetime import date

import pytest
from tests.domain.month import published
from tests.domain.readings.visits import at, visit
from tests.domain.town import (
    COLD_WATER,
    MICRO,
    NOVEMBER,
    START,
    WASTEWATER,
    account,
    meter,
    small_town,
)

from raschet.domain.billing.models import ChargeLine
from raschet.domain.billing.selectors import estimate_next_bill
from raschet.domain.readings.models import Reading
from raschet.domain.registry.models import Meter, Unit
from raschet.domain.tariffs.models import Tariff

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town():
    """Published up to October; the meter stood at 105."""
    made = small_town()
    published()
    return made


def estimated(owner, **values_micro):
    answer = estimate_next_bill(
        account_id=owner.pk,
        period=NOVEMBER,
        taken_on=date(2026, 11, 24),
        values_micro={int(key[1:]): value for key, value in values_micro.items()},
    )
    return {service.service_id: service.amount_kopecks for service in answer.services}


def charged(owner, *service_ids):
    found = {}
    for service_id, kopecks in ChargeLine.objects.filter(
        account_id=owner.pk, service_id__in=service_ids, origin_period=NOVEMBER.first_day
    ).values_list("service_id", "amount_kopecks"):
        found[service_id] = found.get(service_id, 0) + kopecks
    return found


@pytest.mark.parametrize("value", [105, 108, 112])
def test_estimate_equals_the_run(town, value):
    guess = estimated(town.anna, **{f"r{town.register.pk}": value * MICRO})

    visit(town.anna, town.register, value, at(24))
    published(NOVEMBER)

    assert guess == charged(town.anna, COLD_WATER, WASTEWATER)
    assert guess[COLD_WATER] == (value - 105) * 4521


def test_estimate_knows_estimates_tariffs_and_the_first_typed_value(town):
    """A month by the average, a new tariff inside the next one, a reading given before."""
    Reading.objects.filter(period=date(2026, 11, 1)).delete()
    Tariff.objects.filter(service_id=COLD_WATER).update(valid_until=date(2026, 11, 11))
    Tariff.objects.create(
        service_id=COLD_WATER,
        tariff_group="A",
        rate_micro_rubles=50_000_000,
        valid_from=date(2026, 11, 11),
    )
    visit(town.anna, town.register, 107, at(16))

    guess = estimated(town.anna, **{f"r{town.register.pk}": 110 * MICRO})
    visit(town.anna, town.register, 110, at(24))
    published(NOVEMBER)

    assert guess == charged(town.anna, COLD_WATER, WASTEWATER)


def test_estimate_of_one_of_two_meters_averages_the_other(town):
    second = meter(town.house, town.anna, COLD_WATER, initial_micro=0, serial="2")
    Meter.objects.filter(pk=second.meter_id).update(installed_on=START)

    guess = estimated(town.anna, **{f"r{town.register.pk}": 110 * MICRO})
    visit(town.anna, town.register, 110, at(24))
    published(NOVEMBER)

    assert guess == charged(town.anna, COLD_WATER, WASTEWATER)


def test_meter_that_a_flat_shares_is_divided_as_the_run_divides_it(town):
    room = account(town.house, "12/1", "104599", area_micro=10 * MICRO, registered=2)
    Unit.objects.filter(pk=room.unit_id).update(parent=town.anna.unit, kind="ROOM")
    Meter.objects.filter(pk=town.register.meter_id).update(account_id=0)
    Reading.objects.update(account_id=0)

    guess = estimated(room, **{f"r{town.register.pk}": 111 * MICRO})
    visit(room, town.register, 111, at(24))
    published(NOVEMBER)

    assert guess == charged(room, COLD_WATER, WASTEWATER)


def test_estimate_writes_nothing_and_asks_a_fixed_number_of_questions(
    town, django_assert_num_queries
):
    before = Reading.objects.count()
    with django_assert_num_queries(5):
        estimated(town.anna, **{f"r{town.register.pk}": 110 * MICRO})
    assert Reading.objects.count() == before


def test_unknown_account_has_no_estimate(town):
    assert (
        estimate_next_bill(
            account_id=10**9, period=NOVEMBER, taken_on=START, values_micro={town.register.pk: 1}
        )
        is None
    )
