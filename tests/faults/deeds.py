"""What the processes of the fault tests do: the real deeds, in a database that they are told."""

import os
from datetime import UTC, datetime

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "raschet.config.settings")
django.setup()

from django.core.management import call_command
from django.db import connections

from raschet.domain.access.models import User
from raschet.domain.billing.models import Run
from raschet.domain.billing.services.approve_run import approve_run
from raschet.domain.billing.services.close_month import close_month
from raschet.domain.billing.services.publish_run import publish_run
from raschet.domain.billing.services.run_month import run_month
from raschet.domain.registry.models import AccountingPeriod
from raschet.values.period import Period

FIRST = Period(2026, 9)
SECOND = Period(2026, 10)
SIGNERS = ("ivanova", "petrova")
NOW = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)


def use(database):
    """Connect Django to another database of the same server."""
    connections["default"].close()
    connections["default"].close_pool()
    connections["default"].settings_dict["NAME"] = database


def migrate(database):
    use(database)
    call_command("migrate", verbosity=0)
    for login in SIGNERS:
        User.objects.create(login=login, role=User.Role.BILLING_CLERK)


def bill(database, period=SECOND):
    """A month from whatever state it is in to its end: computed, signed, published, closed."""
    use(database)
    runs = Run.objects.filter(period=period.first_day)
    if not runs.filter(state=Run.State.PUBLISHED).exists():
        approved = runs.filter(state=Run.State.APPROVED).first()
        run_id = approved.pk if approved else _computed_and_signed(period)
        publish_run(run_id=run_id, login=SIGNERS[0], published_at=NOW)
    state = AccountingPeriod.objects.get(period=period.first_day).state
    if state == AccountingPeriod.State.OPEN:
        close_month(period=period, login=SIGNERS[0], closed_at=NOW)


def _computed_and_signed(period):
    checked = run_month(period=period, actor=SIGNERS[0], now=NOW)
    for login in SIGNERS:
        approve_run(run_id=checked.run_id, login=login, approved_at=NOW, accept_errors=True)
    return checked.run_id
