"""A small city in a database of its own; each test works in copies of it."""

import os
import random
from urllib.parse import urlencode

import psycopg
import pytest
from django.db import connections
from psycopg import sql
from tests.faults import deeds, processes
from tests.faults.visible import visible

ACCOUNTS = 300


class Databases:
    """Databases on the session's server, made and dropped in milliseconds."""

    def __init__(self, settings):
        self._settings = settings
        self._made = []

    def address(self, name):
        wired = self._settings
        query = urlencode({"host": wired["HOST"], "port": wired["PORT"]})
        user = wired["USER"]
        password = f":{wired['PASSWORD']}" if wired.get("PASSWORD") else ""
        return f"postgresql://{user}{password}@/{name}?{query}"

    def create(self, name, template="template0"):
        self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        self._execute("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, template)
        self._made.append(name)
        return name

    def drop(self, name):
        self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def drop_all(self):
        for name in self._made:
            self.drop(name)

    def _execute(self, statement, *names):
        identifiers = [sql.Identifier(name) for name in names]
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*identifiers))


@pytest.fixture(scope="session")
def databases(django_db_modify_db_settings):
    made = Databases(connections["default"].settings_dict)
    yield made
    made.drop_all()


@pytest.fixture(scope="session")
def city(databases):
    """The template: one month closed, the inputs of the next one loaded."""
    name = databases.create(f"faults_city_{os.getpid()}")
    processes.run(deeds.build_city, name, ACCOUNTS)
    return name


@pytest.fixture(scope="session")
def milestones(databases, city):
    """What is visible before, after and in between when nobody disturbs the month."""
    name = databases.create(f"faults_calm_{os.getpid()}", city)
    address = databases.address(name)
    before = visible(address)
    seconds = processes.seconds_of(deeds.bill, name)
    after = visible(address)
    assert processes.run(deeds.breaches, name) == []
    databases.drop(name)
    return before, after, seconds


@pytest.fixture
def chance():
    """Random numbers that can be repeated: RASCHET_SEED=… gives the same ones again."""
    seed = int(os.environ.get("RASCHET_SEED") or random.SystemRandom().randrange(2**32))
    print(f"RASCHET_SEED={seed}")
    return random.Random(seed)
