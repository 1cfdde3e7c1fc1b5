"""Prices and norms of the city: the figures of the reference data, as rows of the domain."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from raschet.demo_city.distributions import MID_MONTH_DAY, TARIFFS_BEGIN
from raschet.demo_city.services import Service
from raschet.domain.tariffs.services.set_heating_seasons import SeasonRow, set_heating_seasons
from raschet.domain.tariffs.services.set_norms import NormPer, NormRow, set_norms
from raschet.domain.tariffs.services.set_tariffs import TariffKey, TariffRow, set_tariffs
from raschet.values.date_range import DateRange
from raschet.values.scaled import parse_micro

if TYPE_CHECKING:
    from raschet.values.period import Period

CHANGES: Final = (TARIFFS_BEGIN, date(2025, 7, 1), date(2026, 1, 1), date(2026, 10, 1))
"""First days of the four columns of the table; the last column holds until further notice."""

RATES: Final = (
    # service, tariff group, zone, rates from each of the days of CHANGES
    (Service.COLD_WATER, "STANDARD", "", "33.90 38.10 38.75 43.40"),
    (Service.WASTEWATER, "STANDARD", "", "27.40 30.68 31.20 34.95"),
    (Service.HOT_WATER, "SINGLE", "", "166.10 186.05 189.20 212.50"),
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
            )
            for service, group, per, persons, value in NORMS
        ]
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
    for service, group, zone, rates in RATES:
        steps = [(day, rate, DECISION) for day, rate in zip(CHANGES, rates.split(), strict=True)]
        if group == MID_MONTH_GROUP:
            steps.append((mid_month, MID_MONTH_RATE, MID_MONTH_DECISION))
            steps.sort()
        key = TariffKey(service_id=service, tariff_group=group, zone=zone)
        ends = [later[0] for _, later in pairwise(steps)]
        rows += [
            TariffRow(key, DateRange(day, until), parse_micro(rate), decision=decision)
            for (day, rate, decision), until in zip(steps, [*ends, None], strict=True)
        ]
    return rows
