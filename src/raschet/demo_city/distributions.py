"""How the demo city is made up: every rate, size and spread in one place.

Rates are parts per million. Marks as in the sources of the figures: D derived from published
figures, I illustrative and plausible, not to be quoted as real.
"""

from __future__ import annotations

from datetime import date
from typing import Final

# --- The stock of dwellings (I) -------------------------------------------------------------------
DETACHED_SHARE_PPM: Final = 200_000
"""Accounts in detached houses: about 22 of 110 thousand in the model district."""
STOCK_SHARES_PPM: Final = {
    "A9": 400_000,
    "B5": 300_000,
    "C16": 80_000,
    "D2": 120_000,
    "E5": 40_000,
    "F3": 60_000,
}
"""Shares of house types in the flats of apartment houses."""
SMALLEST_HOUSE_FLATS: Final = 8
FIRST_ACCOUNT_NUMBER: Final = 104_001
SIX_DIGIT_ACCOUNTS_MAX: Final = 999_999 - FIRST_ACCOUNT_NUMBER + 1
"""A larger city writes its numbers with seven digits."""
SEVEN_DIGIT_FACTOR: Final = 10
HOUSES_A_STREET: Final = 120

# --- Flats ----------------------------------------------------------------------------------------
FLAT_ROOMS: Final = (1, 2, 3, 4)
FLAT_ROOMS_PPM: Final = (300_000, 400_000, 250_000, 50_000)
FLAT_AREA_SPREAD_PPM: Final = 80_000
"""A flat differs from the ordinary area for its rooms by at most so much."""
LIVING_AREA_PPM: Final = 620_000
COMMUNAL_FLATS_PPM: Final = 350_000
"""Communal flats in a former dormitory; each has two or three rooms with accounts of their own."""
SHARED_FLATS_PPM: Final = 12_000
"""Flats with two accounts of different right-holders, by agreement on shares."""
NON_RESIDENTIAL_PPM: Final = 150_000
"""Houses of five and more storeys with a shop on the ground floor."""
RELATIVE_AREA_ROOMS: Final = {1: 33, 2: 50, 3: 65, 4: 82}
"""Ordinary areas for the number of rooms, m2."""

# --- People ---------------------------------------------------------------------------------------
HOUSEHOLD_SIZES: Final = (1, 2, 3, 4, 5, 6)
HOUSEHOLD_SIZES_PPM: Final = (300_000, 290_000, 210_000, 140_000, 40_000, 20_000)
NOBODY_REGISTERED_PPM: Final = 40_000
TEMPORARY_RESIDENTS_PPM: Final = 20_000
TENANTS_PPM: Final = 350_000
"""Municipal flats in former dormitories and low-rise houses: tenants pay rent, owners do not."""
TWO_OWNERS_PPM: Final = 300_000
HOUSEHOLD_CHANGES_A_MONTH_PPM: Final = 4_000
"""Births, moves in and out: the number of residents changes on a day inside the month."""
OPENED_A_MONTH_PPM: Final = 1_500
CLOSED_A_MONTH_PPM: Final = 1_500
HOLDER_CHANGES_A_MONTH_PPM: Final = 1_000
OLDEST_ACCOUNT_YEAR: Final = 1998
EMAIL_PPM: Final = 450_000

# --- Services -------------------------------------------------------------------------------------
WITHOUT_INTERCOM_PPM: Final = 120_000
TWO_INTERCOMS_PPM: Final = 10_000
WITHOUT_ANTENNA_PPM: Final = 150_000
DETACHED_WITHOUT_SEWER_PPM: Final = 450_000
"""Detached houses with a cesspool: wastewater is not supplied."""
METERING_IMPOSSIBLE_PPM: Final = 150_000
"""Of flats without a water meter, those with an act that none can be installed (R-112)."""
WITHOUT_BATH_PPM: Final = 60_000
"""Detached houses without a bath: a lower norm of cold water by an exception of the account."""
ELECTRIC_HEATING_PPM: Final = 60_000
"""Detached houses without gas, heated by electricity: a tariff of their own, wider bands in season."""
LARGE_FAMILIES_PPM: Final = 12_000
"""Of the others, families so heated to whom the region does not apply bands (R-044)."""
LAND_PPM: Final = 500_000
"""Detached houses without a water meter that water a garden by the norm."""
LIVESTOCK_PPM: Final = 250_000
"""Of the same, those with animals."""
STANDPIPE_PPM: Final = 120_000
"""Of the same, those that fetch water from a standpipe in the street."""
VIOLATIONS_PPM: Final = 1_000
"""Acts of unauthorised connection found in the last month."""
INSPECTED_PPM: Final = 25_000
"""Homes whose meters an inspector reads in a month."""

# --- Meters ---------------------------------------------------------------------------------------
COLD_METERS_PPM: Final = 880_000
HOT_METERS_PPM: Final = 860_000
ELECTRICITY_METERS_PPM: Final = 990_000
SECOND_WATER_METER_PPM: Final = 120_000
"""Flats with two risers: kitchen and bathroom."""
ELECTRICITY_REGISTERS: Final = (1, 2, 3)
ELECTRICITY_REGISTERS_PPM: Final = (800_000, 170_000, 30_000)
TRANSFORMER_PPM: Final = 2_000
TRANSFORMER_RATIO: Final = 20
WATER_DIGITS, WATER_DECIMALS = 5, 3
ELECTRICITY_DIGITS, ELECTRICITY_DECIMALS = 6, 1
OLD_ELECTRICITY_PPM: Final = 30_000
"""Induction meters of four whole digits: they pass zero every few years."""
OLD_ELECTRICITY_DIGITS: Final = 4
NEAR_ROLLOVER_PPM: Final = 3_000
REPLACED_A_MONTH_PPM: Final = 1_500
FAILED_PPM: Final = 4_000
ACCESS_REFUSED_PPM: Final = 2_000
HEAT_METERS_PPM: Final = 500_000
"""Flats of new houses with a heat meter of their own."""
OWN_HEATING_PPM: Final = 8_000
"""Flats with a heat source of their own by the project."""
OVERDUE_VERIFICATION_PPM: Final = 30_000
COLD_INTERVAL_YEARS, HOT_INTERVAL_YEARS, ELECTRICITY_INTERVAL_YEARS = 6, 4, 16

REMOVED_FOR_GOOD_PPM: Final = 3_000
"""Meters taken away and not replaced: the average stands in, then the norm."""
RENEWED_PPM: Final = 250_000
"""Of the overdue meters of water, those verified again inside the last month."""
GAS_METERS_PPM: Final = {"P1": 930_000, "F3": 970_000, "D2": 250_000, "B5": 60_000, "A9": 60_000}
"""Gas meters by type of house; the norm stands in elsewhere."""
GAS_DIGITS, GAS_DECIMALS, GAS_INTERVAL_YEARS = 5, 3, 10

# --- Use of resources a month, micro-units of the service's unit -----------------------------------
COLD_A_PERSON: Final = (1_500_000, 4_500_000)
HOT_A_PERSON: Final = (800_000, 3_200_000)
ELECTRICITY_A_HOME: Final = (60_000_000, 120_000_000)
ELECTRIC_HEATING_A_HOME: Final = (3_000_000_000, 8_500_000_000)
"""What a home heated by electricity uses beside."""
ELECTRICITY_A_PERSON: Final = (25_000_000, 75_000_000)
MONTH_SPREAD_PPM: Final = (700_000, 1_300_000)
"""How much a month may differ from the home's habit."""
ZERO_USE_PPM: Final = 15_000
"""Months in which nobody was at home: the reading repeats the last one."""
GAS_A_PERSON: Final = (8_000_000, 20_000_000)
GAS_HEATING_A_HOME: Final = (80_000_000, 260_000_000)
"""What a boiler burns beside."""
ZONE_SHARES_PPM: Final = {
    "": 1_000_000,
    "DAY": 680_000,
    "NIGHT": 320_000,
    "PEAK": 300_000,
    "SEMI_PEAK": 400_000,
}
THREE_ZONE_NIGHT_PPM: Final = 300_000

# --- Readings -------------------------------------------------------------------------------------
READING_MISSING_PPM: Final = 90_000
NEVER_SENDS_PPM: Final = 15_000
"""Accounts that send no readings at all: average for three months, then the norm."""
READING_LATE_PPM: Final = 10_000
"""Readings of the month before that arrive with the next ones."""
MISTYPED_PPM: Final = 1_500
"""Readings below the last accepted one: rejected, the month is estimated."""
UNUSUAL_PPM: Final = 800
"""Readings with a digit too many: held for a look, the month is estimated."""
READING_FIRST_DAY, READING_LAST_DAY = 18, 25
OPENING_MONTHS: Final = 6
"""The first opening reading lies so many months before the second: the average has a base."""
CHANNELS: Final = ("CABINET", "SITE", "MOBILE", "TELEPHONE", "SLIP", "BANK")
CHANNELS_PPM: Final = (420_000, 160_000, 180_000, 80_000, 100_000, 60_000)

# --- Money ----------------------------------------------------------------------------------------
DEBTORS_PPM: Final = 80_000
"""Accounts that have not paid for more than two months."""
PARTIAL_PAYERS_PPM: Final = 60_000
PARTIAL_SHARE_PPM: Final = (300_000, 800_000)
OVERPAYERS_PPM: Final = 50_000
OVERPAYMENT_KOPECKS: Final = (50_000, 500_000)
ROUND_UP_PPM: Final = 120_000
"""Payers who round up to a hundred roubles."""
PAYMENT_FIRST_DAY, PAYMENT_LAST_DAY = 3, 14
PAYMENT_SOURCES: Final = ("ACQUIRER", "BANK_REGISTER", "CASH_DESK")
PAYMENT_SOURCES_PPM: Final = (600_000, 300_000, 100_000)

# --- Days -----------------------------------------------------------------------------------------
TARIFFS_BEGIN: Final = date(2025, 1, 1)
"""Figures of tariffs are known from here on; no month before it can be computed."""
SUPPLY_BEGAN: Final = date(2020, 1, 1)
MID_MONTH_DAY: Final = 16
"""The day of the last month on which the maintenance rate of low-rise houses changes."""


# Illustrative: residents who are entitled to a benefit.
ENTITLED_PPM = 60_000
CATEGORIES = ("DISABLED", "COMBAT_VETERAN", "LARGE_FAMILY", "AGE_70", "AGE_80")
CATEGORIES_PPM = (400_000, 200_000, 150_000, 150_000, 100_000)
