"""Build the demo city through the domain's own deeds, and let it live its months."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.conf import settings

from raschet.demo_city.house_life import opening_house_counters
from raschet.demo_city.inputs import (
    ACTOR,
    STAFF,
    AnotherCity,
    Founded,
    Inputs,
    found_city,
    founded_city,
)
from raschet.demo_city.life import arrive, live_month
from raschet.demo_city.readings import opening_counters
from raschet.demo_city.residents import Newcomer, settle_residents
from raschet.domain.audit.selectors import deed_recorded
from raschet.domain.audit.services.record_deed import record_deed

if TYPE_CHECKING:
    from collections.abc import Callable

    from raschet.values.period import Period

CITY_LIVED: Final = "DEMO_CITY_LIVED"
CITY: Final = "city:demo"


@dataclass(frozen=True, slots=True)
class BuiltCity:
    """A city that stands. ``found``: it was there before and nothing had to be done."""

    accounts: int
    first_period: Period
    last_period: Period
    staff_logins: tuple[str, ...]
    newcomers: tuple[Newcomer, ...]
    found: bool


def build_city(
    *,
    accounts: int,
    months: int,
    seed: int,
    last_period: Period,
    progress: Callable[[str, int], None],
    workers: int = 2,
) -> BuiltCity:
    """Build a city of so many accounts that lived so many months, the last one ``last_period``.

    With one month only its inputs are prepared: information base, meters and readings; nothing is
    computed. With more every month is computed, signed, published, paid and closed; the last one
    is published and open; the files of one managing company stay in ``demo/files`` of the
    installation's folder. A city founded before with the same size, months and seed is found
    again whatever ``last_period`` says now, and finished if its making was cut short.
    progress: called with the name of each step and the number of rows it wrote.
    Raises: CityImpossible, AnotherCity, and what the deeds raise.
    """
    founded = founded_city()
    if founded is not None and (founded.accounts, founded.months, founded.seed) != (
        accounts,
        months,
        seed,
    ):
        raise AnotherCity(founded.accounts, founded.months, founded.seed)
    if founded is not None and deed_recorded(CITY_LIVED, CITY):
        return _built(founded.first_period, founded.last_period, accounts, found=True)
    inputs = (
        found_city(
            accounts=accounts,
            months=months,
            seed=seed,
            last_period=last_period,
            progress=progress,
        )
        if founded is None
        else _resumed(founded)
    )
    for period in inputs.city.periods:
        if months == 1:
            progress(f"{period}: readings", arrive(inputs, period))
        else:
            live_month(
                inputs,
                period,
                files_folder=settings.RASCHET.var_folder / "demo" / "files",
                workers=workers,
                progress=progress,
            )
    record_deed(actor=ACTOR, action=CITY_LIVED, subject=CITY)
    return _built(inputs.city.first_period, inputs.city.last_period, accounts, found=False)


def _resumed(founded: Founded) -> Inputs:
    city = founded.plan()
    return Inputs(
        city,
        founded.first_ids,
        opening_counters(city.facts),
        opening_house_counters(city),
    )


def _built(first_period: Period, last_period: Period, accounts: int, *, found: bool) -> BuiltCity:
    return BuiltCity(
        accounts=accounts,
        first_period=first_period,
        last_period=last_period,
        staff_logins=tuple(login for login, _, _ in STAFF),
        newcomers=tuple(settle_residents(first_period.first_day)),
        found=found,
    )
