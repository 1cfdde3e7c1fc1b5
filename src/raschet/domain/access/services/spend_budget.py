"""Count a try, and say how hard the check has become for whoever tries."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import structlog
from django.db import connection

from raschet.domain.access.budgets import (
    ALLOWANCES,
    Purpose,
    Subject,
    budget_key,
    level,
    refuse_excess,
)
from raschet.domain.access.models import Budget

if TYPE_CHECKING:
    from collections.abc import Mapping

LOG: Final = structlog.get_logger(__name__)
ALARM_LEVEL: Final = 4
UPSERT: Final = """
INSERT INTO access_budget (kind, key, window_start, spent) VALUES (%s, %s, %s, 1)
ON CONFLICT (kind, key, window_start) DO UPDATE SET spent = access_budget.spent + 1
RETURNING spent
"""


def spend_budget(*, purpose: Purpose, names: Mapping[Subject, str], now: datetime) -> int:
    """Count one try of each subject. Returns the level of the check that this try had to pass.

    names: a name of each subject the purpose knows: an address, a network, an account number as it
    was typed, whether or not there is such an account. One statement a subject, always.
    """
    highest = 0
    for subject in sorted(names):
        allowance = ALLOWANCES[purpose][subject]
        key = budget_key(subject, names[subject])
        with connection.cursor() as cursor:
            cursor.execute(UPSERT, [_kind(purpose, subject), key, _window(now, allowance.window)])
            row = cursor.fetchone()
        before = int(row[0]) - 1 if row else 0
        refuse_excess(subject, before, allowance.free)
        reached = level(before, allowance.free)
        if reached >= ALARM_LEVEL:
            LOG.warning("budget_exceeded", purpose=purpose, subject=subject, level=reached)
        highest = max(highest, reached)
    return highest


def spent_level(*, purpose: Purpose, names: Mapping[Subject, str], now: datetime) -> int:
    """The level of the check that the next try has to pass. One query, nothing is counted.

    Raises: TooManyTries.
    """
    wanted = {
        (_kind(purpose, subject), budget_key(subject, name)): subject
        for subject, name in names.items()
    }
    allowances = ALLOWANCES[purpose]
    windows = {_window(now, allowances[subject].window) for subject in wanted.values()}
    rows = Budget.objects.filter(
        kind__in={kind for kind, _ in wanted},
        key__in={key for _, key in wanted},
        window_start__in=windows,
    ).values_list("kind", "key", "window_start", "spent")
    highest = 0
    for kind, key, window_start, spent in rows:
        subject = wanted.get((kind, bytes(key)))
        if subject and window_start == _window(now, allowances[subject].window):
            refuse_excess(subject, spent, allowances[subject].free)
            highest = max(highest, level(spent, allowances[subject].free))
    return highest


def _kind(purpose: Purpose, subject: Subject) -> str:
    return f"{purpose}.{subject}"


def _window(now: datetime, window: timedelta) -> datetime:
    """The beginning of the window a moment falls into."""
    length = int(window.total_seconds())
    start = int(now.timestamp()) // length * length
    return datetime.fromtimestamp(start, tz=now.tzinfo)
