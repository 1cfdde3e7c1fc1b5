"""Heating and resources for common property in a house an accountant can add up on paper."""

from datetime import date

import pytest
from django.utils import translation
from tests.domain.house import (
    COLD_COMMON,
    HEATING,
    NOVEMBER_READ,
    OCTOBER_READ,
    SEPTEMBER_READ,
    common,
    heated,
    house_meter,
    house_of,
    house_reading,
)
from tests.domain.month import closed, computed, published
from tests.domain.town import COLD_WATER, MICRO, NOVEMBER, OCTOBER, account, reading, small_town

from raschet.domain.billing.explanations.findings import finding_sentence
from raschet.domain.billing.models import ChargeLine, Consumption, HouseBalance, RunFinding
from raschet.domain.billing.selectors import bill_of_month
from raschet.domain.proofs.services.verify_books import verify_books
from raschet.domain.registry.models import OwnHeating, SharedHouseMeter

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town():
    made = small_town()
    house_of(made)
    return made


def lines(owner, service_id, **where):
    rows = ChargeLine.objects.filter(account_id=owner.pk, service_id=service_id, **where)
    return list(
        rows.order_by("line_no").values_list("method", "reason", "quantity_micro", "amount_kopecks")
    )


def holds():
    return [proof.name for proof in verify_books() if not proof.holds]


def test_heat_of_the_house_is_shared_by_area(town):
    """9.05 Gcal over 90.5 m2: a tenth of a gigacalorie a square metre."""
    heated(town)
    house_meter(town.house, HEATING, (SEPTEMBER_READ, 100), (OCTOBER_READ, 109.05))

    closed()

    assert lines(town.anna, HEATING) == [("HEATING_METER", None, 5_050_000, 12_625_00)]
    assert lines(town.vera, HEATING) == [("HEATING_METER", None, 4_000_000, 10_000_00)]
    assert Consumption.objects.get(account_id=0).volume_micro == 9_050_000
    assert holds() == []


def test_a_flat_with_its_own_heating_pays_the_common_part_only(town):
    """X = 90.5 - 40 + 9.5 = 60; Анна takes 6 x 50.5 x 100 / 60 / 90.5, Вера 6 x 40 x 9.5 / 60 / 90.5."""
    heated(town)
    OwnHeating.objects.create(account_id=town.vera.pk, valid_from=date(2020, 1, 1))
    house_meter(town.house, HEATING, (SEPTEMBER_READ, 100), (OCTOBER_READ, 106))

    published()

    assert lines(town.anna, HEATING) == [("HEATING_METER", None, 5_580_110, 13_950_28)]
    assert lines(town.vera, HEATING) == [("HEATING_METER", "OWN_HEATING", 419_890, 1_049_73)]


def test_without_a_house_meter_the_norm_of_a_square_metre_stands(town):
    heated(town)

    published()

    assert lines(town.anna, HEATING) == [("HEATING_NORM", "NO_HOUSE_METER", 1_262_500, 3_156_25)]


def test_houses_behind_one_meter_are_heated_as_one(town):
    """9.05 Gcal for two houses of 90.5 m2 each: half as much for a square metre."""
    heated(town)
    house_meter(town.house, HEATING, (SEPTEMBER_READ, 100), (OCTOBER_READ, 109.05))
    other = type(town.house).objects.create(
        kind="APARTMENT", settlement="Светлореченск", street="Садовая", number="12",
        address_key="12", premises_area_micro=90_500_000, common_area_micro=9_500_000,
    )  # fmt: skip
    SharedHouseMeter.objects.create(
        house=other, head=town.house, service_id=HEATING, valid_from=date(2020, 1, 1)
    )
    neighbour = account(other, "1", "104590", area_micro=40 * MICRO, registered=1)
    town.house.supplies.model.objects.create(
        house=other, service_id=HEATING, supplier=town.supplier, method="HEATING",
        tariff_group="A", norm_group="N", valid_from=date(2020, 1, 1),
    )  # fmt: skip

    published()

    assert lines(neighbour, HEATING) == lines(town.vera, HEATING)
    assert lines(town.vera, HEATING) == [("HEATING_METER", None, 2_000_000, 5_000_00)]


def test_common_water_is_what_the_house_meter_leaves(town):
    """20 m3 less 5 by meter and 8.4 by norm: 6.6 m3 for the house."""
    common(town, "COMMON_METER")
    house_meter(town.house, COLD_WATER, (SEPTEMBER_READ, 1000), (OCTOBER_READ, 1020))

    closed()

    assert lines(town.anna, COLD_COMMON) == [("COMMON_METER", None, 3_682_873, 184_14)]
    assert lines(town.vera, COLD_COMMON) == [("COMMON_METER", None, 2_917_127, 145_86)]
    balance = HouseBalance.objects.get(service_id=COLD_COMMON)
    assert (balance.meter_micro, balance.flats_metered_micro, balance.flats_norm_micro) == (
        20 * MICRO,
        5 * MICRO,
        8_400_000,
    )
    assert (balance.common_micro, balance.carried_out_micro) == (6_600_000, 0)
    assert holds() == []


def test_what_flats_used_beyond_the_meter_is_carried_and_reported(town):
    """October: 10 - 13.4 = -3.4, nothing is charged. November: 20 - 13.4 - 3.4 = 3.2 m3."""
    common(town, "COMMON_METER")
    register = house_meter(town.house, COLD_WATER, (SEPTEMBER_READ, 1000), (OCTOBER_READ, 1010))

    published()

    assert lines(town.anna, COLD_COMMON) == [("COMMON_METER", "NOTHING_LEFT", 0, 0)]
    found = RunFinding.objects.get(code="FLATS_EXCEED_HOUSE_METER")
    assert (found.detail["house_id"], found.detail["meter_micro"], found.detail["flats_micro"]) == (
        town.house.pk,
        10 * MICRO,
        13_400_000,
    )
    with translation.override("en"):
        assert "billed 13.4, the house meter shows 10" in finding_sentence(found.code, found.detail)
    house_reading(register, 3, NOVEMBER_READ, 1030)
    reading(town.anna, town.register, 3, 110 * MICRO, date(2026, 11, 24))
    published(NOVEMBER)
    balance = HouseBalance.objects.get(service_id=COLD_COMMON, run__period=NOVEMBER.first_day)
    assert (balance.carried_in_micro, balance.common_micro) == (-3_400_000, 3_200_000)
    assert holds() == []


def test_a_silent_house_meter_is_averaged_and_then_replaced_by_the_norm(town):
    """From 100 in April to 700 in September: 120 m3 a month; after three months the norm."""
    common(town, "COMMON_METER")
    house_meter(town.house, COLD_WATER, (date(2026, 4, 25), 100), (SEPTEMBER_READ, 700))

    published()

    assert lines(town.anna, COLD_COMMON)[0][:2] == ("COMMON_METER", "HOUSE_METER_AVERAGE")
    balance = HouseBalance.objects.get(service_id=COLD_COMMON)
    assert (balance.meter_micro, balance.basis) == (120 * MICRO, "AVERAGE")
    assert RunFinding.objects.filter(code="HOUSE_METER_WITHOUT_READING").exists()


def test_the_bill_of_a_share_shows_the_house_and_its_rounding(town):
    common(town, "COMMON_METER")
    house_meter(town.house, COLD_WATER, (SEPTEMBER_READ, 1000), (OCTOBER_READ, 1020))
    published()

    with translation.override("ru"):
        bill = bill_of_month(town.anna.pk, OCTOBER)
        [line] = next(s for s in bill.services if s.service_id == COLD_COMMON).lines
        said = [
            text.replace("\N{NO-BREAK SPACE}", " ") for text in (*line.sentences, *line.sources)
        ]

    assert (
        "Объём по дому делится по площади: 6,6 м³ × 50,5 / 90,5 м² = 3,682873 м³, округлено до шести "
        "знаков." in said
    )
    for sentence in (
        "По общедомовому счётчику: 20 м³.",
        "Квартиры по своим счётчикам: 5 м³.",
        "Квартиры по нормативу: 8,4 м³.",
        "Остаётся на весь дом и начислено в этом месяце: 6,6 м³.",
    ):
        assert sentence in said
    assert line.clause == "ПП РФ № 491, п. 29(2), ЖК РФ, ст. 156, ч. 9.2"


def test_a_discarded_run_takes_its_balances_with_it(town):
    common(town, "COMMON_METER")
    house_meter(town.house, COLD_WATER, (SEPTEMBER_READ, 1000), (OCTOBER_READ, 1020))
    first = computed()

    second = computed()

    assert set(HouseBalance.objects.values_list("run_id", flat=True)) <= {
        first.run_id,
        second.run_id,
    }
    assert HouseBalance.objects.filter(run_id=second.run_id).count() == 1
    assert first.lines_digest == second.lines_digest
