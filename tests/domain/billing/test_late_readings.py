"""A reading that comes after months of estimates and shows less than was charged (R-127, D-12)."""

from datetime import date

import pytest
from tests.domain.month import published
from tests.domain.town import (
    COLD_WATER,
    MICRO,
    WASTEWATER,
    meter,
    reading,
    small_town,
)

from raschet.domain.billing.models import ChargeLine, Consumption
from raschet.domain.proofs.services.verify_books import verify_books
from raschet.domain.readings.models import Reading
from raschet.domain.tariffs.models import Norm, Tariff
from raschet.values.period import Period

pytestmark = pytest.mark.django_db(transaction=True)

MAY, JUNE, JULY, AUGUST = (Period(2026, month) for month in range(5, 9))
OLD_RATE, NEW_RATE = 38_750_000, 43_400_000


@pytest.fixture
def town():
    """The small town before any reading of its meter."""
    made = small_town()
    Reading.objects.all().delete()
    return made


def water_rises_on(day):
    """The old rate until a day, the new one from it on."""
    Tariff.objects.filter(service_id=COLD_WATER).update(rate_micro_rubles=OLD_RATE, valid_until=day)
    Tariff.objects.create(
        service_id=COLD_WATER, tariff_group="A", rate_micro_rubles=NEW_RATE, valid_from=day
    )


def read_in_april(town):
    """5.4 m3 a month from October to April: the average that stands in for missing readings."""
    reading(town.anna, town.register, 1, 67_600_000, date(2025, 10, 24))
    reading(town.anna, town.register, 2, 100 * MICRO, date(2026, 4, 24))


def lines(owner, service_id, period):
    """Rate, volume and sum of a month's charges, the dearest tariff and the least volume first."""
    return list(
        ChargeLine.objects.filter(
            account_id=owner.pk,
            service_id=service_id,
            kind="CHARGE",
            origin_period=period.first_day,
        )
        .order_by("-rate_micro_rubles", "quantity_micro")
        .values_list("rate_micro_rubles", "quantity_micro", "amount_kopecks")
    )


def breaches():
    return [proof for proof in verify_books() if not proof.holds]


def test_credit_unwinds_latest_estimates_at_their_own_tariffs(town):
    water_rises_on(date(2026, 7, 1))
    read_in_april(town)
    for period in (MAY, JUNE, JULY):
        published(period)
    reading(town.anna, town.register, 3, 110 * MICRO, date(2026, 8, 24))

    published(AUGUST)

    assert lines(town.anna, COLD_WATER, JULY) == [(NEW_RATE, 5_400_000, 234_36)]
    assert lines(town.anna, COLD_WATER, AUGUST) == [
        (NEW_RATE, -5_400_000, -234_36),
        (OLD_RATE, -800_000, -31_00),
    ]
    assert lines(town.anna, WASTEWATER, AUGUST) == [(30_150_000, -6_200_000, -186_93)]
    assert breaches() == []


def test_reading_at_or_above_estimates_is_charged_at_the_current_tariff(town):
    water_rises_on(date(2026, 7, 1))
    read_in_april(town)
    for period in (MAY, JUNE):
        published(period)
    reading(town.anna, town.register, 3, 111 * MICRO, date(2026, 7, 24))

    published(JULY)

    assert lines(town.anna, COLD_WATER, JULY) == [(NEW_RATE, 200_000, 8_68)]


def test_month_with_two_tariffs_is_taken_back_as_it_was_charged(town):
    water_rises_on(date(2026, 6, 11))
    read_in_april(town)
    for period in (MAY, JUNE):
        published(period)
    charged = lines(town.anna, COLD_WATER, JUNE)
    reading(town.anna, town.register, 3, 105_400_000, date(2026, 7, 24))

    published(JULY)

    assert charged == [(NEW_RATE, 3_600_000, 156_24), (OLD_RATE, 1_800_000, 69_75)]
    assert lines(town.anna, COLD_WATER, JULY) == [
        (rate, -volume, -kopecks) for rate, volume, kopecks in charged
    ]


def test_registers_that_shared_a_norm_take_back_their_own_parts(town):
    water_rises_on(date(2026, 6, 1))
    Norm.objects.filter(service_id=COLD_WATER).update(value_micro=4_200_001)
    second = meter(
        town.house,
        town.anna,
        COLD_WATER,
        initial_micro=0,
        installed_on=date(2026, 4, 10),
        serial="2",
    )
    reading(town.anna, town.register, 1, 0, date(2026, 4, 20))
    town.register.meter.installed_on = date(2026, 4, 10)
    town.register.meter.save()
    for period in (MAY, JUNE):
        published(period)
    shares = list(
        Consumption.objects.filter(account_id=town.anna.pk)
        .order_by("run_id", "register_id")
        .values_list("basis", "volume_micro", "estimated_micro")
    )
    reading(town.anna, town.register, 2, 1 * MICRO, date(2026, 7, 24))
    reading(town.anna, second, 1, 5 * MICRO, date(2026, 7, 24))

    published(JULY)

    assert shares == [
        ("NORM", 2_100_001, 2_100_001),
        ("NORM", 2_100_000, 2_100_000),
        ("NORM", 2_100_001, 4_200_002),
        ("NORM", 2_100_000, 4_200_000),
    ]
    # The first shows 3.200002 less than was charged, the second 0.8 more.
    assert lines(town.anna, COLD_WATER, JULY) == [
        (NEW_RATE, -2_100_001, -91_14),
        (NEW_RATE, 800_000, 34_72),
        (OLD_RATE, -1_100_001, -42_63),
    ]
    assert [line[1] for line in lines(town.anna, WASTEWATER, JULY)] == [-3_200_002, 800_000]
    assert breaches() == []


def test_wastewater_is_returned_at_the_tariffs_of_the_estimates_months(town):
    Tariff.objects.filter(service_id=WASTEWATER).update(valid_until=date(2026, 7, 1))
    Tariff.objects.create(
        service_id=WASTEWATER, tariff_group="A", rate_micro_rubles=40 * MICRO,
        valid_from=date(2026, 7, 1),
    )  # fmt: skip
    read_in_april(town)
    for period in (MAY, JUNE, JULY):
        published(period)
    reading(town.anna, town.register, 3, 110 * MICRO, date(2026, 8, 24))

    published(AUGUST)

    # Ten of 16.2 m3 were used: July's 5.4 and 0.8 of June go back, each at its own tariff.
    assert lines(town.anna, WASTEWATER, AUGUST) == [
        (40 * MICRO, -5_400_000, -216_00),
        (30_150_000, -800_000, -24_12),
    ]
    assert breaches() == []
