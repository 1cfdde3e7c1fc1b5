"""The worker: carries out the jobs of the queue until it is told to stop."""

from __future__ import annotations

import asyncio
from typing import Final

from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from raschet.domain.notifications.services.settle_interrupted_letters import (
    settle_interrupted_letters,
)
from raschet.interfaces.jobs import tasks

CONCURRENCY: Final = 2
POLL_SECONDS: Final = 5.0
SECONDS_TO_FINISH: Final = 25.0
"""A letter in hand is finished: a mail server may take its 20 seconds."""


def run_worker() -> None:
    """Work until SIGTERM or SIGINT. Django is set up and the tables are up to date."""
    assert tasks.deliver_letter.name == "deliver_letter"
    # Whoever worked here before may have been killed; nothing of his waits for the next minute.
    settle_interrupted_letters(now=timezone.now())
    connector = app.connector
    assert isinstance(connector, DjangoConnector)
    asyncio.run(_work(connector))


async def _work(connector: DjangoConnector) -> None:
    working = app.with_connector(connector.get_worker_connector())
    async with working.open_async():
        await working.run_worker_async(
            concurrency=CONCURRENCY,
            fetch_job_polling_interval=POLL_SECONDS,
            shutdown_graceful_timeout=SECONDS_TO_FINISH,
            delete_jobs="successful",
        )
