"""What readings that are being typed would cost: the month's own computation for one account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from raschet.domain.billing.models import Run
from raschet.domain.billing.selectors.houses import HouseChunk
from raschet.domain.billing.selectors.month_inputs import month_inputs, month_reference
from raschet.domain.ledger.connections import ColumnReader
from raschet.domain.registry.models import Account, Register
from raschet.domain.registry.selectors import service_names
from raschet.engine.house.month import HEATING
from raschet.engine.run import run_month as compute

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from raschet.values.period import Period

SUPPOSED: Final = {"register_id": pl.Int64, "value_micro": pl.Int64, "taken_on": pl.Date}
WASTEWATER: Final = "WASTEWATER"
WATER: Final = ("cold_water", "hot_water")


@dataclass(frozen=True, slots=True)
class EstimatedService:
    """A service as the next bill will have it: volume in the service's units, kopecks."""

    service_id: int
    service_code: str
    unit: str
    quantity_micro: int
    amount_kopecks: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the readings will add to the bill of a month: their services, and the sewage of water."""

    period: Period
    services: tuple[EstimatedService, ...]

    @property
    def amount_kopecks(self) -> int:
        return sum(service.amount_kopecks for service in self.services)


def estimate_next_bill(
    *, account_id: int, period: Period, taken_on: date, values_micro: Mapping[int, int]
) -> Estimate | None:
    """The month's charges for the services of registers, if these were their readings.

    values_micro: what registers show, by id, in micro-units of the dial. Everything else is taken
    as it stands now: the last published run, accepted readings, tariffs and people of the month. So
    it equals what the month's run will charge for the same inputs. None for an unknown account.
    A fixed number of questions, of one account; of the whole flat where it shares a meter.
    """
    chunk = _chunk(account_id)
    if chunk is None or not values_micro:
        return None
    supposed = pl.DataFrame(
        [(register_id, value, taken_on) for register_id, value in values_micro.items()],
        schema=SUPPOSED,
        orient="row",
    )
    previous = (
        Run.objects.filter(period__lt=period.first_day, state=Run.State.PUBLISHED)
        .order_by("-period")
        .values_list("id", flat=True)
        .first()
    )
    with ColumnReader() as reader:
        reference = month_reference(reader, period)
        inputs = month_inputs(reader, period, chunk, reference, previous, supposed=supposed)
    lines = compute(inputs).lines.filter(pl.col("account_id") == account_id)
    return Estimate(period, _services(lines, values_micro))


def _chunk(account_id: int) -> HouseChunk | None:
    """The account's house, and the accounts that live in its flat."""
    account = (
        Account.objects.filter(pk=account_id)
        .values_list("house_id", "unit_id", "unit__parent_id")
        .first()
    )
    if account is None:
        return None
    house_id, unit_id, flat_id = account
    family = Account.objects.filter(house_id=house_id)
    of_flat = family.filter(unit_id=flat_id or unit_id) | family.filter(
        unit__parent_id=flat_id or unit_id
    )
    ids = sorted({account_id, *of_flat.values_list("id", flat=True)})
    return HouseChunk(house_id, house_id, ids[0], ids[-1], len(ids))


def _services(lines: pl.DataFrame, register_ids: Iterable[int]) -> tuple[EstimatedService, ...]:
    """The account's lines of the registers' services, and of sewage where one of them is water."""
    names = service_names()
    measured = set(
        Register.objects.filter(id__in=list(register_ids)).values_list(
            "meter__service_id", flat=True
        )
    )
    chosen = pl.col("service_id").is_in(sorted(measured))
    if any(names[service_id].code in WATER for service_id in measured):
        chosen |= pl.col("method") == WASTEWATER
    # A share of a house's heat is known when its meter is read, not before.
    chosen &= ~pl.col("method").str.starts_with(HEATING)
    summed = (
        lines.filter(chosen)
        .group_by("service_id")
        .agg(
            quantity_micro=pl.col("quantity_micro").filter(pl.col("kind") == "CHARGE").sum(),
            amount_kopecks=pl.col("amount_kopecks").sum(),
        )
    )
    found = [
        EstimatedService(
            service_id, names[service_id].code, names[service_id].unit, quantity, amount
        )
        for service_id, quantity, amount in summed.iter_rows()
    ]
    return tuple(sorted(found, key=lambda service: names[service.service_id].position))
