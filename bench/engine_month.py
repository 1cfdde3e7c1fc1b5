"""Lines per second of the engine over seeded synthetic houses, computed as the monthly run does.

Blocks of whole houses are computed by two threads. Run: ``python bench/engine_month.py 1000000``.
The share of accounts with changes inside the month, gaps in readings and expired verification
follows the figures of the demo city.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import polars as pl

from raschet.engine.inputs import SCHEMAS, Inputs
from raschet.engine.run import run_month
from raschet.values.period import Period

PERIOD = Period(2026, 8)
FLATS = 100
SERVICES = {
    1: ("cold_water", "METER_OR_NORM", 38_750_000),
    2: ("hot_water", "METER_OR_NORM", 189_200_000),
    3: ("wastewater", "WASTEWATER", 31_200_000),
    4: ("electricity", "METER_OR_NORM", 6_210_000),
    5: ("waste", "WASTE_PERSONS", 599_500_000),
    6: ("maintenance", "AREA_RATE", 26_800_000),
    7: ("capital_repair", "AREA_RATE", 11_720_000),
    8: ("intercom", "FIXED", 70_000_000),
    9: ("antenna", "FIXED", 145_000_000),
    10: ("rent", "AREA_RATE", 10_350_000),
}
NORMS = {1: (4_340_000, "PERSON_MONTH"), 2: (3_220_000, "PERSON_MONTH")}
NORMS |= {4: (82_000_000, "PERSON_MONTH"), 5: (2_200_000, "PERSON_YEAR")}
ALWAYS = date(2020, 1, 1)


def dice(seed: int, sides: int) -> pl.Expr:
    """A repeatable number below ``sides`` for every row key."""
    return (pl.col("key").hash(seed) % sides).cast(pl.Int64)


def frame(name: str, source: pl.DataFrame, **columns: pl.Expr | object) -> pl.DataFrame:
    """A contract frame from a source; columns not named are null, validity is always."""
    defaults = {"valid_from": pl.lit(ALWAYS), "valid_until": pl.lit(None)}
    chosen = {**defaults, **columns}
    return source.select(
        [
            (value if isinstance(value := chosen.get(column), pl.Expr) else pl.lit(value))
            .cast(dtype)
            .alias(column)
            for column, dtype in SCHEMAS[name].items()
        ]
    )


def synthetic(first: int, count: int, seed: int = 1) -> Inputs:
    """A block of whole houses: accounts ``first`` to ``first + count``."""
    keys = pl.DataFrame({"key": pl.int_range(first, first + count, eager=True)})
    moved = dice(seed, 1000) < 5
    accounts = frame(
        "accounts",
        keys,
        account_id=pl.col("key"),
        house_id=pl.col("key") // FLATS,
        unit_id=pl.col("key"),
        premises="FLAT",
        rooms=dice(seed + 1, 4) + 1,
        opened_on=pl.when(moved).then(date(2026, 8, 12)).otherwise(ALWAYS),
    )
    houses = accounts.select(pl.col("house_id").unique().sort().alias("key"))
    return Inputs(
        period=PERIOD,
        accounts=accounts,
        areas=frame(
            "areas",
            keys,
            account_id=pl.col("key"),
            area_micro=(dice(seed + 2, 800) + 250) * 100_000,
        ),
        households=households(keys, seed),
        house_supplies=house_supplies(houses),
        account_supplies=frame(
            "account_supplies",
            keys.filter(dice(seed + 3, 10) == 0),
            account_id=pl.col("key"),
            service_id=10,
            included=False,
            quantity=1,
            metering_impossible=False,
        ),
        services=pl.DataFrame(
            {"service_id": list(SERVICES), "code": [row[0] for row in SERVICES.values()]},
            schema=SCHEMAS["services"],
        ),
        tariffs=tariffs(),
        norms=norms(),
        coefficients=pl.DataFrame(
            [(1, 3_000_000, ALWAYS, None), (2, 1_500_000, ALWAYS, None)],
            schema=SCHEMAS["coefficients"],
            orient="row",
        ),
        registers=pl.concat([registers(keys, service, seed) for service in (1, 2, 4)]),
    )


def households(keys: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Residents; one account in fifty has a change on the 11th."""
    changed = dice(seed + 4, 50) == 0
    middle = date(2026, 8, 11)
    people = (dice(seed + 5, 100) * 5) // 100
    row = {"account_id": pl.col("key"), "temporary": 0, "owners": 1}
    before = frame(
        "households",
        keys,
        **row,
        registered=people,
        valid_until=pl.when(changed).then(middle),
    )
    after = frame(
        "households", keys.filter(changed), **row, registered=people + 1, valid_from=middle
    )
    return pl.concat([before, after])


def house_supplies(houses: pl.DataFrame) -> pl.DataFrame:
    """Every house takes every service."""
    return pl.concat(
        frame(
            "house_supplies",
            houses,
            house_id=pl.col("key"),
            service_id=service,
            supplier_id=100 + service,
            method=method,
            tariff_group="TOWN",
            norm_group="BATH",
            raising=True,
        )
        for service, (_, method, _) in SERVICES.items()
    )


def tariffs() -> pl.DataFrame:
    """One rate a service, and two zones of electricity."""
    rows = [
        (service, service, None, "TOWN", "", 1, None, "", rate, ALWAYS, None)
        for service, (_, _, rate) in SERVICES.items()
    ]
    rows += [(20, 4, None, "TOWN", "DAY", 1, None, "", 7_140_000, ALWAYS, None)]
    rows += [(21, 4, None, "TOWN", "NIGHT", 1, None, "", 3_730_000, ALWAYS, None)]
    return pl.DataFrame(rows, schema=SCHEMAS["tariffs"], orient="row")


def norms() -> pl.DataFrame:
    """Norms of the demo city."""
    rows = [
        (service, service, "BATH", None, None, value, per, ALWAYS, None)
        for service, (value, per) in NORMS.items()
    ]
    return pl.DataFrame(rows, schema=SCHEMAS["norms"], orient="row")


def registers(keys: pl.DataFrame, service: int, seed: int) -> pl.DataFrame:
    """A meter for most, with 9 % of readings missing and 3 % of verifications overdue."""
    unmetered = 1 if service == 4 else 12
    owners = keys.filter(dice(seed + 6 + service, 100) >= unmetered)
    scale = 100_000_000 if service == 4 else 1_000_000
    used = (dice(seed + 7, 3_000) + 500) * (scale // 1_000)
    silent = dice(seed + 8 + service, 100) < 9
    common = {
        "account_id": pl.col("key"),
        "meter_id": pl.col("key") * 10 + service,
        "service_id": service,
        "digits": 5,
        "ratio_micro": 1_000_000,
        "installed_on": ALWAYS,
        "verified_until": pl.when(dice(seed + 9 + service, 100) < 3)
        .then(date(2026, 5, 1))
        .otherwise(date(2030, 1, 1)),
        "previous_revision": 10,
        "previous_value_micro": 1_000 * scale,
        "previous_on": date(2026, 7, 24),
        "current_revision": pl.when(~silent).then(11),
        "current_value_micro": pl.when(~silent).then(1_000 * scale + used),
        "current_on": pl.when(~silent).then(date(2026, 8, 24)),
        "months_missing": pl.when(silent).then(dice(seed + 10, 6)).otherwise(0),
        "estimated_micro": 0,
        "average_micro": used,
        "average_months": 6,
        "access_refused": False,
    }
    two_zones = service == 4
    zone = pl.when(dice(seed + 11, 4) == 0).then(pl.lit("DAY")).otherwise(pl.lit(""))
    main = frame(
        "registers",
        owners,
        **common,
        register_id=pl.col("key") * 100 + service,
        zone=zone if two_zones else "",
    )
    if not two_zones:
        return main
    night = frame(
        "registers",
        owners.filter(dice(seed + 11, 4) == 0),
        **common,
        register_id=pl.col("key") * 100 + 50 + service,
        zone="NIGHT",
    )
    return pl.concat([main, night])


def main() -> None:
    """Compute the month of ``accounts`` accounts and print what it took as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("accounts", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--block", type=int, default=50_000)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    spent = []

    def one(first: int) -> tuple[int, int, int]:
        inputs = synthetic(first, min(options.block, options.accounts - first + 1))
        started = time.perf_counter()
        outcome = run_month(inputs)
        spent.append(time.perf_counter() - started)
        return outcome.lines.height, outcome.unbilled.height, outcome.lines["amount_kopecks"].sum()

    with ThreadPoolExecutor(options.threads) as pool:
        results = list(pool.map(one, range(1, options.accounts + 1, options.block)))
    lines = sum(row[0] for row in results)
    seconds = sum(spent) / options.threads
    print(
        json.dumps(
            {
                "accounts": options.accounts,
                "lines": lines,
                "unbilled": sum(row[1] for row in results),
                "kopecks": sum(row[2] for row in results),
                "seconds": round(seconds, 2),
                "lines_per_second": round(lines / seconds),
                "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            }
        )
    )


if __name__ == "__main__":
    main()
