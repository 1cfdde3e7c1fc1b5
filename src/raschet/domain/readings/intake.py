"""Judge readings of many registers in the order of their days, and write what became of them.

A file may bring several days of one register: they are judged in turns, one a register, and what a
turn accepted stands for the next. All of it runs inside the transaction of the deed that asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl
from django.conf import settings
from django.db import connection

from raschet.domain.readings.acceptance import ASKED, WEIGHTS, Reason, judge
from raschet.domain.readings.knowledge import knowledge_of
from raschet.domain.readings.late_readings import mark_late
from raschet.domain.readings.models import Reading
from raschet.domain.readings.windows import (
    RESIDENTS_DOORS,
    decided_windows,
    judged_day,
    month_of_day,
)
from raschet.domain.registry.bulk import Table, copy_in

if TYPE_CHECKING:
    from collections.abc import Sequence

GIVEN: Final = Table(
    "readings_reading",
    {
        "account_id": pl.Int64,
        "register_id": pl.Int64,
        "value_micro": pl.Int64,
        "taken_on": pl.Date,
        "received_at": pl.Datetime("us", "UTC"),
        "channel": pl.String,
        "purpose": pl.String,
    },
)
"""What a reading is before it is judged."""
STORED: Final = Table(
    "readings_reading",
    {
        **GIVEN.columns,
        "period": pl.Date,
        "revision": pl.Int32,
        "state": pl.String,
        "reason": pl.String,
        "superseded_by": pl.Int32,
        "actor": pl.String,
        "submission_id": pl.Int64,
        "import_batch_id": pl.Int64,
    },
)
SUPERSEDE_SQL: Final = """
UPDATE readings_reading AS old SET state = 'SUPERSEDED', superseded_by = pair.by_revision
  FROM unnest(%s::bigint[], %s::bigint[], %s::int[], %s::int[])
    AS pair (account_id, register_id, revision, by_revision)
 WHERE old.account_id = pair.account_id AND old.register_id = pair.register_id
   AND old.revision = pair.revision
"""
ACCEPTED: Final = Reading.State.ACCEPTED.value
HELD: Final = Reading.State.HELD.value
PERIODIC: Final = Reading.Purpose.PERIODIC.value
LIGHTEST: Final = min(WEIGHTS.values())
PAIR: Final = ["account_id", "register_id", "revision", "by_revision"]


class RegisterUnknown(ValueError):
    """A reading names a register that its account does not have."""

    def __init__(self, account_id: int, register_id: int) -> None:
        super().__init__(account_id, register_id)
        self.account_id = account_id
        self.register_id = register_id

    def __str__(self) -> str:
        return f"account {self.account_id} has no register {self.register_id}"


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of given readings; nothing is written yet.

    readings: the given rows in their order with ``state``, ``reason``, ``revision``, ``period``,
    the reading before (``before_micro``, ``before_on``) and ``same`` for one that stands already.
    replaced: which standing readings the accepted ones put aside.
    """

    readings: pl.DataFrame
    replaced: pl.DataFrame

    def counted(self, state: str) -> int:
        """How many readings came to a state."""
        if self.readings.is_empty():
            return 0
        return self.readings.filter(pl.col("state") == state).height


def lock_meters(register_ids: Sequence[int]) -> None:
    """Let one visit at a time judge the registers' meters; bulk intake keeps all visits waiting."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE readings_reading IN ROW EXCLUSIVE MODE")
        cursor.execute(
            "SELECT id FROM registry_meter WHERE id IN "
            "(SELECT meter_id FROM registry_register WHERE id = ANY(%s)) "
            "ORDER BY id FOR NO KEY UPDATE",
            [list(register_ids)],
        )


def lock_all_readings() -> None:
    """Keep every other intake waiting until the transaction ends; reading goes on."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE readings_reading IN SHARE ROW EXCLUSIVE MODE")


def judge_given(given: pl.DataFrame, *, skip_same: bool = False) -> Judged:
    """Judge readings against what stands; nothing is written.

    given: the columns of GIVEN, ``asked`` (a person is there to be asked), ``confirmed`` (the unusual
    value is right) and ``replaced`` (the meter was changed). skip_same: a value that stands for its
    very day is not taken once more.
    Raises: RegisterUnknown, WindowUnknown.
    """
    rows = _prepared(given)
    if rows.is_empty():
        return Judged(rows, pl.DataFrame(schema=dict.fromkeys(PAIR, pl.Int64)))
    floor = rows.select(pl.min_horizontal(pl.col("period").min(), _month("taken_on").min())).item()
    known = knowledge_of(rows["register_id"], floor)
    rows = _with_facts(rows, known.registers).with_columns(skip_same=pl.lit(skip_same))
    standing = known.standing
    judged: list[pl.DataFrame] = []
    pairs: list[pl.DataFrame] = []
    for turn in rows.sort("turn", maintain_order=True).partition_by("turn", maintain_order=True):
        made, replaced = _judge_turn(turn, standing)
        judged.append(made)
        pairs.append(replaced)
        standing = _standing_after(standing, made, replaced)
    return Judged(pl.concat(judged).sort("row"), pl.concat(pairs))


def write_judged(
    judged: Judged,
    *,
    actor: str,
    submission_id: int | None = None,
    import_batch_id: int | None = None,
) -> int:
    """Store judged readings and put aside those they replace. Returns how many were stored.

    What stands already and what a person is still asked about is not stored. A reading that counts in
    a month whose run may have begun marks it for recalculation.
    """
    if judged.readings.is_empty():
        return 0
    kept = judged.readings.filter(~pl.col("same") & (pl.col("state") != ASKED))
    stored = copy_in(
        STORED,
        kept.sort("account_id", "register_id", "revision").with_columns(
            actor=pl.lit(actor),
            submission_id=pl.lit(submission_id, dtype=pl.Int64),
            import_batch_id=pl.lit(import_batch_id, dtype=pl.Int64),
        ),
    )
    if not judged.replaced.is_empty():
        with connection.cursor() as cursor:
            cursor.execute(SUPERSEDE_SQL, [judged.replaced[name].to_list() for name in PAIR])
    mark_late(kept)
    return stored


def _prepared(given: pl.DataFrame) -> pl.DataFrame:
    """Rows in the order of days within a register: their turn, weight and month."""
    received_on = pl.col("received_at").dt.convert_time_zone(settings.TIME_ZONE).dt.date()
    rows = (
        given.with_row_index("row")
        .with_columns(
            received_on=received_on,
            weight=pl.col("channel").replace_strict(WEIGHTS, return_dtype=pl.Int8),
        )
        .sort("register_id", "taken_on", "row")
        .with_columns(turn=pl.int_range(pl.len()).over("register_id"))
    )
    days = ["channel", "taken_on", "received_on"]
    windows = decided_windows()
    periods = rows.select(days).unique()
    return rows.join(
        periods.with_columns(
            period=pl.Series(
                [
                    month_of_day(windows, judged_day(*day)).period.first_day
                    if day[0] in RESIDENTS_DOORS
                    else day[1].replace(day=1)
                    for day in periods.iter_rows()
                ],
                dtype=pl.Date,
            )
        ),
        on=days,
        how="left",
        maintain_order="left",
    )


def _with_facts(rows: pl.DataFrame, registers: pl.DataFrame) -> pl.DataFrame:
    """Rows with what is known of their registers. Raises: RegisterUnknown."""
    found = rows.join(
        registers, on=["register_id", "account_id"], how="left", maintain_order="left"
    )
    unknown = found.filter(pl.col("digits").is_null())
    if unknown.height:
        raise RegisterUnknown(unknown["account_id"][0], unknown["register_id"][0])
    return found.with_columns(
        revision=(pl.col("last_revision").fill_null(0) + pl.col("turn") + 1).cast(pl.Int32)
    )


def _judge_turn(turn: pl.DataFrame, standing: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """One reading a register: judged, and the standing readings it replaces."""
    around = standing.join(
        turn.select(
            "register_id",
            of_on="taken_on",
            of_period="period",
            of_weight="weight",
            of_purpose="purpose",
            of_micro="value_micro",
        ),
        on="register_id",
    ).with_columns(
        own=(pl.col("period") == pl.col("of_period"))
        & (pl.col("weight") <= pl.col("of_weight"))
        & (pl.col("purpose") == pl.col("of_purpose"))
    )
    made = judge(_with_neighbours(turn, around.filter(pl.col("state") == ACCEPTED)))
    made = made.with_columns(
        superseded_by=pl.when(pl.col("reason") == Reason.OLDER_THAN_LAST.value)
        .then("newest_revision")
        .when(pl.col("reason") == Reason.SAME_STANDS.value)
        .then("stronger_revision")
    )
    replaced = (
        around.filter("own")
        .join(
            made.filter(~pl.col("same")).select(
                "register_id", by_state="state", by_revision="revision"
            ),
            on="register_id",
        )
        .filter(
            ((pl.col("by_state") == ACCEPTED) & (pl.col("taken_on") <= pl.col("of_on")))
            | (pl.col("by_state").is_in([ACCEPTED, HELD]) & (pl.col("state") == HELD))
        )
        .select(pl.col(PAIR).cast(pl.Int64))
    )
    return made, replaced


def _with_neighbours(turn: pl.DataFrame, accepted: pl.DataFrame) -> pl.DataFrame:
    """The accepted readings around each: before, after, the stronger and the newest of its month."""
    by_day = accepted.sort("register_id", "taken_on", "revision")
    # Inside a month a lower value corrects: from a light door it waits beside a heavier one's.
    corrects = (
        (pl.col("period") == pl.col("of_period"))
        & (pl.col("purpose") == pl.col("of_purpose"))
        & (pl.col("of_weight") == LIGHTEST)
    )
    others = by_day.filter(~pl.col("own") & ~corrects)
    earlier = pl.col("taken_on") <= pl.col("of_on")
    stronger = by_day.filter(
        (pl.col("period") == pl.col("of_period"))
        & (pl.col("weight") > pl.col("of_weight"))
        & (pl.col("purpose") == PERIODIC)
        & (pl.col("of_purpose") == PERIODIC)
    )
    same = by_day.filter(
        (pl.col("taken_on") == pl.col("of_on"))
        & (pl.col("value_micro") == pl.col("of_micro"))
        & (pl.col("purpose") == pl.col("of_purpose"))
    )
    found = turn
    for prefix, rows in (
        ("near", others.filter(earlier)),
        ("after", others.filter(~earlier).reverse()),
        ("stronger", stronger),
        ("newest", by_day.filter("own")),
    ):
        one = rows.unique("register_id", keep="last", maintain_order=True).select(
            "register_id",
            pl.col("value_micro").alias(f"{prefix}_micro"),
            pl.col("taken_on").alias(f"{prefix}_on"),
            pl.col("revision").alias(f"{prefix}_revision"),
        )
        found = found.join(one, on="register_id", how="left", maintain_order="left")
    return found.with_columns(
        before_micro=pl.coalesce("near_micro", "last_micro", "initial_micro"),
        before_on=pl.coalesce("near_on", "last_on", "installed_on"),
        first_ever=pl.col("near_micro").is_null() & pl.col("last_micro").is_null(),
        same=pl.col("skip_same")
        & pl.col("register_id").is_in(same["register_id"].unique().implode()),
    )


def _standing_after(
    standing: pl.DataFrame, made: pl.DataFrame, replaced: pl.DataFrame
) -> pl.DataFrame:
    """What stands once a turn is judged."""
    left = standing.join(
        replaced.select("register_id", pl.col("revision").cast(pl.Int32)),
        on=["register_id", "revision"],
        how="anti",
    )
    new = made.filter(~pl.col("same") & pl.col("state").is_in([ACCEPTED, HELD]))
    return pl.concat([left, new.select(left.columns)])


def _month(column: str) -> pl.Expr:
    return pl.col(column).dt.truncate("1mo")
