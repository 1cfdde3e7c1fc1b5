from datetime import date

import pytest

from raschet.values.date_range import DateRange, DateRangeInvalid


def march(first, until=None):
    return DateRange(date(2026, 3, first), None if until is None else date(2026, 3, until))


def test_range_holds_its_first_day_and_not_its_end():
    assert date(2026, 3, 1) in march(1, 3)
    assert date(2026, 3, 3) not in march(1, 3)
    assert date(2026, 2, 28) not in march(1)
    assert date(2099, 1, 1) in march(1)


def test_range_without_a_day_is_refused():
    with pytest.raises(DateRangeInvalid, match="holds no day"):
        march(3, 3)


def test_neighbours_do_not_overlap():
    assert not march(1, 3).overlaps(march(3, 5))
    assert march(1, 4).intersection(march(3)) == march(3, 4)
    assert march(2).intersection(march(1)) == march(2)


def test_days_of_an_endless_range_are_unknown():
    assert march(1, 11).days == 10
    with pytest.raises(ValueError, match="without end"):
        _ = march(1).days


def test_gaps_are_what_nothing_covers():
    assert march(1, 10).gaps([march(6, 8), march(3, 5)]) == [march(1, 3), march(5, 6), march(8, 10)]
    assert march(3, 10).gaps([march(1, 4), march(9, 20)]) == [march(4, 9)]
    assert march(1, 10).gaps([march(1)]) == []
    assert march(1, 10).gaps([march(12, 14)]) == [march(1, 10)]
    assert march(1, 10).gaps([march(12, 14), march(20, 21)]) == [march(1, 10)]
    assert march(1).gaps([march(1, 5)]) == [march(5)]


def test_ranges_with_and_without_end_sort_together():
    assert sorted([march(1), march(2, 3), march(1, 4)]) == [march(1, 4), march(1), march(2, 3)]
    assert march(1, 9).gaps([march(1), march(1, 3)]) == []


def test_range_prints_both_ends():
    assert str(march(1, 3)) == "2026-03-01..2026-03-03"
    assert str(march(1)) == "2026-03-01.."
