"""A small house: Анна in flat 12, Борис in 13, a flat that was sold, an account that is closed.

Everybody's passport is 45 12 and the account's number.
"""

import json
from datetime import date

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string
from tests.domain.imports.conftest import incoming

from raschet.domain.access.services.import_passports import import_passports
from raschet.domain.registry.models import Account, AccountHolder, House, Ownership, Unit

START = date(2020, 1, 1)
TODAY = date(2026, 11, 22)
NUMBERS = ("104582", "104583", "104584", "104585")


def passport_of(number):
    return f"4512{number}"


def settle_house():
    """The house with its accounts. Returns their ids by number."""
    house = House.objects.create(
        kind="APARTMENT",
        settlement="Светлореченск",
        street="Садовая",
        number="10",
        address_key="10",
    )
    ids = {}
    for flat, (number, name) in enumerate(
        zip(NUMBERS, ["Иванова Анна Петровна", "Борис Петров", "Новосёлова Вера", "Закрытов Пётр"],
            strict=True),
        start=12,
    ):  # fmt: skip
        unit = Unit.objects.create(house=house, kind="FLAT", number=str(flat), rooms=2)
        account = Account.objects.create(
            number=number,
            unit=unit,
            house=house,
            opened_on=START,
            closed_on=date(2026, 1, 1) if number == "104585" else None,
        )
        AccountHolder.objects.create(
            account_id=account.pk, kind="OWNER", name=name, valid_from=START
        )
        ids[number] = account.pk
    Ownership.objects.create(
        account_id=ids["104584"], owner_number=1, kind="PERSON", name="Бывших Олег",
        valid_from=START, valid_until=date(2025, 1, 1),
    )  # fmt: skip
    import_passports(
        file=incoming(
            "passports",
            [
                "ЛС;Серия и номер паспорта",
                *(f"{number};{passport_of(number)}" for number in NUMBERS),
            ],
        ),
        pepper=settings.PASSPORT_PEPPER,
        actor="galina",
    )
    return ids


def work_off():
    """Carry out the waiting jobs that are due, as the worker does, until none is left."""
    from raschet.interfaces.jobs import tasks

    done = []
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM procrastinate_jobs WHERE id = (SELECT min(id) FROM procrastinate_jobs "
                "WHERE scheduled_at IS NULL OR scheduled_at <= now()) RETURNING task_name, args"
            )
            row = cursor.fetchone()
        if row is None:
            return done
        name, arguments = row
        getattr(tasks, name).func(**json.loads(arguments))
        done.append(name)


def letters(limit=50):
    """The letters that were sent, newest first."""
    return import_string(settings.MAIL_CARRIER)().letters(limit)


def text_of(letter):
    return letter.get_body(("plain",)).get_content()
