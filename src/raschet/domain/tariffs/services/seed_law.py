"""Bring the dated constants of the state's law into their tables."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from raschet.domain.registry.models import Service
from raschet.domain.registry.services.mark_dirty import LateFact, mark_dirty
from raschet.domain.tariffs.law_rows import shipped_key_rates, shipped_rows
from raschet.domain.tariffs.models import KeyRate, LawRow, RaisingCoefficient
from raschet.engine.law.tables import law_table
from raschet.values.scaled import parse_micro


def seed_law() -> int:
    """Add rows that the shipped law names and the tables lack.

    A row that stands is never changed: an installation may hold a region's own edition.
    Returns how many were added. Source: rules R-111, R-113, R-180 to R-185 (``engine/law``).
    """
    with transaction.atomic():
        return _coefficients() + _law_rows() + _key_rates()


def _coefficients() -> int:
    services = dict(Service.objects.values_list("code", "id"))
    added = 0
    late: list[LateFact] = []
    for row in law_table("raising_coefficients")["coefficient"]:
        _, created = RaisingCoefficient.objects.get_or_create(
            service_id=services[row["service"]],
            valid_from=row["from"],
            defaults={
                "valid_until": row.get("until"),
                "coefficient_micro": parse_micro(row["value"]),
                "source": row["source"],
            },
        )
        added += created
        if created:
            late.append(
                LateFact(
                    "COEFFICIENT",
                    row["from"],
                    row.get("until"),
                    scope="SERVICE",
                    service_id=services[row["service"]],
                )
            )
    mark_dirty(facts=late)
    return added


def _law_rows() -> int:
    """Rows on whose days no row of their key stands."""
    missing = []
    for row in shipped_rows():
        standing = LawRow.objects.filter(table=row.table, key=row.key).filter(
            Q(valid_until__isnull=True) | Q(valid_until__gt=row.valid_from)
        )
        if row.valid_until is not None:
            standing = standing.filter(valid_from__lt=row.valid_until)
        if not standing.exists():
            missing.append(
                LawRow(
                    table=row.table,
                    key=row.key,
                    value=row.value,
                    valid_from=row.valid_from,
                    valid_until=row.valid_until,
                    source=row.source,
                    mark=row.mark,
                )
            )
    LawRow.objects.bulk_create(missing)
    return len(missing)


def _key_rates() -> int:
    """Key rates that are newer than any that stands, or all where none does."""
    newest = KeyRate.objects.order_by("-valid_from").values_list("valid_from", flat=True).first()
    missing = [row for row in shipped_key_rates() if newest is None or row[0] > newest]
    if missing and newest is not None:
        KeyRate.objects.filter(valid_from=newest).update(valid_until=missing[0][0])
    KeyRate.objects.bulk_create(
        KeyRate(valid_from=first, valid_until=until, percent_micro=percent, source=source)
        for first, until, percent, source in missing
    )
    return len(missing)
