"""A tiny town whose month an accountant can add up on paper.

Flat 12 (Анна): 50.5 m2, one resident, a cold-water meter that went from 100 to 105 m3.
Flat 13 (Вера): 40 m2, two residents, no meter though one is possible.
Cold water 45.21 a m3, norm 4.2 m3 a person, raising coefficient 3; wastewater 30.15 a m3;
maintenance 32.40 a m2.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from raschet.domain.access.models import User
from raschet.domain.readings.models import Reading
from raschet.domain.registry.models import (
    Account,
    AccountArea,
    House,
    Household,
    HouseSupply,
    Meter,
    Organisation,
    Register,
    Service,
    Unit,
    Verification,
)
from raschet.domain.tariffs.models import Norm, RaisingCoefficient, Tariff
from raschet.values.period import Period

OCTOBER = Period(2026, 10)
NOVEMBER = Period(2026, 11)
NOW = datetime(2026, 11, 1, 6, tzinfo=UTC)
START = date(2020, 1, 1)
COLD_WATER, WASTEWATER, MAINTENANCE, CAPITAL_REPAIR = 1, 3, 8, 9
MICRO = 1_000_000

OWED = {
    "anna": {COLD_WATER: 226_05, WASTEWATER: 150_75, MAINTENANCE: 1636_20},
    "vera": {COLD_WATER: 1139_29, WASTEWATER: 253_26, MAINTENANCE: 1296_00},
}
"""October by hand. Vera's water: 8.4 m3 x 45.21 = 379.76, with the coefficient 1139.29."""


@dataclass
class Town:
    supplier: Organisation
    house: House
    anna: Account
    vera: Account
    register: Register


def small_town():
    supplier = Organisation.objects.create(
        kind="SUPPLIER", name="Водоканал", short_name="Водоканал", inn="7707083893"
    )
    house = House.objects.create(
        kind="APARTMENT",
        settlement="Светлореченск",
        street="Садовая",
        number="10",
        address_key="10",
    )
    anna = account(house, "12", "104582", area_micro=50_500_000, registered=1)
    vera = account(house, "13", "104583", area_micro=40 * MICRO, registered=2)
    supply(house, supplier, COLD_WATER, "METER_OR_NORM", 45_210_000, raising=True)
    supply(house, supplier, WASTEWATER, "WASTEWATER", 30_150_000)
    supply(house, supplier, MAINTENANCE, "AREA_RATE", 32_400_000)
    Norm.objects.create(
        service_id=COLD_WATER,
        norm_group="N",
        per="PERSON_MONTH",
        value_micro=4_200_000,
        valid_from=START,
    )
    RaisingCoefficient.objects.create(
        service_id=COLD_WATER, coefficient_micro=3 * MICRO, source="PP 1498", valid_from=START
    )
    register = meter(house, anna, COLD_WATER, initial_micro=0)
    reading(anna, register, 1, 100 * MICRO, date(2026, 9, 24))
    reading(anna, register, 2, 105 * MICRO, date(2026, 10, 24))
    for login, role in (
        ("galina", User.Role.BILLING_CLERK),
        ("dmitry", User.Role.SHIFT_LEAD),
        ("boris", User.Role.RESIDENT),
    ):
        User.objects.create(login=login, role=role, password="!")
    return Town(supplier, house, anna, vera, register)


def account(house, flat, number, *, area_micro, registered, opened_on=START):
    unit = Unit.objects.create(house=house, kind="FLAT", number=flat, rooms=2)
    made = Account.objects.create(number=number, unit=unit, house=house, opened_on=opened_on)
    AccountArea.objects.create(account_id=made.pk, area_micro=area_micro, valid_from=opened_on)
    Household.objects.create(account_id=made.pk, registered=registered, valid_from=opened_on)
    return made


def supply(house, supplier, service_id, method, rate_micro_rubles, *, raising=False):
    HouseSupply.objects.create(
        house=house,
        service=Service.objects.get(pk=service_id),
        supplier=supplier,
        method=method,
        tariff_group="A",
        norm_group="N",
        raising=raising,
        valid_from=START,
    )
    Tariff.objects.create(
        service_id=service_id,
        tariff_group="A",
        rate_micro_rubles=rate_micro_rubles,
        valid_from=START,
    )


def meter(house, owner, service_id, *, initial_micro, installed_on=date(2024, 1, 1), serial=None):
    made = Meter.objects.create(
        house=house,
        unit=owner.unit,
        account_id=owner.pk,
        service_id=service_id,
        serial=serial or f"{owner.number}-{service_id}",
        digits=5,
        decimals=3,
        installed_on=installed_on,
    )
    Verification.objects.create(meter=made, verified_on=installed_on, due_on=date(2030, 1, 1))
    return Register.objects.create(meter=made, number=1, initial_micro=initial_micro)


def reading(owner, register, revision, value_micro, taken_on):
    return Reading.objects.create(
        account_id=owner.pk,
        register_id=register.pk,
        revision=revision,
        value_micro=value_micro,
        taken_on=taken_on,
        period=taken_on.replace(day=1),
        received_at=NOW,
        channel="CABINET",
        state="ACCEPTED",
        actor="anna",
    )
