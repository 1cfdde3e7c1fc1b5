"""The balances of an account's house in a run: what its meter showed and where it went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from raschet.domain.billing.explanations.facts import BalanceFacts
from raschet.domain.billing.models import HouseBalance
from raschet.domain.registry.models import Account, SharedHouseMeter

if TYPE_CHECKING:
    from raschet.values.period import Period


def house_balances(*, account_id: int, run_id: int, period: Period) -> dict[int, BalanceFacts]:
    """By service. A house behind the meter of another has that house's balance."""
    house_id = Account.objects.values_list("house_id", flat=True).get(pk=account_id)
    first = period.first_day
    groups = SharedHouseMeter.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=first), valid_from__lte=first
    )
    heads = dict(groups.filter(house_id=house_id).values_list("service_id", "head_id"))
    rows = HouseBalance.objects.filter(run_id=run_id, house_id__in={house_id, *heads.values()})
    places = [
        (service_id, head_id)
        for service_id, head_id in groups.filter(
            head_id__in={house_id, *heads.values()}
        ).values_list("service_id", "head_id")
    ]
    return {
        row.service_id: _facts(row, 1 + places.count((row.service_id, row.house_id)))
        for row in rows.order_by("service_id")
        if row.house_id == heads.get(row.service_id, house_id)
    }


def _facts(row: HouseBalance, places: int) -> BalanceFacts:
    return BalanceFacts(
        method=row.method,
        basis=row.basis or "",
        reason=row.reason or "",
        meter_micro=row.meter_micro,
        flats_metered_micro=row.flats_metered_micro,
        flats_average_micro=row.flats_average_micro,
        flats_norm_micro=row.flats_norm_micro,
        nonresidential_micro=row.nonresidential_micro,
        other_micro=row.other_micro,
        carried_in_micro=row.carried_in_micro,
        common_micro=row.common_micro,
        correction_micro=row.correction_micro,
        carried_out_micro=row.carried_out_micro,
        norm_of_m2_micro=row.norm_of_m2_micro,
        common_area_micro=row.common_area_micro,
        places=places,
    )
