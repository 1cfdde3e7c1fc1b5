"""Gardens, animals and standpipes of detached houses, and acts of unauthorised use."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from raschet.demo_city import distributions as dist
from raschet.demo_city.people import ID, NO_DATE, numbered
from raschet.demo_city.services import Service
from raschet.domain.billing.services.record_violation import Act, record_violation
from raschet.domain.billing.violations import ViolationKind
from raschet.values.rounding import MICRO

if TYPE_CHECKING:
    from raschet.demo_city.randomness import Chance
    from raschet.values.period import Period

GARDEN_M2: Final = (150, 900)
HEADS: Final = (1, 6)
CHECKED_DAYS_BEFORE: Final = 70
"""The last inspection before an act: three months are charged, the third one begun."""
ACT_DAY: Final = 14


def with_outdoors(chance: Chance, accounts: pl.DataFrame) -> pl.DataFrame:
    """Accounts with ``garden``, ``animals``, ``standpipe`` and ``connected_unlawfully``."""
    unmetered = (pl.col("type") == "P1") & ~pl.col("cold_metered") & ~pl.col("cold_impossible")
    standpipe = chance.chosen(unmetered, dist.STANDPIPE_PPM, "standpipe", ID)
    own_tap = unmetered & ~standpipe
    unlawful = chance.chosen(
        (pl.col("use") == "HOME") & pl.col("cold_metered") & pl.col("closed_on").is_null(),
        dist.VIOLATIONS_PPM,
        "connected unlawfully",
        ID,
    )
    return accounts.with_columns(
        garden=chance.chosen(own_tap, dist.LAND_PPM, "garden", ID),
        animals=chance.chosen(own_tap, dist.LIVESTOCK_PPM, "animals", ID),
        standpipe=standpipe,
        connected_unlawfully=unlawful,
    )


def measure_rows(chance: Chance, accounts: pl.DataFrame) -> pl.DataFrame:
    """Land and animals as the information base takes them."""

    def rows(who: str, service: Service, group: str, amount: pl.Expr) -> pl.DataFrame:
        return accounts.filter(who).select(
            account_id=ID,
            service_id=pl.lit(int(service), dtype=pl.Int64),
            number=pl.lit(1, dtype=pl.Int64),
            norm_group=pl.lit(group),
            amount_micro=amount * MICRO,
            valid_from=pl.lit(dist.SUPPLY_BEGAN),
            valid_until=NO_DATE,
        )

    return numbered(
        pl.concat(
            [
                rows("garden", Service.IRRIGATION, "LAND", chance.between(*GARDEN_M2, "land", ID)),
                rows("animals", Service.LIVESTOCK, "CATTLE", chance.between(*HEADS, "heads", ID)),
            ]
        ).sort("account_id", "service_id")
    )


def record_violations(
    accounts: pl.DataFrame, period: Period, first_account_id: int, actor: str
) -> int:
    """Record the acts of a month. Returns how many there were."""
    found_on = period.first_day + timedelta(days=ACT_DAY - 1)
    unlawful = accounts.filter("connected_unlawfully")["id"].to_list()
    for number, identity in enumerate(unlawful, start=1):
        act = Act(
            account_id=identity + first_account_id,
            service_code="cold_water",
            kind=ViolationKind.CONNECTION,
            number=f"{number}/{period.month}",
            found_on=found_on,
            began_on=found_on - timedelta(days=CHECKED_DAYS_BEFORE),
        )
        record_violation(act=act, today=found_on, actor=actor)
    return len(unlawful)
