"""What the house of the tiny town takes as a whole: meters, papers, seasons.

The premises are 90.5 m2, the common property 9.5 m2. A heat meter stands at 100 Gcal, a cold-water
meter at 1000 m3 at the end of September.
"""

from datetime import date

from tests.domain.town import MICRO, NOW, START, supply

from raschet.domain.readings.models import Reading
from raschet.domain.registry.models import House, Meter, Register, Verification
from raschet.domain.tariffs.models import HeatingSeason, Norm

HEATING, COLD_COMMON, HOT_COMMON, DRAIN_COMMON = 6, 21, 22, 23
SEPTEMBER_READ, OCTOBER_READ, NOVEMBER_READ = (
    date(2026, 9, 25),
    date(2026, 10, 25),
    date(2026, 11, 25),
)


def house_of(town):
    House.objects.filter(pk=town.house.pk).update(
        premises_area_micro=90_500_000, common_area_micro=9_500_000
    )
    HeatingSeason.objects.create(valid_from=date(2026, 10, 1), norm_months=7)


def heated(town, *, rate=2500):
    supply(town.house, town.supplier, HEATING, "HEATING", rate * MICRO)
    norm(HEATING, 25_000)


def common(town, method, service_id=COLD_COMMON, value_micro=100_000):
    supply(town.house, town.supplier, service_id, method, 50 * MICRO)
    norm(service_id, value_micro)


def norm(service_id, value_micro):
    Norm.objects.create(
        service_id=service_id, norm_group="N", per="M2_MONTH", value_micro=value_micro,
        valid_from=START,
    )  # fmt: skip


def house_meter(house, service_id, *readings):
    """A meter of the house with readings of (day, whole units)."""
    made = Meter.objects.create(
        house=house, service_id=service_id, serial=f"H{house.pk}-{service_id}", digits=7,
        decimals=3, installed_on=date(2024, 1, 1),
    )  # fmt: skip
    Verification.objects.create(meter=made, verified_on=date(2024, 1, 1), due_on=date(2030, 1, 1))
    register = Register.objects.create(meter=made, number=1, initial_micro=0)
    for revision, (day, value) in enumerate(readings, start=1):
        house_reading(register, revision, day, value)
    return register


def house_reading(register, revision, day, value):
    Reading.objects.create(
        account_id=0, register_id=register.pk, revision=revision, value_micro=round(value * MICRO),
        taken_on=day, period=day.replace(day=1),
        received_at=NOW, channel="INSPECTOR", state="ACCEPTED", actor="galina",
    )  # fmt: skip
