"""The inputs of one month: an empty database becomes a city, through the domain's bulk deeds.

Run as ``python -m bench.stages.build ACCOUNTS SEED PERIOD``.
"""

from __future__ import annotations

import sys

from bench.database import set_up
from bench.reporting import phase, report_figures
from raschet.values.period import Period


def main(accounts: int, seed: int, period: Period) -> None:
    """Make the tables and build a city of one month: its inputs, nothing computed."""
    set_up()
    from django.core.management import call_command

    from raschet.demo_city.build import build_city

    with phase("tables"):
        call_command("migrate", verbosity=0)
    counts: dict[str, int] = {}
    with phase("city"):
        build_city(
            accounts=accounts,
            months=1,
            seed=seed,
            last_period=period,
            progress=counts.__setitem__,
        )
    report_figures(rows=counts)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Period.parse(sys.argv[3]))
