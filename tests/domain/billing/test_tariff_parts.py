"""Bands and components of tariffs through a whole month, added up by hand and put into words."""

from datetime import date

import pytest
from django.utils import translation
from tests.domain.month import published
from tests.domain.town import MICRO, OCTOBER, START, meter, reading, small_town, supply

from raschet.domain.billing.models import ChargeLine
from raschet.domain.billing.selectors import bill_of_month
from raschet.domain.proofs.services.verify_books import verify_books
from raschet.domain.registry.models import AccountSupply
from raschet.domain.tariffs.models import Norm, RaisingCoefficient, Tariff
from raschet.values.period import Period

pytestmark = pytest.mark.django_db(transaction=True)

HOT_WATER, WASTEWATER, ELECTRICITY = 2, 3, 4
SEPTEMBER = Period(2026, 9)


@pytest.fixture
def town():
    return small_town()


def hot_water_of_two_components(town):
    """38.75 a m3 of water, 2520 a Gcal, 0.0597 Gcal in a m3; norm 3.22 m3, coefficient 1.5."""
    supply(town.house, town.supplier, HOT_WATER, "METER_OR_NORM", 38_750_000, raising=True)
    Tariff.objects.filter(service_id=HOT_WATER).update(component="WATER")
    Tariff.objects.create(
        service_id=HOT_WATER,
        tariff_group="A",
        component="HEAT",
        rate_micro_rubles=2_520 * MICRO,
        valid_from=START,
    )
    for per, value in (("PERSON_MONTH", 3_220_000), ("M3", 59_700)):
        Norm.objects.create(
            service_id=HOT_WATER, norm_group="N", per=per, value_micro=value, valid_from=START
        )
    RaisingCoefficient.objects.create(
        service_id=HOT_WATER, coefficient_micro=1_500_000, source="PP 354", valid_from=START
    )


def electricity_in_bands(town):
    supply(town.house, town.supplier, ELECTRICITY, "METER_OR_NORM", 2_630_000)
    Norm.objects.create(
        service_id=ELECTRICITY,
        norm_group="N",
        per="PERSON_MONTH",
        value_micro=82 * MICRO,
        valid_from=START,
    )
    Tariff.objects.filter(service_id=ELECTRICITY).update(band_upto_micro=3_900 * MICRO)
    for band, upto, rate in ((2, 6_000 * MICRO, 5_970_000), (3, None, 9_510_000)):
        Tariff.objects.create(
            service_id=ELECTRICITY,
            tariff_group="A",
            band=band,
            band_upto_micro=upto,
            rate_micro_rubles=rate,
            valid_from=START,
        )


def lines(owner, service_id, period=OCTOBER):
    rows = ChargeLine.objects.filter(
        account_id=owner.pk, service_id=service_id, origin_period=period.first_day
    )
    return list(
        rows.order_by("line_no").values_list(
            "kind", "component", "band", "quantity_micro", "amount_kopecks"
        )
    )


def words(owner, service_id, language="ru"):
    with translation.override(language):
        bill = bill_of_month(owner.pk, OCTOBER)
        (service,) = [s for s in bill.services if s.service_id == service_id]
        return service, [
            (
                line.title,
                [" ".join(s.split()) for s in line.sentences],
                line.clause,
            )
            for line in service.lines
        ]


def test_hot_water_by_meter_has_a_line_of_water_and_a_line_of_heat(town):
    hot_water_of_two_components(town)
    register = meter(town.house, town.anna, HOT_WATER, initial_micro=0)
    reading(town.anna, register, 1, 88_120_000, date(2026, 9, 24))
    reading(town.anna, register, 2, 91_335_000, date(2026, 10, 24))

    published()

    assert lines(town.anna, HOT_WATER) == [
        ("CHARGE", "WATER", None, 3_215_000, 124_58),
        ("CHARGE", "HEAT", None, 191_936, 483_68),
    ]
    # Wastewater takes the cubic metres: 5 of cold and 3.215 of hot water.
    assert lines(town.anna, WASTEWATER)[0][3] == 8_215_000
    service, (_, heat) = words(town.anna, HOT_WATER)
    assert service.quantity_micro == 3_215_000
    assert heat == (
        "Горячая вода, тепловая энергия",
        [("По нормативу на подогрев 1 м³ горячей воды нужно 0,0597 Гкал тепла, на 3,215 м³ — "
         "0,191936 Гкал.")],
        "ПП РФ № 354, п. 38, приложение 2, формула 23",
    )  # fmt: skip
    assert words(town.anna, HOT_WATER, "en")[1][1][0] == "Hot water, heat"
    assert all(proof.holds for proof in verify_books())


def test_hot_water_by_norm_raises_both_components(town):
    hot_water_of_two_components(town)

    published()

    # 3.22 x 2 persons; 0.384468 Gcal. HW-04 of the worked cases.
    assert lines(town.vera, HOT_WATER) == [
        ("CHARGE", "WATER", None, 6_440_000, 249_55),
        ("RAISING", "WATER", None, 6_440_000, 124_78),
        ("CHARGE", "HEAT", None, 384_468, 968_86),
        ("RAISING", "HEAT", None, 384_468, 484_43),
    ]


def test_late_reading_gives_back_water_and_heat_as_they_were_charged(town):
    hot_water_of_two_components(town)
    register = meter(town.house, town.anna, HOT_WATER, initial_micro=0)
    reading(town.anna, register, 1, 10 * MICRO, date(2026, 2, 24))
    reading(town.anna, register, 2, 28 * MICRO, date(2026, 8, 24))
    published(SEPTEMBER)
    reading(town.anna, register, 3, 29 * MICRO, date(2026, 10, 24))

    published()

    charged = lines(town.anna, HOT_WATER, SEPTEMBER)
    assert charged == [
        ("CHARGE", "WATER", None, 3 * MICRO, 116_25),
        ("CHARGE", "HEAT", None, 179_100, 451_33),
    ]
    # One cubic metre was used in two months: two are given back, 77.50 and 0.1194 Gcal.
    assert lines(town.anna, HOT_WATER) == [
        ("CHARGE", "WATER", None, -2 * MICRO, -77_50),
        ("CHARGE", "HEAT", None, -119_400, -300_89),
    ]


def test_electricity_is_cut_into_bands(town):
    electricity_in_bands(town)
    register = meter(town.house, town.anna, ELECTRICITY, initial_micro=0)
    reading(town.anna, register, 1, 1_000 * MICRO, date(2026, 9, 24))
    reading(town.anna, register, 2, 7_500 * MICRO, date(2026, 10, 24))

    published()

    assert lines(town.anna, ELECTRICITY) == [
        ("CHARGE", None, 1, 3_900 * MICRO, 10_257_00),
        ("CHARGE", None, 2, 2_100 * MICRO, 12_537_00),
        ("CHARGE", None, 3, 500 * MICRO, 4_755_00),
    ]
    _, (first, second, third) = words(town.anna, ELECTRICITY)
    assert first[0] == "Электричество, диапазон 1"
    assert first[1][-1] == "По этому диапазону считаются первые 3 900 кВт·ч в месяц."
    assert second[1][-1] == (
        "По этому диапазону считается расход сверх 3 900 кВт·ч и до 6 000 кВт·ч в месяц."
    )
    assert third[1][-1] == "По этому диапазону считается расход сверх 6 000 кВт·ч в месяц."
    assert "№ 1178" in third[2]


def test_account_that_is_exempt_stays_in_the_first_band(town):
    electricity_in_bands(town)
    AccountSupply.objects.create(
        account_id=town.anna.pk,
        service_id=ELECTRICITY,
        included=True,
        bands_exempt=True,
        valid_from=START,
    )
    register = meter(town.house, town.anna, ELECTRICITY, initial_micro=0)
    reading(town.anna, register, 1, 0, date(2026, 9, 24))
    reading(town.anna, register, 2, 6_500 * MICRO, date(2026, 10, 24))

    published()

    assert lines(town.anna, ELECTRICITY) == [("CHARGE", None, None, 6_500 * MICRO, 17_095_00)]
