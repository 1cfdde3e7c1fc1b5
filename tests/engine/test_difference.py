"""Recalculations agree with their slow twin, and add up whatever came before."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.reference import difference as twin

from raschet.engine.lines import LINE_SCHEMA
from raschet.engine.recalculation.difference import differences
from raschet.values.period import Period

JUNE = Period(2026, 6)

LINES = st.lists(
    st.fixed_dictionaries(
        {
            "account_id": st.integers(1, 3),
            "service_id": st.integers(1, 2),
            "supplier_id": st.integers(11, 12),
            "kind": st.sampled_from(["CHARGE", "RAISING", "RECALCULATION", "PENALTY", "BENEFIT"]),
            "method": st.sampled_from(
                ["METERED", "NORM", "AREA_RATE", "FIXED", "ABSENCE", "QUALITY"]
            ),
            "component": st.sampled_from([None, "WATER", "HEAT"]),
            "days": st.integers(1, 30),
            "quantity_micro": st.integers(-(10**9), 10**9),
            "amount_kopecks": st.integers(-(10**7), 10**7),
        }
    ),
    max_size=12,
)


def frame(lines):
    return pl.DataFrame(
        [dict.fromkeys(LINE_SCHEMA) | line for line in lines], schema=LINE_SCHEMA, orient="row"
    )


@given(LINES, LINES)
def test_differences_agree_with_the_twin(should, billed):
    got = differences(frame(should), frame(billed), JUNE)

    rows = {
        (row["account_id"], row["service_id"], row["supplier_id"], row["method"]): (
            row["was_kopecks"], row["should_kopecks"], row["was_micro"], row["should_micro"]
        )
        for row in got.iter_rows(named=True)
    }  # fmt: skip
    assert rows == twin.differences(should, billed, JUNE.days)
    assert (got["amount_kopecks"] == got["should_kopecks"] - got["was_kopecks"]).all()
    assert (got["quantity_micro"] == got["should_micro"] - got["was_micro"]).all()


@given(LINES)
def test_an_unchanged_month_is_recalculated_to_nothing(lines):
    assert differences(frame(lines), frame(lines), JUNE).is_empty()


@given(LINES, LINES)
def test_a_second_recalculation_changes_nothing(should, billed):
    first = differences(frame(should), frame(billed), JUNE).select(*LINE_SCHEMA)

    again = differences(frame(should), pl.concat([frame(billed), first]), JUNE)

    assert again.is_empty()


@given(LINES, LINES, LINES)
def test_original_and_recalculations_add_up_to_the_month_computed_last(first, second, third):
    once = differences(frame(second), frame(first), JUNE).select(*LINE_SCHEMA)
    twice = differences(frame(third), pl.concat([frame(first), once]), JUNE).select(*LINE_SCHEMA)

    def total(*frames):
        kept = pl.concat(frames).filter(~pl.col("kind").is_in(["PENALTY", "BENEFIT"]))
        sums = kept.group_by("account_id", "service_id").agg(pl.col("amount_kopecks").sum())
        return {row[:2]: row[2] for row in sums.iter_rows() if row[2]}

    assert total(frame(first), once, twice) == total(frame(third))
