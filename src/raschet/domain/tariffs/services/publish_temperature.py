"""Publish the temperature coefficients that bring gas to standard conditions, month by month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from raschet.domain.tariffs.models import TemperatureCoefficient

if TYPE_CHECKING:
    from collections.abc import Mapping

    from raschet.values.period import Period


class TemperatureStands(ValueError):
    """A coefficient for one of the months stands already. Nothing was published."""

    def __str__(self) -> str:
        return "a temperature coefficient of one of these months is published already"


def publish_temperature(
    *,
    coefficients: Mapping[Period, int],
    supplier_id: int | None = None,
    decision: str = "",
) -> int:
    """Add coefficients in micro-units by month; without a supplier they hold for any.

    A month without a coefficient goes on with the last one. Returns how many were added; all are,
    or none. Raises: TemperatureStands. Source: PP 549, rule R-050.
    """
    try:
        with transaction.atomic():
            TemperatureCoefficient.objects.bulk_create(
                TemperatureCoefficient(
                    supplier_id=supplier_id,
                    coefficient_micro=value,
                    decision=decision,
                    valid_from=month.first_day,
                    valid_until=month.plus(1).first_day,
                )
                for month, value in coefficients.items()
            )
    except IntegrityError as error:
        raise TemperatureStands from error
    return len(coefficients)
