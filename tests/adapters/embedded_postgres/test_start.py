"""A server is there after the first call and stays the same for everyone who comes later."""

import stat
import subprocess
import sys
import time

import psutil
import pytest

from raschet.adapters.embedded_postgres import (
    Durability,
    ensure_running,
    location,
    status,
    stop,
    throw_away_server,
)
from raschet.adapters.embedded_postgres.probe import Readiness

from .conftest import START, connect, start, start_elsewhere, write_down, written_down


def modes(folder):
    return {path: stat.S_IMODE(path.stat().st_mode) for path in [folder, *folder.parents]}


def test_first_start_makes_a_database_fit_for_money(var_folder):
    place = ensure_running(var_folder)

    with connect(place) as connection:
        answer = connection.execute(
            "SELECT current_setting('fsync'), current_setting('full_page_writes'),"
            " current_setting('synchronous_commit'), current_setting('data_checksums'),"
            " current_setting('listen_addresses'), current_setting('TimeZone'),"
            " current_setting('server_encoding'), lower('ЁЖ'), current_database()"
        ).fetchone()
    assert answer == ("on", "on", "on", "on", "", "UTC", "UTF8", "ёж", "raschet")


def test_second_start_finds_the_same_server_at_once(var_folder):
    place = start(var_folder)
    before = status(var_folder).process_id

    seconds = []
    for _ in range(5):
        began = time.perf_counter()
        again = ensure_running(var_folder)
        seconds.append(time.perf_counter() - began)

    assert again == place == location(var_folder)
    assert status(var_folder).process_id == before
    assert min(seconds) < 0.05


def test_server_outlives_the_process_that_started_it(var_folder):
    outcome = start_elsewhere(var_folder)

    assert outcome.returncode == 0, outcome.stderr
    assert status(var_folder).readiness is Readiness.READY


def test_many_starts_at_once_make_one_server(var_folder):
    callers = [
        subprocess.Popen([sys.executable, "-c", START, str(var_folder)], stderr=subprocess.PIPE)
        for _ in range(6)
    ]

    errors = [caller.communicate(timeout=60)[1] for caller in callers]

    assert errors == [b""] * 6
    assert status(var_folder).readiness is Readiness.READY
    mark = f"{location(var_folder).data_folder}"
    servers = [p for p in psutil.process_iter(["cmdline"]) if mark in (p.info["cmdline"] or [])]
    assert len(servers) == 1


def test_modes_of_folders_outside_stay_as_they_were(make_installation, tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    var_folder = make_installation("closed", "var")
    var_folder.mkdir(mode=0o750)
    before = modes(var_folder)

    start(var_folder)

    assert modes(var_folder) == before
    assert stat.S_IMODE(location(var_folder).server_folder.stat().st_mode) == 0o700


def test_ordinary_user_has_a_server(tmp_path, ordinary_user, make_installation):
    var_folder = make_installation("ordinary")
    var_folder.mkdir()
    ordinary_user.take(var_folder)

    outcome = start_elsewhere(var_folder, user=ordinary_user, cwd="/")

    assert outcome.returncode == 0, outcome.stderr
    assert location(var_folder).data_folder.stat().st_uid == ordinary_user.uid
    assert status(var_folder).readiness is Readiness.READY


def test_stop_keeps_what_was_committed(var_folder):
    write_down(ensure_running(var_folder), 1)

    stopped = stop(var_folder)

    assert stopped
    assert status(var_folder).readiness is Readiness.SILENT
    assert written_down(ensure_running(var_folder)) == [1]


def test_stop_without_a_server_says_so(var_folder):
    assert not stop(var_folder)


def test_status_starts_nothing(var_folder):
    answer = status(var_folder)

    assert answer.readiness is Readiness.SILENT
    assert not answer.data_made
    assert not var_folder.exists()


@pytest.mark.parametrize(
    "name", ["дом с пробелами и 'кавычкой'", 'двойная " кавычка', "a,b $HOME;"]
)
def test_path_may_hold_what_people_type(make_installation, name):
    var_folder = make_installation(name)

    write_down(start(var_folder), 1)

    stop(var_folder)
    assert written_down(start(var_folder)) == [1]


def test_local_settings_are_stronger_and_survive(var_folder):
    place = start(var_folder)
    stop(var_folder)
    with (place.server_folder / "local.conf").open("a") as local:
        local.write("max_connections = 33\n")

    start(var_folder)

    with connect(place) as connection:
        assert connection.execute("SHOW max_connections").fetchone() == ("33",)


def test_log_holds_no_personal_data(var_folder):
    place = start(var_folder)
    with connect(place) as connection:
        connection.execute("CREATE TABLE person (phone text PRIMARY KEY)")
        connection.execute("INSERT INTO person VALUES ('89161234567')")
        for statement in (
            "INSERT INTO person VALUES ('89161234567')",
            "SELECT 'Галина'::int",
            "SELECT phone FROM persons WHERE phone = '89161234567'",
        ):
            with pytest.raises(Exception, match=r"."):
                connection.execute(statement)
    stop(var_folder)

    logged = "".join(log.read_text() for log in place.log_folder.iterdir())

    assert "database system is shut down" in logged
    assert "89161234567" not in logged
    assert "Галина" not in logged


def test_thrown_away_server_leaves_nothing():
    with throw_away_server() as place:
        write_down(place, 1)
        with connect(place) as connection:
            assert connection.execute("SHOW fsync").fetchone() == ("off",)

    assert not place.var_folder.exists()


def test_thrown_away_server_may_be_durable():
    with throw_away_server(durability=Durability.KEPT) as place, connect(place) as connection:
        assert connection.execute("SHOW fsync").fetchone() == ("on",)
