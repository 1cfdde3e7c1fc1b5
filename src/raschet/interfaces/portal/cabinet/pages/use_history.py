"""What a meter measured, month by month: bars, a table, and the same as a file."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext

from raschet.domain.billing.explanations.figures import number
from raschet.domain.billing.explanations.names import channel_phrase
from raschet.interfaces.portal.cabinet.pages.meter_words import register_name
from raschet.interfaces.ui import figures

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from raschet.domain.billing.selectors import MonthConsumption
    from raschet.domain.registry.selectors import MeterCard
    from raschet.values.period import Period

MONTHS_SHOWN: Final = 12
LENGTH_MIN: Final = 2
SHOWN_STEP: Final = 1_000


@dataclass(frozen=True, slots=True)
class UseBar:
    """A month's use of all dials together; length and gap are hundredths of the tallest bar."""

    label: str
    name: str
    value: str
    spoken: str
    length: int
    gap: int
    estimated: bool


@dataclass(frozen=True, slots=True)
class UseRow:
    """One dial in one month. ``value_micro`` is None where no reading was billed."""

    period: Period
    register: str
    value_micro: int | None
    day: date | None
    use_micro: int
    source: str
    estimated: bool

    @property
    def use_shown_micro(self) -> int:
        """The use to the third decimal, as dials have it; the file has all of it."""
        return (self.use_micro + SHOWN_STEP // 2) // SHOWN_STEP * SHOWN_STEP


@dataclass(frozen=True, slots=True)
class UseHistory:
    """Rows with the newest month first; bars with the oldest of the last twelve first."""

    bars: tuple[UseBar, ...]
    rows: tuple[UseRow, ...]
    any_estimated: bool
    sentence: str


def use_history(meter: MeterCard, months: Sequence[MonthConsumption]) -> UseHistory:
    """The history of one meter. months: of its registers, oldest first."""
    names = {register.register_id: register_name(register) for register in meter.registers}
    own = [month for month in months if month.register_id in names]
    rows = tuple(_row(month, names[month.register_id]) for month in reversed(own))
    bars = _bars(own, meter.unit)
    return UseHistory(
        bars=bars,
        rows=rows,
        any_estimated=any(bar.estimated for bar in bars),
        sentence=_sentence(own, meter.unit),
    )


def source_of(month: MonthConsumption) -> str:
    """Where a month's use comes from, in words."""
    if month.basis == "AVERAGE":
        return gettext("by the average, there was no reading")
    if month.basis == "NORM":
        return gettext("by the norm, there was no reading")
    return channel_phrase(month.channel) if month.channel else gettext("by the readings")


def _row(month: MonthConsumption, register: str) -> UseRow:
    metered = month.basis == "METER"
    return UseRow(
        period=month.period,
        register=register,
        value_micro=month.current_value_micro if metered else None,
        day=month.current_on if metered else None,
        use_micro=month.volume_micro,
        source=source_of(month),
        estimated=not metered,
    )


def _by_period(months: Sequence[MonthConsumption]) -> list[tuple[Period, int, bool]]:
    """(month, use of all dials, estimated) of the last twelve months."""
    volumes: dict[Period, int] = defaultdict(int)
    estimated: dict[Period, bool] = defaultdict(bool)
    for month in months:
        volumes[month.period] += month.volume_micro
        estimated[month.period] |= month.basis != "METER"
    periods = sorted(volumes)[-MONTHS_SHOWN:]
    return [(period, volumes[period], estimated[period]) for period in periods]


def _bars(months: Sequence[MonthConsumption], unit: str) -> tuple[UseBar, ...]:
    shown = _by_period(months)
    tallest = max((volume for _, volume, _ in shown), default=0)
    bars = []
    for period, volume, estimated in shown:
        length = max(LENGTH_MIN, volume * 100 // tallest) if volume > 0 else 0
        spoken = figures.quantity(volume, unit)
        bars.append(
            UseBar(
                label=figures.month_short(period),
                name=figures.month_and_year(period),
                value=number(_three_figures(volume)),
                spoken=f"{spoken}, {gettext('estimated')}" if estimated else spoken,
                length=length,
                gap=100 - length,
                estimated=estimated,
            )
        )
    return tuple(bars)


def _three_figures(volume_micro: int) -> int:
    """Rounded half up to what fits over a bar: hundreds are whole, less has one or two decimals."""
    if volume_micro >= 100_000_000:
        step = 1_000_000
    elif volume_micro >= 10_000_000:
        step = 100_000
    else:
        step = 10_000
    return (volume_micro + step // 2) // step * step


def _sentence(months: Sequence[MonthConsumption], unit: str) -> str:
    """The finding in words: how much on average."""
    shown = _by_period(months)
    if len(shown) < 2:
        return ""
    average = sum(volume for _, volume, _ in shown) // len(shown)
    return gettext("About %(volume)s a month on average.") % {
        "volume": figures.quantity(_three_figures(average), unit)
    }
