"""A month of many accounts: from inputs in tables to published lines, postings and balances.

    python -m bench.month [--accounts 1000000] [--seed 7] [--alone] [--reuse]

In one run, on one server: a tenth of the accounts and all of them (how it grows), what the same
PostgreSQL needs to COPY and index the very same rows, the same month in set-based SQL, and its
postings by django-hordak. Each part is a process of its own, measured from outside together with the
server: seconds and the peak of PSS. Results go to ``bench/results``.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path
from typing import Any

from bench import hordak_environment, machine
from bench.databases import FOLDER, Server, server
from bench.results import month_markdown, write_results
from bench.stage import Measured, run_stage

PERIOD = "2026-10"
WORK = "raschet_bench"
HORDAK = "raschet_bench_hordak"
HORDAK_ACCOUNTS_MAX = 10_000
ACCOUNTS = 1_000_000
SEED = 7
GROWTH = 10


def measure(*, accounts: int = ACCOUNTS, seed: int = SEED, reuse: bool = False) -> dict[str, Any]:
    """Build a city, run its month and everything it is compared with. Returns the figures."""
    place = server()
    city = f"raschet_bench_city_{accounts}_{seed}"
    print(f"{accounts:,} accounts, seed {seed}", flush=True)
    built = None
    if not (reuse and place.has(city)):
        place.create(city)
        built = _stage("build", place, city, str(accounts), str(seed), PERIOD)
    place.create(WORK, template=city)
    if not reuse:
        place.drop(city)
    try:
        month = _stage("month", place, WORK, PERIOD)
        baseline, hordak = _compare(place, accounts)
        by_sql = _stage("sql_month", place, WORK, PERIOD)
    finally:
        place.drop(WORK)
        place.drop(HORDAK)
    return {
        "accounts": accounts,
        "seed": seed,
        "build": built,
        "month": month,
        "baseline": baseline,
        "sql": by_sql,
        "hordak": hordak,
        "ratio": month.figures["seconds"] / baseline.figures["seconds"],
    }


def _compare(place: Server, accounts: int) -> tuple[Measured, Measured | None]:
    """The floor, and django-hordak where its environment is installed."""
    folder = Path(tempfile.mkdtemp(prefix="rows-", dir=FOLDER))
    try:
        baseline = _stage(
            "baseline", place, WORK, PERIOD, str(folder), str(min(accounts, HORDAK_ACCOUNTS_MAX))
        )
        hordak = None
        if hordak_environment.installed():
            print("  django-hordak", flush=True)
            place.create(HORDAK)
            place.settle()
            hordak = run_stage(
                "bench.hordak_postings",
                place.url(HORDAK),
                str(folder / "some_postings.csv"),
                environment={},
                server_process=place.process_id(),
                python=str(hordak_environment.PYTHON),
            )
        else:
            print(
                "  left out: django-hordak is not installed (`python -m bench.hordak_environment` does it)",
                flush=True,
            )
    finally:
        shutil.rmtree(folder)
    return baseline, hordak


def _stage(name: str, place: Server, database: str, *arguments: str) -> Measured:
    print(f"  {name}", flush=True)
    place.settle()
    return run_stage(
        f"bench.stages.{name}",
        *arguments,
        environment=place.environment(database),
        server_process=place.process_id(),
    )


def main(arguments: list[str] | None = None) -> None:
    """Measure a tenth and the whole, print and write the results."""
    parser = argparse.ArgumentParser(prog="python -m bench.month", description=__doc__)
    parser.add_argument("--accounts", type=int, default=ACCOUNTS)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--alone", action="store_true", help="without the tenth for the growth")
    parser.add_argument("--reuse", action="store_true", help="keep the built city for next time")
    given = parser.parse_args(arguments)
    sizes = [given.accounts] if given.alone else [given.accounts // GROWTH, given.accounts]
    place = server()
    results = {
        "machine": {**machine.description(), **place.description()},
        "sizes": [
            measure(accounts=size, seed=given.seed, reuse=given.reuse) for size in sizes if size
        ],
    }
    print(write_results("month", results, month_markdown(results)))


if __name__ == "__main__":
    main()
