"""One installation for the whole session: a folder of its own and a database server.

The server is the embedded one, started by the first test that asks for the database, or the one
that RASCHET_DATABASE_URL names. The environment is set while this file is imported, before Django
reads its settings; for that reason pyproject.toml does not name the settings module.
"""

import os
import shutil
import tempfile
from urllib.parse import quote, urlencode

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import TransactionTestCase
from psycopg import sql

from raschet.adapters.embedded_postgres import Durability, ensure_running, stop

# Processes of pytest-xdist inherit the folder of the process that started them.
STARTED_BY_XDIST = "PYTEST_XDIST_WORKER" in os.environ
if not STARTED_BY_XDIST:
    os.environ["RASCHET_VAR"] = tempfile.mkdtemp(prefix="raschet-tests-")
os.environ["DJANGO_SETTINGS_MODULE"] = "raschet.config.settings"

# Reading a setting loads them all; pytest-django sets Django up when it finds them loaded.
INSTALLATION = settings.RASCHET


def pytest_unconfigure():
    """Stop the server and remove the folder, whatever became of the tests."""
    if STARTED_BY_XDIST:
        return
    try:
        stop(INSTALLATION.var_folder)
    finally:
        shutil.rmtree(INSTALLATION.var_folder, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Have a server before pytest-django makes the test databases, one for each process."""
    if not INSTALLATION.database_url:
        # Root's server runs as another user, who has to pass the folder of mkdtemp.
        INSTALLATION.var_folder.chmod(0o711)
        ensure_running(INSTALLATION.var_folder, durability=Durability.THROWN_AWAY)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Restore the database after a test that commits from a copy of its first state.

    Django would empty every table instead, which the append-only ones refuse, and which would take
    the rows away that migrations brought.
    """
    connection = connections["default"]
    name = connection.settings_dict["NAME"]
    copy = f"{name}_copy"
    with django_db_blocker.unblock():
        _replace(connection, name=copy, template=name)

    def restore(test_case):
        _replace(connection, name=name, template=copy)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", restore)
        yield
    with django_db_blocker.unblock():
        _execute(connection, "DROP DATABASE {}", copy)


def _replace(connection, *, name, template):
    """Make a database anew as a copy of another, ending whoever is connected to either."""
    connections.close_all()
    connection.close_pool()
    _execute(connection, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    _execute(connection, "CREATE DATABASE {} TEMPLATE {}", name, template)


def _execute(connection, statement, *names):
    parameters = connection.get_connection_params()
    reached = {
        key: parameters[key] for key in ("host", "port", "user", "password") if key in parameters
    }
    with psycopg.connect(dbname="postgres", autocommit=True, **reached) as server:
        server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@pytest.fixture
def served_environment(db_address):
    """The environment of a process that uses the tests' database."""
    return {**os.environ, "RASCHET_DATABASE_URL": db_address, "RASCHET_LANGUAGE": "en"}


@pytest.fixture
def db_address():
    """The address of the test database, as RASCHET_DATABASE_URL takes it."""
    parameters = connection.get_connection_params()
    query = {key: str(parameters[key]) for key in ("host", "port") if parameters.get(key)}
    user, name = quote(parameters.get("user", "")), quote(parameters["dbname"])
    return f"postgresql://{user}@/{name}?{urlencode(query)}"
