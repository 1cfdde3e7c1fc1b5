"""Parts of addresses that stand for our values."""

from __future__ import annotations

from raschet.values.period import Period


class MonthConverter:
    """A billing period as ``2026-10``; a month that does not exist is a page that does not."""

    regex = r"\d{4}-\d{2}"

    def to_python(self, value: str) -> Period:
        """Raises: PeriodInvalid (a ValueError, which Django answers with 404)."""
        return Period.parse(value)

    def to_url(self, value: Period) -> str:
        """The period as it stands in the address."""
        return str(value)
