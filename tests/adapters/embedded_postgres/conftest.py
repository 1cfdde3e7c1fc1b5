"""Installations in folders of their own; whatever a test does to them, no server is left."""

import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path

import psutil
import psycopg
import pytest
from django.utils import translation

import raschet
from raschet.adapters.embedded_postgres import Durability, ensure_running, location, stop
from raschet.adapters.embedded_postgres.system_user import SystemUser, able_user

START = (
    "import sys; from pathlib import Path;"
    "from raschet.adapters.embedded_postgres import Durability, ensure_running;"
    "ensure_running(Path(sys.argv[1]), durability=Durability.THROWN_AWAY)"
)


@pytest.fixture(autouse=True)
def english():
    """Messages are compared in the language they are written in."""
    with translation.override("en"):
        yield


@pytest.fixture
def make_installation(tmp_path):
    """Names folders below a private one, and stops their servers in the end."""
    made = []

    def make(*names):
        folder = tmp_path.joinpath(*names)
        made.append(folder)
        return folder

    yield make
    for folder in made:
        if folder.exists():
            stop(folder)
        short = location(folder).socket_folder
        if folder not in short.parents:
            shutil.rmtree(short, ignore_errors=True)


@pytest.fixture
def var_folder(make_installation):
    return make_installation("var")


@pytest.fixture
def ordinary_user():
    """A user of the system that is not root: ourselves, or nobody when root runs the tests."""
    if os.geteuid() != 0:
        return SystemUser(uid=os.geteuid(), gid=os.getegid())
    nobody = pwd.getpwnam("nobody")
    return able_user(
        nobody.pw_uid,
        nobody.pw_gid,
        readable=[Path(sys.executable).resolve(), Path(raschet.__file__)],
    )


def start(folder):
    return ensure_running(folder, durability=Durability.THROWN_AWAY)


def start_elsewhere(folder, *, user=None, code=START, **options):
    """Start in a process of its own, which has ended when this returns."""
    arguments = [sys.executable, "-c", code, folder]
    return subprocess.run(
        user.command(arguments) if user else list(map(str, arguments)),
        capture_output=True,
        text=True,
        check=False,
        **options,
    )


def connect(place, **options):
    return psycopg.connect(
        host=str(place.socket_folder),
        port=place.port,
        user=place.user,
        dbname=place.database,
        autocommit=True,
        **options,
    )


def write_down(place, number):
    with connect(place) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (number int)")
        connection.execute("INSERT INTO kept VALUES (%s)", [number])


def written_down(place):
    with connect(place) as connection:
        return [number for (number,) in connection.execute("SELECT number FROM kept ORDER BY 1")]


def kill_server(place):
    """Kill the main process as a power failure would. Returns its number."""
    process = psutil.Process(int(place.process_id_file.read_text().splitlines()[0]))
    process.kill()
    psutil.wait_procs([process], timeout=10)
    return process.pid
