"""Who of the city is entitled to a benefit, and how it reaches people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from raschet.demo_city import distributions as dist
from raschet.domain.registry.services.set_entitlement import load_entitlements
from raschet.domain.tariffs.services.set_benefit_mode import set_benefit_mode

if TYPE_CHECKING:
    from raschet.demo_city.plan import City

LARGE_FAMILY: Final = 4
"""Residents from whom on a family of the city may be a large one."""


def entitled(city: City) -> pl.DataFrame:
    """Accounts of homes one of whose residents has a ``category`` of benefits."""
    key = pl.col("id")
    homes = (pl.col("use") == "HOME") & (pl.col("persons") > 0) & pl.col("closed_on").is_null()
    category = city.chance.pick(dist.CATEGORIES, dist.CATEGORIES_PPM, "benefit", key)
    small = (category == "LARGE_FAMILY") & (pl.col("persons") < LARGE_FAMILY)
    return city.accounts.filter(
        city.chance.chosen(homes, dist.ENTITLED_PPM, "entitled", key)
    ).select("id", "persons", category=pl.when(small).then(pl.lit("DISABLED")).otherwise(category))


def grant_benefits(city: City, first_account_id: int, actor: str) -> int:
    """Enter the entitlements; a whole large family is entitled, of others one person.

    Until the last month the social office pays, so that bills stay full; in the last month benefits
    are discounts (R-172).
    """
    rows = [
        {
            "account_id": first_account_id + account_id,
            "person": person,
            "category": category,
            "valid_from": city.first_period.first_day,
            "document": "Illustrative decision",
        }
        for account_id, persons, category in entitled(city).iter_rows()
        for person in range(1, (persons if category == "LARGE_FAMILY" else 1) + 1)
    ]
    set_benefit_mode(
        mode="DISCOUNT",
        since=city.last_period,
        source="Illustrative decision of the region",
        actor=actor,
    )
    return load_entitlements(rows=rows, actor=actor)
