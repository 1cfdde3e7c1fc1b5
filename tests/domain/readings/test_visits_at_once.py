"""Two tabs, two processes, a process that is killed: nothing lost, nothing doubled."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
import uuid

import pytest
from django.db import connection, connections
from tests.domain.readings.visits import NOVEMBER_12, standing, visit
from tests.domain.town import small_town

from raschet.domain.readings.models import Reading, Submission

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 5
KILLS = 6
SEED = 20261122

# A visit in a process of its own; it says when it begins, and ends with the receipt's number.
PROGRAM = """
import sys, uuid
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()
from datetime import UTC, date, datetime
from django.db import connection
from raschet.domain.readings.services.submit_readings import Item, submit_readings
import raschet.domain.readings.intake
connection.ensure_connection()
account, register, value, key = (*map(int, sys.argv[2:5]), uuid.UUID(sys.argv[5]))
print("BEGIN", flush=True)
answer = submit_readings(
    account_id=account, items=[Item(register, value)], taken_on=date(2026, 11, 12),
    received_at=datetime(2026, 11, 12, 7, 42, tzinfo=UTC), channel="SITE", actor="site",
    client_key=key,
)
print(answer.receipt.number, flush=True)
"""


@pytest.fixture
def town():
    return small_town()


def at_once(*deeds):
    """Carry deeds out in threads that start together; their answers, errors among them."""
    answers = [None] * len(deeds)
    barrier = threading.Barrier(len(deeds))

    def work(place, deed):
        barrier.wait()
        try:
            answers[place] = deed()
        except Exception as error:  # noqa: BLE001 - the answer of the thread
            answers[place] = error
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=work, args=(place, deed)) for place, deed in enumerate(deeds)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_double_click_is_one_visit(town):
    for value in range(106, 106 + ROUNDS):
        key = uuid.uuid4()

        def click(key=key, value=value):
            return visit(town.anna, town.register, value, client_key=key)

        answers = at_once(click, click, click)

        assert len({answer.receipt.number for answer in answers}) == 1
        assert Submission.objects.filter(client_key=key).count() == 1


def test_two_tabs_with_other_values_are_both_kept_and_one_counts(town):
    for round_ in range(ROUNDS):
        values = [106 + round_ * 2, 107 + round_ * 2]
        answers = at_once(
            *[
                lambda value=value: visit(town.anna, town.register, value, client_key=uuid.uuid4())
                for value in values
            ]
        )

        assert all(answer.receipt is not None for answer in answers), answers
        rows = standing(town.register)[2:]
        assert sorted(row[0] for row in rows[-2:]) == values
        assert [row[1] for row in rows] == ["SUPERSEDED"] * (len(rows) - 1) + ["ACCEPTED"]


def start(town, value, key):
    process = subprocess.Popen(
        [
            sys.executable, "-c", PROGRAM, connection.settings_dict["NAME"], str(town.anna.pk),
            str(town.register.pk), str(value * 1_000_000), str(key),
        ],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "RASCHET_HTTPS": "0"},
    )  # fmt: skip
    assert process.stdout.readline() == "BEGIN\n"
    return process


def test_two_processes_with_one_key_are_one_visit(town):
    key = uuid.uuid4()

    processes = [start(town, 110, key), start(town, 110, key)]
    numbers = {process.communicate(timeout=60)[0].strip() for process in processes}

    assert len(numbers) == 1
    assert Reading.objects.filter(submission_id__isnull=False).count() == 1


def test_killed_visit_is_there_or_not_and_repeating_it_completes_it(town):
    dice = random.Random(SEED)
    print("seed", SEED)
    for value in range(106, 106 + KILLS):
        key = uuid.uuid4()
        process = start(town, value, key)
        time.sleep(dice.random() * 0.1)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        written = Submission.objects.filter(client_key=key).count()
        readings = Reading.objects.filter(value_micro=value * 1_000_000).count()
        assert written == readings

        visit(town.anna, town.register, value, NOVEMBER_12, channel="SITE", actor="site",
              client_key=key)  # fmt: skip

        assert Submission.objects.filter(client_key=key).count() == 1
        assert Reading.objects.filter(value_micro=value * 1_000_000).count() == 1
