"""Random cities with everything that can happen inside a month, from a printed seed."""

import random
from datetime import date, timedelta

from raschet.engine.inputs import SCHEMAS
from raschet.values.period import Period

LONG_AGO = date(2000, 1, 1)
CODES = {1: "cold_water", 2: "hot_water", 3: "wastewater", 4: "electricity", 5: "waste",
         6: "maintenance", 7: "intercom", 8: "gas", 9: "irrigation"}  # fmt: skip
METHODS = {
    1: "METER_OR_NORM",
    2: "METER_OR_NORM",
    3: "WASTEWATER",
    4: "METER_OR_NORM",
    5: "WASTE_PERSONS",
    6: "AREA_RATE",
    7: "FIXED",
    8: "METER_OR_NORM",
    9: "NORM_MEASURE",
}
GAS_PURPOSES = "STOVE+HEATER+HEATING"  # fmt: skip
PERIODS = (Period(2025, 12), Period(2026, 2), Period(2026, 6), Period(2026, 7))


class RandomCity:
    def __init__(self, seed, accounts=25):
        self.dice = random.Random(seed)
        self.period = self.dice.choice(PERIODS)
        self.rows = {name: [] for name in SCHEMAS}
        self.counter = 0
        self.last_units = {}
        for service, code in CODES.items():
            self.add("services", service_id=service, code=code)
        self.tariffs()
        self.norms()
        for house in (1, 2):
            self.house(house)
        for account in range(1, accounts + 1):
            self.account(account)

    def add(self, table, **columns):
        row = dict.fromkeys(SCHEMAS[table])
        self.rows[table].append({**row, **columns})

    def maybe(self, share):
        return self.dice.random() < share

    def day(self):
        """A day inside the month, never the first."""
        return self.period.first_day + timedelta(days=self.dice.randrange(1, self.period.days))

    def number(self):
        self.counter += 1
        return self.counter

    def dated(self, table, changes, gap, values, **keys):
        """One row, or two with a change inside the month, sometimes with a gap between them."""
        if not self.maybe(changes):
            self.add(table, **keys, **values(), valid_from=LONG_AGO)
            return
        first, second = sorted((self.day(), self.day()))
        if not self.maybe(gap):
            second = first
        self.add(table, **keys, **values(), valid_from=LONG_AGO, valid_until=first)
        self.add(table, **keys, **values(), valid_from=second)

    def tariffs(self):
        for service in CODES:
            for supplier in (None, 11):
                for zone in ("", "DAY", "NIGHT") if service == 4 else ("",):
                    self.tariff(service, supplier, zone)
        self.bands()
        for supplier in (None, 11):
            self.tariff(8, supplier, "", group="ALL/HEATING")
        for part in ("WATER", "HEAT"):
            self.tariff(2, None, "", group="PARTS", component=part)

    def tariff(self, service, supplier, zone, **columns):
        columns = {"group": "ALL", "component": "", **columns}
        group = columns.pop("group")
        self.dated(
            "tariffs", 0.3, 0.3,
            lambda: {"tariff_id": self.number(),
                     "rate_micro_rubles": self.dice.randrange(1, 3_000) * 10_000},
            service_id=service, supplier_id=supplier, tariff_group=group, zone=zone, band=1, **columns,
        )  # fmt: skip

    def bands(self):
        """Electricity of supplier 11 in three bands; a decision sets them all on the same days."""
        lowest = [
            row for row in self.rows["tariffs"] if row["service_id"] == 4 and row["supplier_id"]
        ]
        for row in lowest:
            row["band_upto_micro"] = 900_000_000
            for band, limit in ((2, 2_400_000_000), (3, None)):
                self.rows["tariffs"].append(
                    {**row, "tariff_id": self.number(), "band": band, "band_upto_micro": limit,
                     "rate_micro_rubles": row["rate_micro_rubles"] * band}
                )  # fmt: skip

    def norms(self):
        for service, per in ((1, "PERSON_MONTH"), (2, "PERSON_MONTH"), (5, "PERSON_YEAR")):
            self.dated("norms", 0.2, 0.3,
                       lambda: {"norm_id": self.number(), "value_micro": self.dice.randrange(1, 9_000_000)},
                       service_id=service, norm_group="ALL", per=per)  # fmt: skip
        self.dated("norms", 0.3, 0.2,
                   lambda: {"norm_id": self.number(), "value_micro": self.dice.randrange(40_000, 80_000)},
                   service_id=2, norm_group="ALL", per="M3")  # fmt: skip
        for service, group, per in (
            (8, "STOVE", "PERSON_MONTH"),
            (8, "HEATER", "PERSON_MONTH"),
            (8, "HEATING", "M2_MONTH"),
            (9, "LAND", "M2_MONTH"),
            (9, "COWS", "UNIT_MONTH"),
        ):
            self.dated("norms", 0.2, 0.2,
                       lambda: {"norm_id": self.number(),
                                "value_micro": self.dice.choice((0, self.dice.randrange(1, 17_000_000)))},
                       service_id=service, norm_group=group, per=per)  # fmt: skip
        for persons in range(1, 6):
            self.add("norms", norm_id=self.number(), service_id=4, norm_group="ALL", persons=persons,
                     value_micro=self.dice.randrange(30, 140) * 1_000_000, per="PERSON_MONTH",
                     valid_from=LONG_AGO)  # fmt: skip
        for service, before, after in ((1, 1_500_000, 3_000_000), (2, 1_500_000, 1_500_000)):
            turn = date(2025, 12, 6)
            self.add("coefficients", service_id=service, coefficient_micro=before,
                     valid_from=LONG_AGO, valid_until=turn)  # fmt: skip
            self.add("coefficients", service_id=service, coefficient_micro=after, valid_from=turn)

    def house(self, house):
        for service in CODES:
            if self.maybe(0.9):
                self.dated("house_supplies", 0.1, 0.5,
                           lambda: {"supplier_id": self.dice.choice((11, 12)), "raising": self.maybe(0.7)},
                           house_id=house, service_id=service, method=METHODS[service],
                           tariff_group="PARTS" if (house, service) == (2, 2) else "ALL",
                           norm_group=GAS_PURPOSES if service == 8 else "ALL")  # fmt: skip

    def account(self, account):
        opened = self.day() if self.maybe(0.1) else LONG_AGO
        closed = self.day() if self.maybe(0.1) else None
        if closed and closed <= opened:
            closed = None
        house = self.dice.choice((1, 2))
        unit = self.last_units.get(house, account) if self.maybe(0.1) else account
        self.last_units[house] = unit
        self.add("accounts", account_id=account, house_id=house, unit_id=unit,
                 premises="FLAT", rooms=2, opened_on=opened, closed_on=closed)  # fmt: skip
        self.dated("households", 0.3, 0.1,
                   lambda: {"registered": self.dice.randrange(4), "temporary": self.dice.randrange(2),
                            "owners": self.dice.randrange(1, 3)}, account_id=account)  # fmt: skip
        self.dated("areas", 0.1, 0.3,
                   lambda: {"area_micro": self.dice.randrange(200_000, 900_000) * 100},
                   account_id=account)  # fmt: skip
        for service in CODES:
            if self.maybe(0.15):
                self.dated("account_supplies", 0.4, 0.5,
                           lambda: {"included": self.maybe(0.6), "quantity": self.dice.randrange(1, 3),
                                    "metering_impossible": self.maybe(0.5),
                                    "bands_exempt": self.maybe(0.3)},
                           account_id=account, service_id=service)  # fmt: skip
        for group in ("LAND", "COWS"):
            if self.maybe(0.3):
                self.dated("measures", 0.3, 0.3,
                           lambda: {"amount_micro": self.dice.randrange(1, 900) * 1_000_000},
                           account_id=account, service_id=9, norm_group=group)  # fmt: skip
        for service in (1, 2, 4, 8):
            if self.maybe(0.03):
                self.add("violations", account_id=account, service_id=service, found_on=self.day(),
                         months=self.dice.randrange(1, 6))  # fmt: skip
            self.registers(account, service)

    def registers(self, account, service):
        zones = ("DAY", "NIGHT") if service == 4 and self.maybe(0.4) else ("",)
        for _ in range(self.dice.choice((0, 1, 1, 1, 2)) if zones == ("",) else 1):
            for zone in zones:
                self.register(account, service, zone)

    def register(self, account, service, zone):
        scale = 100_000 if service == 4 else 1_000
        removed = self.period.first_day - timedelta(days=self.dice.randrange(1, 60))
        removed = removed if self.maybe(0.04) else None
        read = removed is None and self.maybe(0.7)
        digits = 5
        previous = self.dice.randrange(10**digits * 1_000) * 1_000
        used = self.dice.randrange(5_000) * scale
        current = (previous + used) % (10**digits * 1_000_000)
        if self.maybe(0.05):
            current = max(0, previous - self.dice.randrange(1, 5) * 1_000_000)
        missing = self.dice.choice((0, 0, 0, 1, 2, 3, 5))
        known = self.maybe(0.8)
        installed = self.day() if removed is None and self.maybe(0.05) else LONG_AGO
        verified = max(installed, self.day()) if self.maybe(0.1) else date(2030, 1, 1)
        self.add(
            "registers", account_id=account, meter_id=self.number(), register_id=self.number(),
            service_id=service, zone=zone, digits=digits,
            ratio_micro=self.dice.choice((1_000_000, 1_000_000, 20_000_000, 1_040_000)),
            installed_on=installed,
            verified_until=verified,
            failed_on=max(installed + timedelta(days=1), self.day()) if self.maybe(0.1) else None,
            previous_revision=1, previous_value_micro=previous, previous_on=date(2025, 1, 1),
            current_revision=2 if read else None, current_value_micro=current if read else None,
            current_on=max(installed, self.day()) if read else None, months_missing=missing,
            estimated_micro=missing * self.dice.randrange(3_000) * scale,
            average_micro=self.dice.randrange(1, 5_000) * scale if known else None,
            average_months=self.dice.randrange(1, 7) if known else 0,
            access_refused=self.maybe(0.1),
            temperature_micro=self.dice.randrange(900_000, 1_100_000) if service == 8 else None,
            inspected=read and self.maybe(0.1),
            removed_on=removed,
            resumed_on=max(installed, self.day()) if read and verified.year == 2030 and self.maybe(0.05)
            else None,
        )  # fmt: skip
