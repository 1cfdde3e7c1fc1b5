"""Enter a key rate of the central bank."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from raschet.domain.audit.services.record_deed import record_deed
from raschet.domain.tariffs.models import KeyRate


class PercentInvalid(ValueError):
    """A key rate lies between nothing and a hundred percent a year."""

    def __init__(self, percent_micro: int) -> None:
        super().__init__(percent_micro)
        self.percent_micro = percent_micro

    def __str__(self) -> str:
        return f"{self.percent_micro} micro-percent is no key rate"


def set_key_rate(*, since: date, percent_micro: int, source: str, actor: str) -> None:
    """A rate in force from a day until the next one that stands.

    The rate before it ends on that day if it lasted so long; a gap between the two stays a gap, and a
    run that needs a rate of its days says so. A rate that began on the same day is replaced.
    Raises: PercentInvalid.
    """
    if not 0 < percent_micro <= 100 * 10**6:
        raise PercentInvalid(percent_micro)
    with transaction.atomic():
        KeyRate.objects.filter(valid_from=since).delete()
        before = KeyRate.objects.filter(valid_from__lt=since).order_by("-valid_from").first()
        if before is not None and (before.valid_until is None or before.valid_until > since):
            before.valid_until = since
            before.save(update_fields=["valid_until"])
        after = KeyRate.objects.filter(valid_from__gt=since).order_by("valid_from").first()
        KeyRate.objects.create(
            valid_from=since,
            valid_until=None if after is None else after.valid_from,
            percent_micro=percent_micro,
            source=source,
        )
        record_deed(
            actor=actor,
            action="KEY_RATE_SET",
            subject=f"day:{since}",
            detail={"percent_micro": percent_micro, "source": source},
        )
