"""Unauthorised connection or tampering where the capacity is unknown: a multiple of the norm.

``V = n N m``, ``amount = V T x 10`` for at most three months back (R-130, PP 354 cl. 62, 81(11) to
81(13)). The multiple raises the fee, not the volume, so wastewater and the house's balance do not take
it. Both numbers are dated parameters: ``unauthorised_multiple``, ``unauthorised_limit_months``.
"""

from __future__ import annotations

import polars as pl

from raschet.values.rounding import AMOUNT_DIVISOR, MICRO, mul_div_half_up


def charged(frame: pl.DataFrame, *, multiple_micro: int, limit_months: int) -> pl.DataFrame:
    """Add ``months_charged``, ``quantity_micro`` and ``amount_kopecks``.

    frame: ``norm_micro``, ``persons_micro``, ``months`` (since the connection, or since the last
    inspection), ``rate_micro_rubles``.
    """
    months = frame["months"].clip(upper_bound=limit_months)
    volume = mul_div_half_up([frame["norm_micro"], frame["persons_micro"], months], [MICRO])
    amount = mul_div_half_up(
        [volume, frame["rate_micro_rubles"], multiple_micro], [AMOUNT_DIVISOR * MICRO]
    )
    return frame.with_columns(
        months.alias("months_charged"),
        volume.alias("quantity_micro"),
        amount.alias("amount_kopecks"),
    )
