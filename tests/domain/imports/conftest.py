"""A small house: Анна in flat 12, Борис in 13, and files that say so.

The deeds are imported inside the fixtures: this file is read before Django is set up.
"""

from datetime import UTC, date, datetime

import pytest

from raschet.formats.tables.profile import parse_profile, shipped_profile
from raschet.formats.tables.read_table import read_table
from raschet.values.period import Period

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
OCTOBER = date(2026, 10, 1)

ACCOUNTS_HEAD = "ЛС;Населенный пункт;Улица;Дом;Кв;Площадь;ФИО;Прописано"
ANNA = "104582;Энск;ул Ленина;10;12;54,3;Анна Иванова;2"
BORIS = "104583;Энск;ул Ленина;10;13;44;Борис Петров;1"
METERS_HEAD = (
    "ЛС;Услуга;Номер счетчика;Показание 1;Показание 2;Дата установки;Дата поверки;Поверка до"
)
ANNA_METER = "104582;ХВС;СГВ-15 77;100,5;;01.02.2024;01.02.2024;01.02.2030"
BORIS_METER = "104583;Электроэнергия;555;10;20;01.02.2024;01.02.2024;01.02.2040"
READINGS_HEAD = "ЛС;Номер счетчика;Показание 1;Показание 2;Дата показаний"


def incoming(kind, lines, settings=""):
    from raschet.domain.registry.imports.batches import IncomingFile

    profile = shipped_profile(kind)
    if settings:
        profile = parse_profile(f'extends = "{kind}"\n[settings]\n{settings}\n', kind)
    data = "\n".join(lines).encode()
    table = read_table(data, profile)
    return IncomingFile.of(name=f"{kind}.csv", data=data, profile=profile, table=table)


@pytest.fixture
def accounts(db):
    def load(*rows, head=ACCOUNTS_HEAD, since=OCTOBER, settings="", **options):
        from raschet.domain.registry.services.import_accounts import import_accounts

        file = incoming("accounts", [head, *rows], settings)
        return import_accounts(file=file, valid_from=since, actor="galina", **options)

    return load


@pytest.fixture
def meters(db):
    def load(*rows, head=METERS_HEAD, **options):
        from raschet.domain.registry.services.import_meters import import_meters

        file = incoming("meters", [head, *rows])
        return import_meters(file=file, today=TODAY, actor="galina", **options)

    return load


@pytest.fixture
def readings(db):
    def load(*rows, head=READINGS_HEAD, **options):
        from raschet.domain.readings.services.import_readings import import_readings

        file = incoming("readings", [head, *rows])
        return import_readings(file=file, today=TODAY, received_at=NOW, actor="galina", **options)

    return load


@pytest.fixture
def balances(db):
    def load(*rows, head="ЛС;Услуга;Период;Сумма", settings="", **options):
        from raschet.domain.ledger.services.import_balances import import_balances

        file = incoming("balances", [head, *rows], settings)
        return import_balances(file=file, period=Period(2026, 9), actor="galina", **options)

    return load


@pytest.fixture
def passports(db):
    def load(*rows, head="ЛС;Паспорт", **options):
        from raschet.domain.access.services.import_passports import import_passports

        file = incoming("passports", [head, *rows])
        return import_passports(file=file, pepper=b"pepper", actor="galina", **options)

    return load


def refusals(report):
    return [(issue.row, issue.code) for issue in report.issues if issue.refused]
