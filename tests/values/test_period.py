from datetime import date

import pytest

from raschet.values.date_range import DateRange
from raschet.values.period import Period, PeriodInvalid


@pytest.mark.parametrize(
    "text", ["2026-13", "2026-00", "1899-12", "2026-1", "", "октябрь", "٢٠٢٦-١٠"]
)
def test_text_that_names_no_month_is_refused(text):
    with pytest.raises(PeriodInvalid) as caught:
        Period.parse(text)
    assert "is not a month; write it as 2026-10" in str(caught.value)


def test_month_knows_its_days():
    february = Period.parse(" 2024-02 ")

    assert (february.first_day, february.last_day, february.days) == (
        date(2024, 2, 1), date(2024, 2, 29), 29)  # fmt: skip
    assert february.dates == DateRange(date(2024, 2, 1), date(2024, 3, 1))
    assert Period.of(date(2024, 2, 29)) == february
    assert str(february) == "2024-02"


def test_months_are_counted_over_years():
    assert Period(2025, 11).plus(2) == Period(2026, 1)
    assert Period(2026, 1).plus(-13) == Period(2024, 12)
    assert Period(2025, 11).months_until(Period(2026, 1)) == 2
    assert list(Period(2025, 12).through(Period(2026, 1))) == [Period(2025, 12), Period(2026, 1)]
    assert list(Period(2026, 1).through(Period(2025, 12))) == []
