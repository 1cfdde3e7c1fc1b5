"""Prices and norms of the city: the figures of the reference data, as rows of the domain."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from raschet.demo_city.distributions import MID_MONTH_DAY, TARIFFS_BEGIN
from raschet.demo_city.services import Service
from raschet.domain.tariffs.services.publish_temperature import publish_temperature
from raschet.domain.tariffs.services.set_heating_seasons import SeasonRow, set_heating_seasons
from raschet.domain.tariffs.services.set_norms import NormPer, NormRow, set_norms
from raschet.domain.tariffs.services.set_tariffs import TariffKey, TariffRow, set_tariffs
from raschet.values.date_range import DateRange
from raschet.values.period import Period
from raschet.values.rounding import MICRO
from raschet.values.scaled import parse_micro

CHANGES: Final = (TARIFFS_BEGIN, date(2025, 7, 1), date(2026, 1, 1), date(2026, 10, 1))
"""First days of the four columns of the table; the last column holds until further notice."""

RATES: Final = (
    # service, tariff group, zone or /component, rates from each of the days of CHANGES
    (Service.COLD_WATER, "STANDARD", "", "33.90 38.10 38.75 43.40"),
    (Service.WASTEWATER, "STANDARD", "", "27.40 30.68 31.20 34.95"),
    (Service.HOT_WATER, "SINGLE", "", "166.10 186.05 189.20 212.50"),
    # Heat points in the houses sell the water and the heat in it apart.
    (Service.HOT_WATER, "COMPONENTS", "/WATER", "33.90 38.10 38.75 43.40"),
    (Service.HOT_WATER, "COMPONENTS", "/HEAT", "2277.00 2477.88 2520.00 2822.40"),
    (Service.ELECTRICITY, "TOWN_GAS_STOVE", "", "5.43 6.11 6.21 6.94"),
    (Service.ELECTRICITY, "TOWN_GAS_STOVE", "DAY", "6.24 7.03 7.14 7.98"),
    (Service.ELECTRICITY, "TOWN_GAS_STOVE", "NIGHT", "3.26 3.67 3.73 4.17"),
    (Service.ELECTRICITY, "TOWN_GAS_STOVE", "PEAK", "7.06 7.94 8.07 9.02"),
    (Service.ELECTRICITY, "TOWN_GAS_STOVE", "SEMI_PEAK", "5.43 6.11 6.21 6.94"),
    (Service.ELECTRICITY, "TOWN_ELECTRIC_STOVE", "", "3.80 4.28 4.35 4.93"),
    # Zones with an electric stove: 0.7 of the town's, as the single tariff is (illustrative).
    (Service.ELECTRICITY, "TOWN_ELECTRIC_STOVE", "DAY", "4.37 4.92 5.00 5.59"),
    (Service.ELECTRICITY, "TOWN_ELECTRIC_STOVE", "NIGHT", "2.28 2.57 2.61 2.92"),
    (Service.ELECTRICITY, "TOWN_ELECTRIC_STOVE", "PEAK", "4.94 5.56 5.65 6.31"),
    (Service.ELECTRICITY, "TOWN_ELECTRIC_STOVE", "SEMI_PEAK", "3.80 4.28 4.35 4.86"),
    (Service.HEATING, "STANDARD", "", "2277.00 2477.88 2520.00 2822.40"),
    (Service.COLD_WATER_COMMON, "STANDARD", "", "33.90 38.10 38.75 43.40"),
    (Service.HOT_WATER_COMMON, "SINGLE", "", "166.10 186.05 189.20 212.50"),
    (Service.WASTEWATER_COMMON, "STANDARD", "", "27.40 30.68 31.20 34.95"),
    (Service.ELECTRICITY_COMMON, "TOWN_GAS_STOVE", "", "5.43 6.11 6.21 6.94"),
    (Service.ELECTRICITY_COMMON, "TOWN_ELECTRIC_STOVE", "", "3.80 4.28 4.35 4.93"),
    (Service.ELECTRICITY, "ELECTRIC_HEATING", "", "3.80 4.28 4.35 4.93"),
    (Service.ELECTRICITY, "ELECTRIC_HEATING", "DAY", "4.37 4.92 5.00 5.59"),
    (Service.ELECTRICITY, "ELECTRIC_HEATING", "NIGHT", "2.28 2.57 2.61 2.92"),
    (Service.ELECTRICITY, "ELECTRIC_HEATING", "PEAK", "4.94 5.56 5.65 6.31"),
    (Service.ELECTRICITY, "ELECTRIC_HEATING", "SEMI_PEAK", "3.80 4.28 4.35 4.86"),
    (Service.GAS, "STANDARD", "", "7.68 8.49 8.64 9.45"),
    (Service.IRRIGATION, "STANDARD", "", "33.90 38.10 38.75 43.40"),
    (Service.LIVESTOCK, "STANDARD", "", "33.90 38.10 38.75 43.40"),
    (Service.WASTE, "STANDARD", "", "550.92 589.50 599.50 655.00"),
    (Service.CAPITAL_REPAIR, "LIFT", "", "11.12 11.12 11.72 11.72"),
    (Service.CAPITAL_REPAIR, "NO_LIFT", "", "10.88 10.88 11.47 11.47"),
    (Service.MAINTENANCE, "STOREYS_9", "", "24.36 24.36 26.80 26.80"),
    (Service.MAINTENANCE, "STOREYS_5", "", "19.85 19.85 21.70 21.70"),
    (Service.MAINTENANCE, "STOREYS_2_3", "", "16.40 16.40 17.95 17.95"),
    (Service.RENT, "STANDARD", "", "9.85 9.85 10.35 10.35"),
    (Service.INTERCOM, "STANDARD", "", "60.00 60.00 70.00 70.00"),
    (Service.ANTENNA, "STANDARD", "", "130.00 130.00 145.00 145.00"),
)
NORM_MONTHS: Final = 6
"""Months of a year that the heating norm is set for."""
SEASON_DECISION: Final = "Постановление об отопительном периоде (демонстрация)"
KOPECK: Final = 10_000
"""Micro-roubles."""
HEATED_FROM, HEATED_UNTIL = 10, 5
"""The season of electric heating: October to April."""
ELECTRIC_HEATING: Final = "ELECTRIC_HEATING"
BANDED: Final = ("TOWN_GAS_STOVE", "TOWN_ELECTRIC_STOVE", "ELECTRIC_HEATING")
BANDS: Final = (
    # band, upper limit a month, the rate in thousandths of that of the lowest band
    (1, 3_900 * MICRO, 1_000),
    (2, 6_000 * MICRO, 1_400),
    (3, None, 2_190),
)
"""Bands of electricity: 3 900 and 6 000 kWh a month; rates above the first are illustrative."""
SEASON_LIMITS: Final = {1: 7_020 * MICRO, 2: 10_800 * MICRO}
"""Limits of homes heated by electricity from October to April."""
SEASONS: Final = {"HEATING": (10, 4), "LAND": (5, 8)}
"""First and last month of norms that hold in a season."""
TEMPERATURES: Final = (
    "1.035",
    "1.02",
    "1.01",
    "0.99",
    "0.98",
    "0.97",
    "0.97",
    "0.97",
    "0.98",
    "0.99",
    "1.01",
    "1.03",
)
"""Coefficients that the gas supplier publishes for the months of a year (illustrative)."""
MID_MONTH_GROUP: Final = "STOREYS_2_3"
MID_MONTH_RATE: Final = "18.70"
DECISION: Final = "Демонстрационный тариф; опубликованные и примерные цифры"
MID_MONTH_DECISION: Final = "Протокол общего собрания собственников (демонстрация)"

NORMS: Final = (
    # service, norm group, per, persons, value
    (Service.COLD_WATER, "BATH", NormPer.PERSON_MONTH, None, "4.34"),
    (Service.COLD_WATER, "GAS_HEATER", NormPer.PERSON_MONTH, None, "5.69"),
    (Service.COLD_WATER, "NO_BATH", NormPer.PERSON_MONTH, None, "2.80"),
    (Service.HOT_WATER, "BATH", NormPer.PERSON_MONTH, None, "3.22"),
    (Service.HOT_WATER, "BATH", NormPer.M3, None, "0.0597"),
    (Service.HOT_WATER, "BATH_TOWEL_RAIL", NormPer.PERSON_MONTH, None, "3.22"),
    (Service.HOT_WATER, "BATH_TOWEL_RAIL", NormPer.M3, None, "0.0649"),
    (Service.WASTEWATER, "BATH", NormPer.PERSON_MONTH, None, "7.56"),
    (Service.WASTEWATER, "GAS_HEATER", NormPer.PERSON_MONTH, None, "5.69"),
    (Service.WASTEWATER, "NO_BATH", NormPer.PERSON_MONTH, None, "2.80"),
    *(
        (Service.ELECTRICITY, group, NormPer.PERSON_MONTH, persons, value)
        for group, values in (
            ("GAS_STOVE", "132 82 63 52 45"),
            ("ELECTRIC_STOVE", "185 115 88 73 63"),
        )
        for persons, value in enumerate(values.split(), start=1)
    ),
    (Service.COLD_WATER, "STANDPIPE", NormPer.PERSON_MONTH, None, "1.20"),
    (Service.GAS, "STOVE", NormPer.PERSON_MONTH, None, "12"),
    (Service.GAS, "HEATER", NormPer.PERSON_MONTH, None, "18"),
    (Service.GAS, "HEATING", NormPer.M2_MONTH, None, "17"),
    (Service.IRRIGATION, "LAND", NormPer.M2_MONTH, None, "0.03"),
    (Service.LIVESTOCK, "CATTLE", NormPer.UNIT_MONTH, None, "1.83"),
    (Service.LIVESTOCK, "PIGS", NormPer.UNIT_MONTH, None, "0.91"),
    (Service.HEATING, "STANDARD", NormPer.M2_MONTH, None, "0.0257"),
    (Service.COLD_WATER_COMMON, "STANDARD", NormPer.M2_MONTH, None, "0.027"),
    (Service.HOT_WATER_COMMON, "STANDARD", NormPer.M2_MONTH, None, "0.027"),
    (Service.ELECTRICITY_COMMON, "NO_LIFT", NormPer.M2_MONTH, None, "0.37"),
    (Service.ELECTRICITY_COMMON, "LIFT", NormPer.M2_MONTH, None, "0.51"),
    (Service.WASTE, "APARTMENT", NormPer.PERSON_YEAR, None, "2.2"),
    (Service.WASTE, "DETACHED", NormPer.PERSON_YEAR, None, "2.4"),
)


def set_figures(last_period: Period) -> None:
    """Set all prices and norms; the rate of low-rise houses changes inside the last month."""
    set_tariffs(rows=tariff_rows(last_period))
    set_heating_seasons(rows=heating_seasons(last_period))
    set_norms(
        rows=[
            NormRow(
                service_id=service,
                norm_group=group,
                per=per,
                value_micro=parse_micro(value),
                validity=DateRange(TARIFFS_BEGIN),
                persons=persons,
                decision=DECISION,
                season=SEASONS.get(group),
            )
            for service, group, per, persons, value in NORMS
        ]
    )
    months = Period.of(TARIFFS_BEGIN).through(last_period)
    publish_temperature(
        coefficients={month: parse_micro(TEMPERATURES[month.month - 1]) for month in months},
        decision=DECISION,
    )


def heating_seasons(last_period: Period) -> list[SeasonRow]:
    """Heated from 15 October to 14 April, since the winter before the tariffs begin."""
    return [
        SeasonRow(
            DateRange(date(year, 10, 15), date(year + 1, 4, 15)),
            norm_months=NORM_MONTHS,
            decision=SEASON_DECISION,
        )
        for year in range(TARIFFS_BEGIN.year - 1, last_period.year + 1)
    ]


def tariff_rows(last_period: Period) -> list[TariffRow]:
    """The table of prices as rows that follow one another without gaps."""
    mid_month = last_period.first_day + timedelta(days=MID_MONTH_DAY - 1)
    rows: list[TariffRow] = []
    for service, group, part, rates in RATES:
        steps = [(day, rate, DECISION) for day, rate in zip(CHANGES, rates.split(), strict=True)]
        if group == MID_MONTH_GROUP:
            steps.append((mid_month, MID_MONTH_RATE, MID_MONTH_DECISION))
            steps.sort()
        zone, _, component = part.partition("/")
        key = TariffKey(service_id=service, tariff_group=group, zone=zone, component=component)
        ends = [later[0] for _, later in pairwise(steps)]
        chain = [
            TariffRow(key, DateRange(day, until), parse_micro(rate), decision=decision)
            for (day, rate, decision), until in zip(steps, [*ends, None], strict=True)
        ]
        if group in BANDED:
            chain = in_bands(chain, seasonal=group == ELECTRIC_HEATING, until=last_period)
        rows += chain
    return rows


def in_bands(chain: list[TariffRow], *, seasonal: bool, until: Period) -> list[TariffRow]:
    """Every price of a chain as a ladder of bands; homes heated by electricity have seasons.

    until: seasons are cut up to this month, the last stretch has no end.
    """
    stretches = _seasons(chain, until) if seasonal else [(row, False) for row in chain]
    return [
        replace(
            row,
            key=replace(row.key, band=band),
            rate_micro_rubles=row.rate_micro_rubles * mills // 1_000 // KOPECK * KOPECK,
            band_upto_micro=SEASON_LIMITS.get(band, limit) if heated else limit,
        )
        for row, heated in stretches
        for band, limit, mills in BANDS
    ]


def _seasons(chain: list[TariffRow], until: Period) -> list[tuple[TariffRow, bool]]:
    """Prices cut where the heating season begins and ends, and whether it is on."""
    starts = {row.validity.first: row for row in chain}
    turns = {
        date(year, month, 1)
        for year in range(TARIFFS_BEGIN.year, until.year + 2)
        for month in (HEATED_FROM, HEATED_UNTIL)
    }
    days = sorted({*starts, *(day for day in turns if day > chain[0].validity.first)})
    found = []
    for day, following in zip(days, [*days[1:], None], strict=True):
        row = max((row for row in chain if row.validity.first <= day), key=_begins)
        heated = day.month >= HEATED_FROM or day.month < HEATED_UNTIL
        found.append((replace(row, validity=DateRange(day, following)), heated))
    return found


def _begins(row: TariffRow) -> date:
    return row.validity.first
