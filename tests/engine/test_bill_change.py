"""The difference of two months: each cause by hand, and sums that hold for any lines."""

import random
from fractions import Fraction

import pytest

from raschet.engine.bill_change import Cause, ComparedLine, bill_change
from raschet.values.rounding import MICRO, divide_half_up

WATER, LIGHT, HOME = 1, 4, 8


def metered(volume, rate, **changes):
    """Cold water by the meter; volume and rate in micro-units."""
    amount = divide_half_up(volume * rate, 10**10)
    values = {
        "service_id": WATER, "kind": "CHARGE", "method": "METERED", "amount_kopecks": amount,
        "quantity_micro": volume, "rate_micro_rubles": rate, "days": 31, "month_days": 31,
    }  # fmt: skip
    return ComparedLine(**{**values, **changes})


def by_norm(persons, norm, rate, days=31, month_days=31):
    volume = divide_half_up(persons * norm * days, MICRO * month_days)
    return metered(
        volume, rate, method="NORM", persons_micro=persons, norm_micro=norm, days=days,
        month_days=month_days,
    )  # fmt: skip


def by_area(area, rate, days=31, month_days=31):
    amount = divide_half_up(area * rate * days, 10**10 * month_days)
    return ComparedLine(
        HOME, "CHARGE", "AREA_RATE", amount, quantity_micro=area, rate_micro_rubles=rate,
        area_micro=area, days=days, month_days=month_days,
    )  # fmt: skip


def causes(before, now):
    return [(part.cause, part.amount_kopecks) for part in bill_change(before, now)]


def test_volume_alone_takes_the_whole_difference():
    before, now = metered(5_000_000, 45_210_000), metered(7_100_000, 45_210_000)

    [part] = bill_change([before], [now])

    assert (part.cause, part.amount_kopecks) == (Cause.VOLUME, 32_099 - 22_605)
    assert (part.was, part.now) == (5_000_000, 7_100_000)


def test_volume_is_priced_at_the_old_tariff_and_the_tariff_on_the_new_volume():
    before, now = metered(5_000_000, 45_210_000), metered(7_000_000, 46_500_000)

    # 2 m3 x 45.21 = 90.42; 7 m3 x 1.29 = 9.03.
    assert causes([before], [now]) == [(Cause.VOLUME, 90_42), (Cause.TARIFF, 9_03)]


def test_residents_and_days_of_a_norm_are_told_apart():
    norm, rate = 4_200_000, 45_210_000
    one_came = causes([by_norm(2 * MICRO, norm, rate)], [by_norm(3 * MICRO, norm, rate)])
    moved_in = causes(
        [by_norm(2 * MICRO, norm, rate, days=11)], [by_norm(2 * MICRO, norm, rate, 30, 30)]
    )

    assert one_came == [(Cause.PERSONS, 569_65 - 379_76)]
    assert [cause for cause, _ in moved_in] == [Cause.DAYS]


def test_norm_area_and_tariff_of_their_own():
    assert causes(
        [by_norm(2 * MICRO, 4_200_000, 10 * MICRO)], [by_norm(2 * MICRO, 4_000_000, 10 * MICRO)]
    ) == [(Cause.NORM, -4_00)]
    assert causes([by_area(50 * MICRO, 32 * MICRO)], [by_area(52 * MICRO, 33 * MICRO)]) == [
        (Cause.AREA, 64_00),
        (Cause.TARIFF, 52_00),
    ]


def test_a_shorter_month_alone_changes_nothing():
    assert (
        causes([by_area(50 * MICRO, 32 * MICRO)], [by_area(50 * MICRO, 32 * MICRO, 30, 30)]) == []
    )


def test_from_nothing_used_everything_is_volume():
    assert causes([metered(0, 45_210_000)], [metered(1_000_000, 46_500_000)]) == [
        (Cause.VOLUME, 46_50),
    ]


def test_services_start_and_stop_with_their_raising_part():
    raising = metered(1_000_000, 10 * MICRO, kind="RAISING", coefficient_micro=3 * MICRO)

    assert causes([], [metered(1_000_000, 10 * MICRO), raising]) == [(Cause.STARTED, 20_00)]
    assert causes([by_area(MICRO, MICRO)], []) == [(Cause.STOPPED, -1_00)]


def test_coefficient_recalculation_benefit_and_penalty_stand_apart():
    base = metered(1_000_000, 10 * MICRO)
    raising = metered(1_000_000, 10 * MICRO, kind="RAISING", coefficient_micro=3 * MICRO)
    late = metered(-2_000_000, 10 * MICRO, of_month=False)
    benefit = ComparedLine(WATER, "BENEFIT", "BENEFIT", -5_00)
    penalty = ComparedLine(WATER, "PENALTY", "PENALTY", 1_23)

    assert sorted(causes([base], [base, raising, late, benefit, penalty])) == sorted(
        [
            (Cause.RAISING, 10_00),
            (Cause.RECALCULATION, -20_00),
            (Cause.BENEFIT, -5_00),
            (Cause.PENALTY, 1_23),
        ]
    )


def test_zones_are_compared_one_by_one_and_together_where_they_change():
    def zone(name, volume, rate):
        return metered(volume, rate, service_id=LIGHT, zone=name)

    day, night = zone("DAY", 100 * MICRO, 6 * MICRO), zone("NIGHT", 40 * MICRO, 3 * MICRO)
    more_night = zone("NIGHT", 50 * MICRO, 3 * MICRO)
    single = zone("", 140 * MICRO, 5 * MICRO)

    [part] = bill_change([day, night], [day, more_night])
    assert (part.cause, part.zone, part.amount_kopecks) == (Cause.VOLUME, "NIGHT", 30_00)
    assert causes([single], [day, night]) == [(Cause.TARIFF, 20_00)]


def test_bands_are_no_change_of_the_tariff():
    def band(number, volume, rate):
        return metered(volume, rate, service_id=LIGHT, band=number)

    found = causes(
        [band(1, 100 * MICRO, 5 * MICRO)],
        [band(1, 100 * MICRO, 5 * MICRO), band(2, MICRO, 9 * MICRO)],
    )

    # One kWh more at the old price of 5; the 4 roubles above it are the dearer band.
    assert found == [(Cause.VOLUME, 5_00), (Cause.BANDS, 4_00)]


def random_lines(chance, month_days):
    made = []
    for service_id in chance.sample(range(1, 9), chance.randint(0, 6)):
        method = chance.choice(["METERED", "AVERAGE", "NORM", "AREA_RATE", "FIXED", "NORM_MEASURE"])
        for _ in range(chance.randint(1, 3)):
            with_persons = method == "NORM" and chance.random() < 0.9
            made.append(
                ComparedLine(
                    service_id=service_id,
                    kind=chance.choice(["CHARGE"] * 5 + ["RAISING", "BENEFIT", "PENALTY"]),
                    method=method,
                    amount_kopecks=chance.randint(-(10**6), 10**7),
                    of_month=chance.random() < 0.9,
                    zone=chance.choice(["", "", "DAY", "NIGHT"]),
                    component=chance.choice(["", "", "", "HEAT"]),
                    band=chance.choice([None, None, 1, 2]),
                    quantity_micro=chance.choice([None, 0, chance.randint(-(10**9), 10**9)]),
                    rate_micro_rubles=chance.choice([None, 5 * MICRO, chance.randint(1, 10**9)]),
                    persons_micro=chance.randint(0, 9) * MICRO if with_persons else None,
                    norm_micro=chance.choice([None, 4 * MICRO, 5 * MICRO]),
                    area_micro=chance.choice([None, chance.randint(0, 90) * MICRO]),
                    days=chance.randint(0, month_days),
                    month_days=month_days,
                )
            )
    return made


@pytest.mark.parametrize("seed", range(300))
def test_parts_of_any_two_months_add_up_to_the_kopeck(seed):
    chance = random.Random(seed)
    before, now = random_lines(chance, 30), random_lines(chance, 31)

    parts = bill_change(before, now)

    whole = sum(line.amount_kopecks for line in now) - sum(line.amount_kopecks for line in before)
    assert sum(part.amount_kopecks for part in parts) == whole, f"seed {seed}"
    assert all(part.amount_kopecks for part in parts), f"seed {seed}"
    assert bill_change(now, now) == [], f"seed {seed}"


@pytest.mark.parametrize("seed", range(100))
def test_effects_agree_with_exact_fractions_within_the_rounding(seed):
    chance = random.Random(seed)
    old_volume, new_volume = chance.randint(1, 10**9), chance.randint(1, 10**9)
    old_rate, new_rate = chance.randint(MICRO, 10**9), chance.randint(MICRO, 10**9)

    found = dict(causes([metered(old_volume, old_rate)], [metered(new_volume, new_rate)]))

    volume = Fraction((new_volume - old_volume) * old_rate, 10**10)
    tariff = Fraction(new_volume * (new_rate - old_rate), 10**10)
    assert abs(found.get(Cause.VOLUME, 0) - volume) <= 1, f"seed {seed}"
    assert abs(found.get(Cause.TARIFF, 0) - tariff) <= 1, f"seed {seed}"
