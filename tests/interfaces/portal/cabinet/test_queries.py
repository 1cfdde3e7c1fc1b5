"""Pages ask a fixed number of questions, however much there is to show."""

from datetime import date

from tests.interfaces.portal.cabinet.conftest import OPEN_PAGES
from tests.interfaces.portal.cabinet.test_pages import pay

MOST = 40
"""No page of the cabinet may ask more than this."""


def counted(residents):
    """Questions asked by each page that Anna opens."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = {}
    for path in OPEN_PAGES + residents.meter_pages:
        with CaptureQueriesContext(connection) as queries:
            assert residents.anna.get(path).status_code == 200
        counts[path] = len(queries)
    return counts


def next_month(period, before):
    from tests.domain.month import published
    from tests.domain.town import NOW

    from raschet.domain.documents.services.finish_month import finish_month

    finish_month(period=before, login="dmitry", closed_at=NOW)
    published(period)


def test_more_data_ask_no_more_questions(residents):
    from tests.domain.town import NOVEMBER, OCTOBER, meter, reading

    pay(residents.town.anna, 100_00, reference="0")
    next_month(NOVEMBER, OCTOBER)
    before = counted(residents)

    for number in range(3):
        register = meter(
            residents.town.house, residents.town.anna, 1, initial_micro=0, serial=f"X{number}"
        )
        reading(residents.town.anna, register, 1, 1_000_000, date(2026, 11, 20))
        pay(residents.town.anna, 10_00, reference=f"more-{number}")
    next_month(NOVEMBER.plus(1), NOVEMBER)
    after = counted(residents)

    grown = {path: (before[path], after[path]) for path in before if after[path] > before[path]}
    assert grown == {}
    assert max(after.values()) <= MOST, after
