"""Benefits: a percent of the charge within the norm for the persons entitled.

``benefit = percent x min(V n_b / n, N n_b) x T``; for services by area ``percent x min(S n_b / n,
S_social n_b) x rate`` (R-170; federal law 181 of 24.11.1995 art. 17 and regional laws). A raising
coefficient never enlarges it (R-171). Whether it reduces the bill or is paid by the social office is
the region's mode (R-172): the arithmetic is the same. One person's two benefits do not add: the larger
counts, so the caller brings one percent a person.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from raschet.values.rounding import AMOUNT_DIVISOR, MICRO, mul_div_half_up

PERCENT: Final = 100 * MICRO


def benefits(frame: pl.DataFrame) -> pl.DataFrame:
    """Add ``eligible_micro`` and ``benefit_kopecks``.

    frame: ``quantity_micro`` (before any raising coefficient), ``persons_micro``,
    ``beneficiaries_micro``, ``limit_micro`` (the norm, or the social area, of a person),
    ``rate_micro_rubles``, ``percent_micro``. Services by area bring their area as the quantity.
    """
    own = mul_div_half_up(
        [frame["quantity_micro"], frame["beneficiaries_micro"]], [frame["persons_micro"]]
    )
    limit = mul_div_half_up([frame["limit_micro"], frame["beneficiaries_micro"]], [MICRO])
    both = pl.DataFrame({"own": own, "limit": limit})
    eligible = both.select(eligible_micro=pl.min_horizontal("own", "limit"))["eligible_micro"]
    benefit = mul_div_half_up(
        [eligible, frame["rate_micro_rubles"], frame["percent_micro"]], [AMOUNT_DIVISOR, PERCENT]
    )
    return frame.with_columns(eligible, benefit.alias("benefit_kopecks"))


def larger_percent(entitlements: pl.DataFrame) -> pl.DataFrame:
    """One percent a person and service: the larger, never the sum (R-172).

    entitlements: ``account_id``, ``service_id``, ``person_id``, ``percent_micro``.
    """
    return (
        entitlements.group_by("account_id", "service_id", "person_id")
        .agg(pl.col("percent_micro").max())
        .sort("account_id", "service_id", "person_id")
    )
