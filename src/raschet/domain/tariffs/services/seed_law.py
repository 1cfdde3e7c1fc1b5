"""Bring the dated constants of the state's law into their tables."""

from __future__ import annotations

from django.db import transaction

from raschet.domain.registry.models import Service
from raschet.domain.registry.services.mark_dirty import LateFact, mark_dirty
from raschet.domain.tariffs.models import RaisingCoefficient
from raschet.engine.law.tables import law_table
from raschet.values.scaled import parse_micro


def seed_law() -> int:
    """Add raising coefficients that the shipped law names and the table lacks.

    A row that stands is never changed: an installation may hold a region's own edition.
    Returns how many were added. Source: rules R-111, R-113 (``engine/law``).
    """
    services = dict(Service.objects.values_list("code", "id"))
    added = 0
    late: list[LateFact] = []
    with transaction.atomic():
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
