"""What the registers count month after month, and which readings people give, when and how.

The true counters run on whatever people report: a missed, late, mistyped or unusual reading never
changes them, so the next good reading covers the time since the last one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from raschet.demo_city import distributions as dist
from raschet.demo_city.randomness import PPM, Chance, power_of_ten
from raschet.demo_city.seasons import heated_ppm
from raschet.demo_city.services import Service

if TYPE_CHECKING:
    from datetime import date

    from polars._typing import SchemaDict

    from raschet.values.period import Period

REGISTER: Final = pl.col("id")
ACCOUNT: Final = pl.col("account_id")
OPENING_DAY: Final = 20
LATE_DAYS: Final = (4, 9)
"""Days of the next month on which late readings arrive."""
UNUSUAL_UNITS: Final = {int(Service.ELECTRICITY): 15_000, int(Service.GAS): 9_000}
UNUSUAL_UNITS_OF_WATER: Final = 900
MICRO: Final = 1_000_000

COLUMNS: Final[SchemaDict] = {
    "account_id": pl.Int64,
    "register_id": pl.Int64,
    "value_micro": pl.Int64,
    "taken_on": pl.Date,
    "received_at": pl.Datetime("us", "UTC"),
    "channel": pl.String,
    "purpose": pl.String,
}
"""What the deed that loads readings takes; ids are those of the plan."""


@dataclass(frozen=True, slots=True)
class MonthOfReadings:
    """Readings that arrive in one month, in the order of arrival, and where the counters stand.

    late: those taken in the month before. acts: initial and final readings of meters set, removed
    and handed over. regular: what people gave in the window.
    """

    late: pl.DataFrame
    acts: pl.DataFrame
    regular: pl.DataFrame
    counters: pl.Series


def register_facts(registers: pl.DataFrame, accounts: pl.DataFrame, chance: Chance) -> pl.DataFrame:
    """Registers with the facts that decide about their readings, in the registers' order."""
    never = accounts.select(
        account_id="id",
        never_sends=chance.chosen(
            pl.col("use") == "HOME", dist.NEVER_SENDS_PPM, "never sends", pl.col("id")
        ),
    )
    columns = [
        "id", "account_id", "service_id", "decimals", "installed_on", "removed_on", "failed_on",
        "access_refused_on", "opened_on", "closed_on", "replaces", "habit_micro", "dial_micro",
        "initial_micro", "opening_micro",
    ]  # fmt: skip
    return registers.select(columns).join(never, on="account_id", how="left", maintain_order="left")


def opening_readings(facts: pl.DataFrame, first_period: Period) -> list[tuple[date, pl.DataFrame]]:
    """Two rounds of readings before the city's first month: averages exist from its first day."""
    rounds = []
    for months_ago in (1 + dist.OPENING_MONTHS, 1):
        day = first_period.plus(-months_ago).first_day + timedelta(days=OPENING_DAY - 1)
        counted = dist.OPENING_MONTHS + 1 - months_ago
        present = facts.filter(
            pl.col("installed_on") < day,
            pl.col("opened_on") <= day,
            pl.col("closed_on").is_null() | (pl.col("closed_on") > day),
        )
        value = pl.col("opening_micro") + pl.col("habit_micro") * counted
        rounds.append((day, _readings(present, _shown(value), pl.lit(day), "SLIP", "PERIODIC")))
    return rounds


def opening_counters(facts: pl.DataFrame) -> pl.Series:
    """Where the counters stand when the first month begins, zero crossings not folded in."""
    habit = pl.when("replaces").then(0).otherwise(pl.col("habit_micro") * dist.OPENING_MONTHS)
    return facts.select((pl.col("opening_micro") + habit).alias("counter")).to_series()


def month_of_readings(
    chance: Chance,
    facts: pl.DataFrame,
    period: Period,
    counters: pl.Series,
    first_period: Period,
) -> MonthOfReadings:
    """All readings that arrive in a month; nothing is late in the city's first one.

    counters: where the registers stood at its beginning, in micro-units, in the order of ``facts``.
    """
    state = _counted(chance, facts, period, counters)
    regular = _given(chance, state, period)
    return MonthOfReadings(
        late=_late(chance, state, period, first_period),
        acts=_acts(state, period),
        regular=_sent(regular.filter(~pl.col("late")), None),
        counters=state["counter"],
    )


def _late(
    chance: Chance, state: pl.DataFrame, period: Period, first_period: Period
) -> pl.DataFrame:
    """Readings of the month before that arrive now."""
    if period == first_period:
        return pl.DataFrame(schema=COLUMNS)
    late = _given(chance, state.with_columns(counter=pl.col("before")), period.plus(-1))
    return _sent(late.filter("late"), period.first_day)


def _counted(
    chance: Chance, facts: pl.DataFrame, period: Period, counters: pl.Series
) -> pl.DataFrame:
    """Registers with ``before`` and ``counter``: where they stood before and after the month."""
    month = month_number(period)
    first, last = pl.lit(period.first_day), pl.lit(period.last_day)
    start = pl.max_horizontal(pl.col("installed_on"), first)
    end = pl.min_horizontal(pl.coalesce("removed_on", last), last)
    days = (end - start).dt.total_days().clip(0)
    spread = chance.bell(
        2 * dist.MONTH_SPREAD_PPM[0] - PPM,
        2 * dist.MONTH_SPREAD_PPM[1] - PPM,
        "use",
        REGISTER,
        month,
    )
    idle = chance.hits(dist.ZERO_USE_PPM, "nobody at home", ACCOUNT, month)
    heat = pl.col("service_id") == int(Service.HEATING)
    habit = pl.col("habit_micro") * days // (period.days - 1)
    habit = pl.when(heat).then(habit // 1_000 * (heated_ppm(period) // 1_000)).otherwise(habit)
    use = pl.when(idle).then(0).otherwise(habit // 1_000 * (spread // 1_000))
    return facts.with_columns(before=counters).with_columns(counter=pl.col("before") + use)


def _given(chance: Chance, state: pl.DataFrame, period: Period) -> pl.DataFrame:
    """What people read off in a month's window, with what goes wrong about it."""
    month = month_number(period)
    window = dist.READING_LAST_DAY - dist.READING_FIRST_DAY + 1
    taken_on = pl.lit(period.first_day) + pl.duration(
        days=dist.READING_FIRST_DAY - 1 + chance.below(window, "visit", ACCOUNT, month)
    )
    gives = ~pl.col("never_sends") & ~chance.hits(
        dist.READING_MISSING_PPM, "no reading", ACCOUNT, month
    )
    given = state.filter(gives).with_columns(taken_on=taken_on)
    given = given.filter(
        pl.col("installed_on") <= pl.col("taken_on"),
        pl.col("opened_on") <= pl.col("taken_on"),
        *(
            pl.col(until).is_null() | (pl.col("taken_on") < pl.col(until))
            for until in ("removed_on", "closed_on", "failed_on", "access_refused_on")
        ),
    )
    return given.with_columns(
        late=chance.hits(dist.READING_LATE_PPM, "late", ACCOUNT, month),
        channel=pl.when(chance.hits(dist.INSPECTED_PPM, "inspected", ACCOUNT, month))
        .then(pl.lit("INSPECTOR"))
        .otherwise(chance.pick(dist.CHANNELS, dist.CHANNELS_PPM, "channel", ACCOUNT, month)),
        value_micro=_reported(chance, month),
    )


def _reported(chance: Chance, month: pl.Expr) -> pl.Expr:
    """What is written down: mostly what the register shows, now and then something else."""
    shown, last = _shown(pl.col("counter")), _shown(pl.col("before"))
    unusual = (
        pl.col("service_id").replace_strict(
            UNUSUAL_UNITS, default=UNUSUAL_UNITS_OF_WATER, return_dtype=pl.Int64
        )
        * MICRO
    )
    plain = (pl.col("service_id") != int(Service.ELECTRICITY)) & (shown >= last) & (last > MICRO)
    mistyped = chance.chosen(plain, dist.MISTYPED_PPM, "mistyped", REGISTER, month)
    too_high = chance.chosen(
        ~mistyped & (shown + unusual < pl.col("dial_micro")),
        dist.UNUSUAL_PPM,
        "unusual",
        REGISTER,
        month,
    )
    return (
        pl.when(mistyped)
        .then(last // 2 // MICRO * MICRO)
        .when(too_high)
        .then(shown + unusual)
        .otherwise(shown)
    )


def _acts(state: pl.DataFrame, period: Period) -> pl.DataFrame:
    """Readings of acts: meters removed and set, accounts opened and closed inside the month."""

    def inside(column: str) -> pl.Expr:
        return pl.col(column).is_between(pl.lit(period.first_day), pl.lit(period.last_day))

    before, counter = pl.col("before"), pl.col("counter")
    day_of_month = pl.col("day").dt.day().cast(pl.Int64)
    at_day = before + (counter - before) // period.days * day_of_month

    def act(who: pl.Expr, day: pl.Expr, value: pl.Expr, purpose: str) -> pl.DataFrame:
        chosen = state.filter(who).with_columns(day=day)
        return _readings(chosen, value, pl.col("day"), "INSPECTOR", purpose)

    removed = inside("removed_on")
    installed = inside("installed_on") & pl.col("replaces")
    opened = inside("opened_on") & (pl.col("installed_on") < pl.col("opened_on"))
    closed = inside("closed_on") & pl.col("removed_on").is_null()
    return pl.concat(
        [
            act(removed, pl.col("removed_on"), _shown(counter), "FINAL"),
            act(installed, pl.col("installed_on"), pl.col("initial_micro"), "INITIAL"),
            act(opened & ~removed, pl.col("opened_on"), _shown(at_day), "INITIAL"),
            act(
                closed & ~installed & ~opened,
                pl.col("closed_on") - pl.duration(days=1),
                _shown(at_day),
                "FINAL",
            ),
        ]
    )


def month_number(period: Period) -> pl.Expr:
    """The month as a key of draws."""
    return pl.lit(period.year * 12 + period.month, dtype=pl.Int64)


def _shown(counter: pl.Expr) -> pl.Expr:
    """What the dial shows: whole steps of its last wheel, zero crossings folded in."""
    step = power_of_ten(6 - pl.col("decimals"))
    return counter % pl.col("dial_micro") // step * step


def _sent(given: pl.DataFrame, next_month: date | None) -> pl.DataFrame:
    """Readings as the deed takes them; late ones are received days after the month's end."""
    received_on = pl.col("taken_on")
    if next_month is not None:
        delay = LATE_DAYS[0] + pl.col("id") % (LATE_DAYS[1] - LATE_DAYS[0] + 1)
        received_on = pl.lit(next_month) + pl.duration(days=delay - 1)
    minutes = 7 * 60 + pl.col("account_id") % (10 * 60)
    moment = received_on.cast(pl.Datetime("us", "UTC")) + pl.duration(minutes=minutes)
    return given.select(
        "account_id",
        "value_micro",
        "taken_on",
        "channel",
        register_id="id",
        received_at=moment,
        purpose=pl.lit("PERIODIC"),
    ).select(list(COLUMNS))


def _readings(
    registers: pl.DataFrame, value: pl.Expr, day: pl.Expr, channel: str, purpose: str
) -> pl.DataFrame:
    return registers.select(
        account_id="account_id",
        register_id="id",
        value_micro=value,
        taken_on=day,
        received_at=day.cast(pl.Datetime("us", "UTC")) + pl.duration(hours=9),
        channel=pl.lit(channel),
        purpose=pl.lit(purpose),
    )
