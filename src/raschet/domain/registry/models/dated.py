"""What every dated fact shares: it is valid on ``[valid_from, valid_until)`` and never overlaps itself."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Value


def no_overlap(name: str, *keys: str) -> ExclusionConstraint:
    """A constraint: rows with equal keys never share a day.

    keys: integer columns. An integer takes part as the range that holds it alone, because the
    embedded server has no ``btree_gist`` and core GiST knows ranges.
    """
    expressions: list[tuple[Func, str]] = [
        (
            Func(
                F(key),
                F(key),
                Value("[]"),
                function="int8range",
                output_field=BigIntegerRangeField(),
            ),
            RangeOperators.OVERLAPS,
        )
        for key in keys
    ]
    validity = Func(
        F("valid_from"), F("valid_until"), function="daterange", output_field=DateRangeField()
    )
    return ExclusionConstraint(
        name=name, expressions=[*expressions, (validity, RangeOperators.OVERLAPS)]
    )


class Dated(models.Model):
    """A fact valid from a day until another (excluded); no end means it still holds."""

    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        abstract = True
