"""What the processes of the fault tests do: the real deeds, in a database that they are told.

Imported before anything is measured or killed, so that what dies is the deed.
"""

import os
import random
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "raschet.config.settings")
django.setup()

from datetime import UTC, date, datetime  # noqa: E402  Django is set up before models are imported

from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402

from raschet.demo_city.inputs import found_city  # noqa: E402
from raschet.demo_city.life import arrive  # noqa: E402
from raschet.domain.access.models import User  # noqa: E402
from raschet.domain.billing.models import Run  # noqa: E402
from raschet.domain.billing.services.approve_run import approve_run  # noqa: E402
from raschet.domain.billing.services.run_month import run_month  # noqa: E402
from raschet.domain.documents.services.finish_month import finish_month  # noqa: E402
from raschet.domain.documents.services.publish_month import publish_month  # noqa: E402
from raschet.domain.payments.services.record_payments import (  # noqa: E402
    NewPayment,
    record_payment,
)
from raschet.domain.proofs.services.verify_books import verify_books  # noqa: E402
from raschet.domain.registry.models import Account, AccountingPeriod  # noqa: E402
from raschet.values.period import Period  # noqa: E402

FIRST = Period(2026, 9)
SECOND = Period(2026, 10)
SIGNERS = ("fault-one", "fault-two")
NOW = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)
CITY_SEED = 1


def use(database):
    """Connect Django to another database of the same server."""
    connection = connections["default"]
    connection.close()
    connection.close_pool()
    connection.settings_dict["NAME"] = database


def build_city(database, accounts):
    """A small city with one month published and closed and the inputs of the next one."""
    use(database)
    call_command("migrate", verbosity=0)
    for login in SIGNERS:
        User.objects.create(login=login, role=User.Role.BILLING_CLERK)
    inputs = found_city(
        accounts=accounts, months=2, seed=CITY_SEED, last_period=SECOND, progress=lambda *_: None
    )
    arrive(inputs, FIRST)
    bill(database, FIRST)
    arrive(inputs, SECOND)
    connections["default"].close()
    connections["default"].close_pool()


def bill(database, period=SECOND):
    """A month from whatever state it is in to its end: computed, signed, published, closed."""
    use(database)
    runs = Run.objects.filter(period=period.first_day)
    if not runs.filter(state=Run.State.PUBLISHED).exists():
        approved = runs.filter(state=Run.State.APPROVED).first()
        run_id = approved.pk if approved else _computed_and_signed(period)
        publish_month(run_id=run_id, login=SIGNERS[0], published_at=NOW)
    state = AccountingPeriod.objects.get(period=period.first_day).state
    if state == AccountingPeriod.State.OPEN:
        finish_month(period=period, login=SIGNERS[0], closed_at=NOW)


def compute(database, period=SECOND):
    """A month computed and checked, no further: what it leaves is an unpublished run."""
    use(database)
    run_month(period=period, actor=SIGNERS[0], now=NOW)


def breaches(database):
    """The proofs of ``raschet verify`` that do not hold: none, where the books are whole."""
    use(database)
    return [f"{proof.name}: {proof.breaches}" for proof in verify_books() if not proof.holds]


def pay_until(database, seed, enough):
    """Payments of random accounts, one after another, until the event is set.

    Returns for each when it was begun and when it stood in the books, and the sum of kopecks.
    """
    use(database)
    chance = random.Random(seed)
    accounts = list(Account.objects.order_by("id").values_list("id", flat=True))
    moments, total = [], 0
    while not enough.is_set():
        payment = NewPayment(
            account_id=chance.choice(accounts),
            amount_kopecks=chance.randint(1, 1_000_000),
            paid_on=date(2026, 11, 1),
            source="CASH_DESK",
            source_reference=f"fault-{len(moments)}",
        )
        begun = time.monotonic()
        record_payment(payment=payment, actor=SIGNERS[0])
        moments.append((begun, time.monotonic()))
        total += payment.amount_kopecks
    return moments, total


def _computed_and_signed(period):
    checked = run_month(period=period, actor=SIGNERS[0], now=NOW)
    for login in SIGNERS:
        approve_run(run_id=checked.run_id, login=login, approved_at=NOW, accept_errors=True)
    return checked.run_id
