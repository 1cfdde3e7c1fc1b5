"""Random houses with heat meters, own boilers, house meters and memories, from a printed seed."""

import random
from datetime import date, timedelta
from fractions import Fraction

import polars as pl

from raschet.engine.house.inputs import HOUSE_SCHEMAS, HouseInputs
from raschet.engine.inputs import SCHEMAS, Inputs
from raschet.values.period import Period

LONG_AGO = date(2000, 1, 1)
CODES = {1: "cold_water", 6: "heating", 21: "cold_water_common"}
METHODS = ("COMMON_NORM", "COMMON_METER", "COMMON_METER_CAPPED", "COMMON_REDUCING",
           "COMMON_NORM_RECALC")  # fmt: skip
MICRO = 1_000_000
RATES = {1: 45_210_000, 6: 2_520_000_000, 21: 45_210_000}


class RandomHouses:
    """houses: what the twin reads. inputs: the same as the engine's columns."""

    def __init__(self, seed, houses=6):
        self.dice = random.Random(seed)
        self.period = Period(2026, 1)
        self.rows = {name: [] for name in SCHEMAS}
        self.house_rows = {name: [] for name in HOUSE_SCHEMAS}
        self.houses, self.accounts, self.numbers = {}, {}, 0
        for service, code in CODES.items():
            self.add("services", service_id=service, code=code)
            self.add("tariffs", tariff_id=service, service_id=service, tariff_group="A", zone="",
                     band=1, component="", rate_micro_rubles=RATES[service],
                     valid_from=LONG_AGO)  # fmt: skip
        self.norm(6, 25_700)
        self.norm(21, 27_000)
        self.house_rows["season"].append({"heated_days": 31, "norm_months": 6})
        for house in range(1, houses + 1):
            self.house(house)

    def add(self, table, **columns):
        self.rows[table].append({**dict.fromkeys(SCHEMAS[table]), **columns})

    def number(self):
        self.numbers += 1
        return self.numbers

    def maybe(self, share):
        return self.dice.random() < share

    def norm(self, service, value):
        self.add("norms", norm_id=service, service_id=service, norm_group="A", per="M2_MONTH",
                 value_micro=value, valid_from=LONG_AGO)  # fmt: skip

    def register(self, used, **where):
        number = self.number()
        return {
            "meter_id": number, "register_id": number, "zone": "", "digits": 9,
            "ratio_micro": MICRO, "installed_on": LONG_AGO, "previous_value_micro": 0,
            "previous_on": date(2025, 12, 25), "current_value_micro": used,
            "current_on": date(2026, 1, 25), "months_missing": 0, "estimated_micro": 0,
            "average_months": 0, "access_refused": False, **where,
        }  # fmt: skip

    def house(self, number):
        accounts = [self.account(number) for _ in range(self.dice.randrange(1, 8))]
        living = sum(one["area"] for one in accounts)
        premises = int(living * MICRO) + self.dice.randrange(3) * 50_000_000
        common = self.dice.randrange(1, 400) * 1_000_000
        heat = self.dice.randrange(1, 900) * 10_000 if self.maybe(0.8) else None
        water = self.dice.randrange(1, 400) * 100_000 if self.maybe(0.85) else None
        method = self.dice.choice(METHODS)
        carried = self.dice.randrange(-50, 50) * 100_000 if self.maybe(0.5) else 0
        charged = self.dice.randrange(0, 40) * 100_000
        due = self.maybe(0.5)
        others = self.dice.randrange(20) * 100_000 if self.maybe(0.3) else 0
        self.houses[number] = {
            "premises": Fraction(premises, MICRO), "common": Fraction(common, MICRO), "days": 31,
            "heat": heat and Fraction(heat, MICRO), "water": water and Fraction(water, MICRO),
            "method": method, "carried": Fraction(carried, MICRO), "due": due,
            "charged": Fraction(charged, MICRO), "others": Fraction(others, MICRO),
        }  # fmt: skip
        self.house_rows["houses"].append(
            {"house_id": number, "premises_area_micro": premises, "common_area_micro": common}
        )
        for service, used in ((6, heat), (1, water)):
            if used is not None:
                self.house_rows["registers"].append(
                    self.register(used, house_id=number, service_id=service)
                )
        self.house_rows["memory"].append(
            {"house_id": number, "service_id": 21, "carried_micro": carried,
             "charged_micro": charged, "due": due}
        )  # fmt: skip
        if others:
            self.house_rows["volumes"].append(
                {"house_id": number, "service_id": 1, "purpose": "NONRESIDENTIAL",
                 "volume_micro": others}
            )  # fmt: skip
        for service, code in ((1, "METER_OR_NORM"), (6, "HEATING"), (21, method)):
            self.add("house_supplies", house_id=number, service_id=service, supplier_id=11,
                     method=code, tariff_group="A", norm_group="A", raising=False,
                     valid_from=LONG_AGO)  # fmt: skip

    def account(self, house):
        number = self.number()
        area = self.dice.randrange(200, 900) * 100_000
        opened = LONG_AGO
        if self.maybe(0.2):
            opened = self.period.first_day + timedelta(days=self.dice.randrange(1, 20))
        days = 31 if opened == LONG_AGO else (date(2026, 2, 1) - opened).days
        self.add("accounts", account_id=number, house_id=house, unit_id=number, premises="FLAT",
                 rooms=2, opened_on=opened)  # fmt: skip
        self.add("areas", account_id=number, area_micro=area, valid_from=LONG_AGO)
        persons = self.dice.randrange(1, 5)
        self.add("households", account_id=number, registered=persons, temporary=0, owners=1,
                 valid_from=LONG_AGO)  # fmt: skip
        water = self.dice.randrange(40) * 100_000
        self.rows["registers"].append(self.register(water, account_id=number, service_id=1))
        heat = self.dice.randrange(1, 90) * 10_000 if self.maybe(0.4) else None
        if heat is not None:
            self.rows["registers"].append(self.register(heat, account_id=number, service_id=6))
        apart = self.maybe(0.1)
        if apart:
            self.house_rows["own_heating"].append({"account_id": number, "valid_from": LONG_AGO})
        made = {
            "id": number, "house": house, "area": Fraction(area, MICRO), "days": days,
            "persons": persons, "water": Fraction(water, MICRO), "apart": apart,
            "heat": None if heat is None else Fraction(heat, MICRO),
        }  # fmt: skip
        self.accounts[number] = made
        return made

    def of_house(self, number):
        return [one for one in self.accounts.values() if one["house"] == number]

    def inputs(self):
        houses = HouseInputs(
            **{
                name: pl.DataFrame(self.house_rows[name], schema=schema, orient="row")
                for name, schema in HOUSE_SCHEMAS.items()
            }
        )
        frames = {
            name: pl.DataFrame(self.rows[name], schema=schema, orient="row")
            for name, schema in SCHEMAS.items()
        }
        return Inputs(period=self.period, houses=houses, **frames)
