"""Gas without a meter: stove and water heater by residents, heating by area.

``V = n (N_stove + N_water) + S N_heat`` (R-051, PP 549 cl. 32); the heating norm of a square metre is
the month's: zero outside the season. Each purpose may have its own tariff: then it is a row of its own.
A missing reading, a failed meter or an expired verification lead here by the rules of PP 549 (R-052).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from raschet.values.rounding import MICRO, mul_div_half_up, sum_of_products_div_half_up

if TYPE_CHECKING:
    import polars as pl


def norm_volume(frame: pl.DataFrame) -> pl.Series:
    """Cubic metres of a month, in micro-units.

    frame: ``persons_micro``, ``person_norm_micro`` (the sum over the purposes by residents),
    ``area_micro``, ``area_norm_micro`` (heating of a square metre in this month).
    """
    return sum_of_products_div_half_up(
        [
            [frame["persons_micro"], frame["person_norm_micro"]],
            [frame["area_micro"], frame["area_norm_micro"]],
        ],
        [MICRO],
    )


def metered_volume(frame: pl.DataFrame) -> pl.Series:
    """``(R_cur - R_prev) K_t``: the temperature coefficient of a meter without compensation (R-050).

    frame: ``difference_micro``, ``temperature_coefficient_micro``.
    """
    return mul_div_half_up(
        [frame["difference_micro"], frame["temperature_coefficient_micro"]], [MICRO]
    )
