"""Gas, gardens, acts, renewed and removed meters through whole months, added up by hand."""

from datetime import date

import pytest
from tests.domain.month import published
from tests.domain.town import (
    COLD_WATER,
    MICRO,
    NOVEMBER,
    OCTOBER,
    START,
    WASTEWATER,
    meter,
    reading,
    small_town,
    supply,
)

from raschet.domain.billing.models import ChargeLine, Consumption
from raschet.domain.billing.services.record_violation import (
    Act,
    ActRecordedBefore,
    ServiceWithoutNorm,
    ViolationChargedAlready,
    ViolationDaysImpossible,
    record_violation,
    withdraw_violation,
)
from raschet.domain.billing.violations import ViolationKind
from raschet.domain.proofs.services.verify_books import verify_books
from raschet.domain.readings.models import Reading
from raschet.domain.registry.models import AccountMeasure, HouseSupply, Verification
from raschet.domain.tariffs.models import Norm
from raschet.domain.tariffs.services.publish_temperature import (
    TemperatureStands,
    publish_temperature,
)
from raschet.values.period import Period

pytestmark = pytest.mark.django_db(transaction=True)

GAS, IRRIGATION = 5, 13
AUGUST, SEPTEMBER, DECEMBER = Period(2026, 8), Period(2026, 9), Period(2026, 12)


@pytest.fixture
def town():
    return small_town()


def norm(service_id, group, per, value, **season):
    Norm.objects.create(
        service_id=service_id,
        norm_group=group,
        per=per,
        value_micro=value,
        valid_from=START,
        **season,
    )


def gas(town):
    """A stove and a boiler: 12 m3 a person, 17 m3 a m2 from October to April, 8.64 a m3."""
    supply(town.house, town.supplier, GAS, "METER_OR_NORM", 8_640_000)
    HouseSupply.objects.filter(service_id=GAS).update(norm_group="STOVE+HEATING")
    norm(GAS, "STOVE", "PERSON_MONTH", 12 * MICRO)
    norm(GAS, "HEATING", "M2_MONTH", 17 * MICRO, season_from=10, season_until=4)


def lines(owner, service_id, period=OCTOBER):
    rows = ChargeLine.objects.filter(
        account_id=owner.pk, service_id=service_id, origin_period=period.first_day
    )
    return list(
        rows.order_by("line_no").values_list(
            "kind", "method", "reason", "quantity_micro", "amount_kopecks"
        )
    )


def test_gas_by_the_norms_of_its_purposes_follows_the_season(town):
    gas(town)

    published(SEPTEMBER)
    published(OCTOBER)

    assert lines(town.vera, GAS, SEPTEMBER) == [
        ("CHARGE", "NORM", "NO_METER", 24 * MICRO, 207_36),
    ]
    assert sorted(lines(town.vera, GAS)) == [
        ("CHARGE", "NORM", "NO_METER", 24 * MICRO, 207_36),
        ("CHARGE", "NORM", "NO_METER", 680 * MICRO, 5875_20),
    ]


def test_gas_meter_without_compensation_takes_the_published_coefficient(town):
    gas(town)
    register = meter(town.house, town.anna, GAS, initial_micro=0)
    register.meter.temperature_corrected = True
    register.meter.save()
    publish_temperature(coefficients={SEPTEMBER: 990_000, OCTOBER: 1_040_000})
    reading(town.anna, register, 1, 4_512 * MICRO, date(2026, 9, 24))
    reading(town.anna, register, 2, 4_688 * MICRO, date(2026, 10, 24))

    published()

    assert lines(town.anna, GAS) == [("CHARGE", "METERED", None, 183_040_000, 1581_47)]
    with pytest.raises(TemperatureStands):
        publish_temperature(coefficients={OCTOBER: MICRO})


def test_failed_gas_meter_goes_to_the_norm_from_that_day(town):
    gas(town)
    register = meter(town.house, town.anna, GAS, initial_micro=0)
    register.meter.failed_on = date(2026, 10, 17)
    register.meter.save()
    reading(town.anna, register, 1, 0, date(2026, 3, 24))
    reading(town.anna, register, 2, 100 * MICRO, date(2026, 9, 24))
    reading(town.anna, register, 3, 110 * MICRO, date(2026, 10, 16))

    published()

    methods = {(method, reason) for _, method, reason, *_ in lines(town.anna, GAS)}
    assert methods == {("METERED", "METER_FAILED"), ("NORM", "METER_FAILED")}


def test_garden_is_watered_in_the_season_and_makes_no_wastewater(town):
    supply(town.house, town.supplier, IRRIGATION, "NORM_MEASURE", 38_750_000)
    norm(IRRIGATION, "LAND", "M2_MONTH", 30_000, season_from=5, season_until=8)
    for owner in (town.anna, town.vera):
        AccountMeasure.objects.create(
            account_id=owner.pk,
            service_id=IRRIGATION,
            number=1,
            norm_group="LAND",
            amount_micro=600 * MICRO,
            valid_from=START,
        )

    published(AUGUST)
    published(SEPTEMBER)

    assert lines(town.vera, IRRIGATION, AUGUST) == [
        ("CHARGE", "NORM_MEASURE", None, 18 * MICRO, 697_50)
    ]
    assert lines(town.vera, IRRIGATION, SEPTEMBER) == []
    # Anna's water is metered: her garden drinks what the meter shows.
    assert lines(town.anna, IRRIGATION, AUGUST) == []
    assert lines(town.vera, WASTEWATER, AUGUST)[0][3] == 8_400_000


def act(owner, number="7", **changes):
    days = {"found_on": date(2026, 10, 14), "began_on": date(2026, 8, 20), **changes}
    return Act(
        account_id=owner.pk,
        service_code=days.pop("service_code", "cold_water"),
        kind=ViolationKind.CONNECTION,
        number=number,
        **days,
    )


def test_unauthorised_connection_is_charged_ten_norms_of_the_months_it_lasted(town):
    charged_in = record_violation(act=act(town.anna), today=date(2026, 10, 20), actor="galina")

    published()

    assert charged_in == OCTOBER
    # Two months, one resident: 8.4 m3 x 45.21 x 10; the meter's line stays.
    assert lines(town.anna, COLD_WATER) == [
        ("CHARGE", "METERED", None, 5 * MICRO, 226_05),
        ("VIOLATION", "UNAUTHORISED", None, 8_400_000, 3797_64),
    ]
    assert lines(town.anna, WASTEWATER)[0][3] == 5 * MICRO
    assert all(proof.holds for proof in verify_books())
    with pytest.raises(ViolationChargedAlready):
        withdraw_violation(
            account_id=town.anna.pk, number="7", today=date(2026, 11, 2), actor="galina"
        )


def test_act_of_a_published_month_is_charged_in_the_next_one(town):
    published()

    charged_in = record_violation(act=act(town.anna), today=date(2026, 11, 5), actor="galina")

    assert charged_in == NOVEMBER


def test_act_taken_back_charges_nothing(town):
    record_violation(act=act(town.anna), today=date(2026, 10, 20), actor="galina")
    withdraw_violation(
        account_id=town.anna.pk, number="7", today=date(2026, 10, 21), actor="galina"
    )

    published()

    assert len(lines(town.anna, COLD_WATER)) == 1


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"found_on": date(2026, 10, 21)}, ViolationDaysImpossible),
        ({"began_on": date(2026, 10, 15)}, ViolationDaysImpossible),
        ({"found_on": date(2019, 1, 1), "began_on": date(2018, 1, 1)}, ViolationDaysImpossible),
        ({"service_code": "rent"}, ServiceWithoutNorm),
        ({"number": " "}, ServiceWithoutNorm),
    ],
)
def test_impossible_acts_are_refused(town, changes, refusal):
    with pytest.raises(refusal):
        record_violation(act=act(town.anna, **changes), today=date(2026, 10, 20), actor="galina")


def test_an_act_is_recorded_once(town):
    record_violation(act=act(town.anna), today=date(2026, 10, 20), actor="galina")

    with pytest.raises(ActRecordedBefore):
        record_violation(act=act(town.anna), today=date(2026, 10, 20), actor="galina")


def test_meter_counts_again_from_the_day_its_verification_is_renewed(town):
    Reading.objects.all().delete()
    Verification.objects.update(verified_on=date(2024, 1, 1), due_on=date(2026, 9, 10))
    reading(town.anna, town.register, 1, 70 * MICRO, date(2026, 2, 24))
    reading(town.anna, town.register, 2, 100 * MICRO, date(2026, 8, 24))
    published(SEPTEMBER)
    Verification.objects.create(
        meter=town.register.meter, verified_on=date(2026, 10, 11), due_on=date(2032, 10, 10)
    )
    reading(town.anna, town.register, 3, 130 * MICRO, date(2026, 10, 11))
    reading(town.anna, town.register, 4, 132 * MICRO, date(2026, 10, 25))

    published(OCTOBER)

    # Ten days by the average of 5 m3, then 132 - 130; September's estimate is not touched.
    assert lines(town.anna, COLD_WATER) == [
        ("CHARGE", "METERED", "VERIFICATION_EXPIRED", 3_612_903, 163_34)
    ]
    after = Consumption.objects.order_by("-run_id").first()
    assert (after.estimated_micro, after.current_value_micro) == (0, 132 * MICRO)


def test_removed_meter_leaves_its_average_for_three_periods_then_the_norm(town):
    Reading.objects.all().delete()
    reading(town.anna, town.register, 1, 70 * MICRO, date(2026, 2, 24))
    reading(town.anna, town.register, 2, 80 * MICRO, date(2026, 4, 24))
    reading(town.anna, town.register, 3, 100 * MICRO, date(2026, 8, 24))
    reading(town.anna, town.register, 4, 104 * MICRO, date(2026, 9, 16))
    town.register.meter.removed_on = date(2026, 9, 16)
    town.register.meter.save()

    for period in (SEPTEMBER, OCTOBER, NOVEMBER, DECEMBER):
        published(period)

    # September: 4 m3 by the meter and half a month of the average, 2.5.
    assert lines(town.anna, COLD_WATER, SEPTEMBER) == [
        ("CHARGE", "METERED", "METER_REMOVED", 6_500_000, 293_87)
    ]
    average = [("CHARGE", "AVERAGE", "METER_REMOVED")]
    assert [row[:3] for row in lines(town.anna, COLD_WATER, OCTOBER)] == average
    assert [row[:3] for row in lines(town.anna, COLD_WATER, NOVEMBER)] == average
    # The fourth period is without a meter, where one is possible: the norm and its coefficient.
    assert [row[:3] for row in lines(town.anna, COLD_WATER, DECEMBER)] == [
        ("CHARGE", "NORM", "NO_METER"),
        ("RAISING", "NORM", "NO_METER"),
    ]


def test_inspector_who_finds_less_gives_the_rest_back(town):
    Reading.objects.filter(revision=2).delete()
    found = reading(town.anna, town.register, 2, 98 * MICRO, date(2026, 10, 20))
    Reading.objects.filter(pk=found.pk).update(channel="INSPECTOR")

    published()

    assert lines(town.anna, COLD_WATER) == [("CHARGE", "METERED", "INSPECTION", -2 * MICRO, -90_42)]
    assert all(proof.holds for proof in verify_books())
