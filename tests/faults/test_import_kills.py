"""kill -9 of ``raschet import`` at seeded random moments: all of a file is there, or nothing."""

import os
import random
import subprocess
import sys
import time

import pytest
from django.db import connection

KILLS = 20
SEED = 20261122
ACCOUNTS = 2_000
CONNECTED = "CONNECTED"

# The command itself, in a process of its own, against the database of this test.
PROGRAM = f"""
import sys
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv.pop(1)
django.setup()
from django.db import connection
connection.ensure_connection()
from raschet.interfaces.cli.commands import COMMANDS
from raschet.interfaces.cli.parser import build_parser
command = [item for item in COMMANDS if item.name == "import"]
arguments = build_parser(command).parse_args(sys.argv[1:])
print("{CONNECTED}", flush=True)
sys.exit(arguments.command.module().run(arguments))
"""
TABLES = (
    *("registry_importbatch", "registry_house", "registry_unit", "registry_account"),
    *("registry_accountarea", "registry_household", "registry_accountholder"),
    "registry_ownership",
)
QUIET_SQL = """
SELECT count(*) FROM pg_stat_activity
 WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""


@pytest.fixture
def file(tmp_path):
    head = "ЛС;Населенный пункт;Улица;Дом;Кв;Площадь;ФИО;Прописано"
    rows = [
        f"{100_000 + index};Энск;ул. Мира;{index // 50 + 1};{index % 50 + 1};{30 + index % 50},5;"
        f"Жилец {index} Иванович;{index % 5}"
        for index in range(ACCOUNTS)
    ]
    path = tmp_path / "счета.csv"
    path.write_bytes("\r\n".join([head, *rows]).encode("cp1251"))
    return path


def start(file):
    name = connection.settings_dict["NAME"]
    return subprocess.Popen(
        [
            sys.executable,
            "-c",
            PROGRAM,
            name,
            "import",
            "accounts",
            str(file),
            "--from",
            "2026-10-01",
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ,
        text=True,
    )


def counts():
    """Rows of every table an import writes, once no killed session is left in the server."""
    deadline = time.monotonic() + 30
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute(QUIET_SQL)
            if cursor.fetchone()[0] == 0:
                break
            time.sleep(0.02)
        found = {}
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM {table}")
            found[table] = cursor.fetchone()[0]
        return found


def constraints():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE conrelid::regclass::text LIKE 'registry_%' ORDER BY conrelid::text, conname"
        )
        return cursor.fetchall()


def wipe():
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(TABLES)} CASCADE")


def deeds():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_auditrecord")
        return cursor.fetchone()[0]


def run_to_the_end(file):
    """Seconds from the connection to the end."""
    process = start(file)
    assert process.stdout.readline().strip() == CONNECTED
    started = time.monotonic()
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    return time.monotonic() - started


@pytest.mark.django_db(transaction=True)
def test_import_killed_at_any_moment_leaves_all_of_a_file_or_nothing(file):
    chance = random.Random(SEED)
    untouched, guards = counts(), constraints()
    whole_seconds = run_to_the_end(file)
    complete = counts()
    assert complete["registry_account"] == ACCOUNTS
    wipe()
    completed = 1
    killed = 0

    for turn in range(KILLS):
        process = start(file)
        assert process.stdout.readline().strip() == CONNECTED
        time.sleep(chance.uniform(0, whole_seconds * 0.9))
        process.kill()
        process.communicate()
        found = counts()
        assert found in (untouched, complete), f"seed {SEED}, turn {turn}: {found}"
        assert constraints() == guards, f"seed {SEED}, turn {turn}"
        if found == complete:
            completed += 1
            wipe()
        else:
            killed += 1
        assert deeds() == completed, f"seed {SEED}, turn {turn}"

    assert killed > KILLS // 4, f"only {killed} kills came before the end"
    run_to_the_end(file)
    assert counts() == complete
