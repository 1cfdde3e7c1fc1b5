"""What an explanation stands on: the operands of a line and where each of them came from.

Plain records, loaded by ``billing.selectors`` and turned into words here: nothing in this package
asks the database.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from raschet.engine.house.balance import PRICED_APART
from raschet.values.period import Period


@dataclass(frozen=True, slots=True)
class RecalculationFacts:
    """What a recalculation line stands on: sums and volumes before and after, and why.

    reasons: codes of the late facts; anew: the lines of the month as it was computed again.
    """

    was_kopecks: int
    should_kopecks: int
    was_micro: int | None = None
    should_micro: int | None = None
    reasons: tuple[str, ...] = ()
    anew: tuple[LineFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class LineFacts:
    """One stored charge line; units as in ``billing_charge_line``."""

    service_id: int
    line_no: int
    kind: str
    method: str
    amount_kopecks: int
    origin_period: Period
    segment_from: date
    segment_until: date
    supplier_id: int = 0
    reason: str = ""
    zone: str = ""
    band: int = 0
    component: str = ""
    quantity_micro: int | None = None
    rate_micro_rubles: int | None = None
    tariff_id: int | None = None
    persons_micro: int | None = None
    norm_micro: int | None = None
    coefficient_micro: int | None = None
    area_micro: int | None = None
    house_volume_micro: int | None = None
    house_area_micro: int | None = None
    days: int | None = None
    corrects: RecalculationFacts | None = None


@dataclass(frozen=True, slots=True)
class ReadingFacts:
    """One reading: its value, its day, and how it reached the centre (empty: not known)."""

    value_micro: int
    taken_on: date
    channel: str = ""


@dataclass(frozen=True, slots=True)
class RegisterFacts:
    """What one register contributed. ``current`` is None where no reading was usable."""

    service_id: int
    zone: str
    basis: str
    reason: str
    volume_micro: int
    previous: ReadingFacts | None
    current: ReadingFacts | None
    average_micro: int | None
    months_missing: int
    serial: str = ""
    ratio_micro: int = 1_000_000
    temperature_micro: int = 1_000_000
    digits: int = 5


@dataclass(frozen=True, slots=True)
class TariffFacts:
    """A tariff and the one it replaced; of a band also its limits of a month."""

    rate_micro_rubles: int
    valid_from: date
    decision: str = ""
    previous_rate_micro_rubles: int | None = None
    above_micro: int = 0
    upto_micro: int | None = None


@dataclass(frozen=True, slots=True)
class NormFacts:
    """A consumption norm. ``per``: PERSON_MONTH, PERSON_YEAR, M2_MONTH or M2_YEAR."""

    service_id: int
    value_micro: int
    per: str
    valid_from: date
    valid_until: date | None
    decision: str = ""


@dataclass(frozen=True, slots=True)
class CoefficientFacts:
    """A raising coefficient with the act that set it."""

    service_id: int
    coefficient_micro: int
    valid_from: date
    valid_until: date | None
    source: str = ""


@dataclass(frozen=True, slots=True)
class HouseholdFacts:
    """How many people lived there from a day until another (excluded)."""

    registered: int
    temporary: int
    valid_from: date
    valid_until: date | None

    @property
    def residents(self) -> int:
        return self.registered + self.temporary


@dataclass(frozen=True, slots=True)
class PortionFacts:
    """A part of a late debt: how long it was owed and at which rate. ``settled``: paid on ``until``.

    steps: days and divisor of each step that has days.
    """

    service_id: int
    origin_period: Period
    part_kopecks: int
    percent_micro: int
    due_on: date
    until: date
    settled: bool
    steps: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """A service: its code and the code of its unit."""

    code: str
    unit: str


@dataclass(frozen=True, slots=True)
class EventFacts:
    """An interruption or poor quality that a house had; moments of the centre's zone."""

    service_id: int
    case_code: str
    started: datetime
    ended: datetime


@dataclass(frozen=True, slots=True)
class BalanceFacts:
    """What the meter of the account's house showed and where it went; units as in the table.

    ``places``: how many houses the meter measures.
    """

    method: str
    basis: str
    reason: str
    meter_micro: int | None
    flats_metered_micro: int
    flats_average_micro: int
    flats_norm_micro: int
    nonresidential_micro: int
    other_micro: int
    carried_in_micro: int
    common_micro: int | None
    correction_micro: int
    carried_out_micro: int
    norm_of_m2_micro: int | None
    common_area_micro: int | None
    places: int = 1


@dataclass(frozen=True, slots=True)
class MonthFacts:
    """Everything the lines of one account's month refer to."""

    period: Period
    services: Mapping[int, ServiceFacts]
    lines: Sequence[LineFacts]
    registers: Sequence[RegisterFacts] = ()
    tariffs: Mapping[int, TariffFacts] | None = None
    norms: Sequence[NormFacts] = ()
    coefficients: Sequence[CoefficientFacts] = ()
    households: Sequence[HouseholdFacts] = ()
    owners: int = 0
    balances: Mapping[int, BalanceFacts] | None = None
    """By service: the month of the account's house, where it shares a volume."""
    suppliers: Mapping[int, str] | None = None
    events: Sequence[EventFacts] = ()
    portions: Sequence[PortionFacts] = ()

    def portions_of(self, line: LineFacts) -> list[PortionFacts]:
        """What a penalty line is made of, in order of payment."""
        return [
            portion
            for portion in self.portions
            if portion.service_id == line.service_id and portion.origin_period == line.origin_period
        ]

    def events_of(self, line: LineFacts) -> list[EventFacts]:
        """The events of a reduction's case that touch its month."""
        month = line.origin_period
        return [
            event
            for event in self.events
            if event.service_id == line.service_id
            and event.case_code == line.reason
            and event.started.date() <= month.last_day
            and event.ended.date() >= month.first_day
        ]

    def fee_of(self, refund: LineFacts) -> int:
        """What the month charged for a service before any refund, in kopecks."""
        return sum(
            line.amount_kopecks
            for line in self.lines
            if line.service_id == refund.service_id and line.kind in {"CHARGE", "RAISING"}
        )

    def tariff(self, line: LineFacts) -> TariffFacts | None:
        return (self.tariffs or {}).get(line.tariff_id or 0)

    def norm(self, line: LineFacts) -> NormFacts | None:
        """The norm whose value the line carries, valid inside the line's days."""
        for norm in self.norms:
            if (
                norm.service_id == line.service_id
                and norm.value_micro == line.norm_micro
                and norm.valid_from < line.segment_until
                and (norm.valid_until is None or norm.valid_until > line.segment_from)
            ):
                return norm
        return None

    def registers_of(self, line: LineFacts) -> list[RegisterFacts]:
        """The registers a metered or averaged line was made of."""
        return [
            register
            for register in self.registers
            if register.service_id == line.service_id
            and register.zone == line.zone
            and register.basis != "NORM"
        ]

    def base_of(self, raising: LineFacts) -> LineFacts | None:
        """The line that a raising line stands on top of."""
        for line in self.lines:
            if (
                line.kind == "CHARGE"
                and line.service_id == raising.service_id
                and line.tariff_id == raising.tariff_id
                and line.segment_from == raising.segment_from
                and line.quantity_micro == raising.quantity_micro
            ):
                return line
        return None

    def water_of(self, heat: LineFacts) -> LineFacts | None:
        """The line of water that a line of heat warms, where it stands on the same days."""
        for line in self.lines:
            if (
                line.component == "WATER"
                and line.kind == "CHARGE"
                and line.service_id == heat.service_id
                and line.method == heat.method
                and line.reason == heat.reason
                and line.segment_from == heat.segment_from
                and line.segment_until == heat.segment_until
            ):
                return line
        return None

    def volume_of(self, code: str) -> int | None:
        """The month's charged volume of a service, before any raising coefficient.

        Water that a late reading returns has wastewater of its own and is not counted then.
        """
        apart = any(
            line.method == "WASTEWATER" and line.reason == "LATE_READING" for line in self.lines
        )
        volumes = [
            line.quantity_micro or 0
            for line in self.lines
            if line.kind == "CHARGE"
            and line.component not in PRICED_APART
            and self.services[line.service_id].code == code
            and not (apart and line.reason == "LATE_READING" and (line.quantity_micro or 0) < 0)
        ]
        return sum(volumes) if volumes else None
