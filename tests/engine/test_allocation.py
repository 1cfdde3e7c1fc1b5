"""Credits among debts: set off first in their own service, then in the group, then kept (R-194)."""

from hypothesis import given
from hypothesis import strategies as st

from raschet.engine.allocation import AllocationMode, Debt, set_off_credits
from raschet.values.period import Period

SEPTEMBER, OCTOBER = Period(2026, 9), Period(2026, 10)

DEBTS = st.lists(
    st.builds(
        Debt,
        st.sampled_from([SEPTEMBER, OCTOBER]),
        st.sampled_from(["water", "heat", "gas"]),
        st.integers(-100_000, 100_000),
    ),
    max_size=8,
)


def test_own_service_is_relieved_before_the_others():
    debts = [
        Debt(SEPTEMBER, "heat", 500),
        Debt(SEPTEMBER, "water", 300),
        Debt(OCTOBER, "water", -400),
    ]

    assert set_off_credits(debts).debts_kopecks == (100, 300, 0)


def test_rest_of_a_credit_is_advance():
    result = set_off_credits([Debt(OCTOBER, "heat", 500), Debt(OCTOBER, "water", -700)])

    assert (result.debts_kopecks, result.advance_kopecks) == ((500, 0), 200)


@given(DEBTS, st.sampled_from(AllocationMode))
def test_nothing_is_lost_and_nothing_is_overpaid(debts, mode):
    result = set_off_credits(debts, mode=mode)

    credit = -sum(min(debt.kopecks, 0) for debt in debts)
    owed = sum(max(debt.kopecks, 0) for debt in debts)
    pairs = zip(result.debts_kopecks, debts, strict=True)
    assert all(0 <= paid <= max(debt.kopecks, 0) for paid, debt in pairs)
    assert sum(result.debts_kopecks) + result.advance_kopecks == credit
    assert sum(result.debts_kopecks) == min(credit, owed)
