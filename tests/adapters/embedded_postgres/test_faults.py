"""Kills, stale notes, vanished folders: the next start gives the server with everything committed."""

import contextlib
import random
import shutil
import signal
import subprocess
import sys
import threading
import time

import psutil
import psycopg
import pytest

from raschet.adapters.embedded_postgres import Durability, ensure_running, location, status
from raschet.adapters.embedded_postgres.probe import Readiness

from .conftest import START, connect, kill_server, start, write_down, written_down


def compute_for_ever(place):
    """Keep a server process busy with no look at the world around. Returns its number."""
    connection = connect(place)
    process_id = connection.info.backend_pid

    def run():
        with pytest.raises(psycopg.Error):
            connection.execute("SELECT count(*) FROM generate_series(1, 100000000000) AS n")
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    while psutil.Process(process_id).cpu_times().user < 0.1:
        time.sleep(0.01)
    return process_id, thread


def test_killed_server_comes_back_with_its_data(var_folder):
    place = ensure_running(var_folder)
    write_down(place, 1)
    killed = kill_server(place)

    ensure_running(var_folder)

    assert status(var_folder).process_id != killed
    assert written_down(place) == [1]


def test_orphan_that_computes_does_not_block_the_next_start(var_folder):
    place = ensure_running(var_folder)
    write_down(place, 1)
    orphan, thread = compute_for_ever(place)
    kill_server(place)
    assert computes(orphan)

    ensure_running(var_folder)

    thread.join(timeout=10)
    assert not computes(orphan)
    assert written_down(place) == [1]


def computes(process_id):
    """Whether a process lives; one that waits to be buried does not."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return psutil.Process(process_id).status() != psutil.STATUS_ZOMBIE
    return False


@pytest.mark.parametrize("seed", range(6))
def test_start_killed_at_any_moment_blocks_nothing(var_folder, seed):
    moment = random.Random(seed).uniform(0.1, 1.0)
    caller = subprocess.Popen(
        [sys.executable, "-c", START, str(var_folder)], start_new_session=True
    )
    time.sleep(moment)
    caller.kill()
    caller.wait()

    place = start(var_folder)

    write_down(place, seed)
    assert written_down(place) == [seed]


def test_initdb_killed_half_way_leaves_nothing(var_folder):
    place = location(var_folder)
    caller = subprocess.Popen([sys.executable, "-c", START, str(var_folder)])
    while not (drafts := list(place.server_folder.glob("draft-*/global"))):
        time.sleep(0.002)
    for process in [
        psutil.Process(caller.pid),
        *psutil.Process(caller.pid).children(recursive=True),
    ]:
        process.kill()
    caller.wait()
    assert drafts[0].exists()
    assert not place.data_folder.exists()

    start(var_folder)

    assert not list(place.server_folder.glob("draft-*"))
    assert status(var_folder).readiness is Readiness.READY


@pytest.mark.parametrize("note", [b"", b"12", b"\n", b"not a number\n", b"99999999\n/elsewhere\n"])
@pytest.mark.parametrize("alive", [False, True], ids=["killed", "alive"])
def test_spoilt_note_of_the_process_is_no_obstacle(var_folder, note, alive):
    place = ensure_running(var_folder)
    write_down(place, 1)
    if not alive:
        kill_server(place)
    place.process_id_file.write_bytes(note)

    ensure_running(var_folder)

    assert written_down(place) == [1]
    assert int(place.process_id_file.read_text().split()[0]) == status(var_folder).process_id


def test_note_that_names_a_living_stranger_harms_neither(var_folder, ordinary_user):
    place = ensure_running(var_folder)
    write_down(place, 1)
    killed = kill_server(place)
    stranger = subprocess.Popen(ordinary_user.command(["/bin/sleep", "600"]), cwd="/")
    note = place.process_id_file.read_text()
    place.process_id_file.write_text(note.replace(str(killed), str(stranger.pid), 1))

    ensure_running(var_folder)

    assert written_down(place) == [1]
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_note_that_names_the_server_of_another_installation_harms_neither(make_installation):
    first, second = make_installation("first"), make_installation("second")
    place, neighbour = ensure_running(first), start(second)
    write_down(place, 1)
    killed = kill_server(place)
    note = place.process_id_file.read_text()
    living = status(second).process_id
    place.process_id_file.write_text(note.replace(str(killed), str(living), 1))

    ensure_running(first)

    assert written_down(place) == [1]
    assert status(second).process_id == living
    assert status(neighbour.var_folder).readiness is Readiness.READY


def test_vanished_socket_folder_is_made_again(var_folder):
    place = ensure_running(var_folder)
    write_down(place, 1)
    shutil.rmtree(place.socket_folder)

    ensure_running(var_folder)

    assert written_down(place) == [1]


def test_server_whose_data_were_removed_makes_way(var_folder):
    place = start(var_folder)
    write_down(place, 1)
    shutil.rmtree(place.data_folder)

    start(var_folder)

    with connect(place) as connection:
        assert connection.execute("SELECT to_regclass('kept')").fetchone() == (None,)


def test_renamed_installation_gets_a_server_that_knows_its_new_place(var_folder, make_installation):
    place = ensure_running(var_folder)
    write_down(place, 1)
    renamed = make_installation("переезд")
    var_folder.rename(renamed)

    moved = ensure_running(renamed)

    with connect(moved) as connection:
        connection.execute("CHECKPOINT")
        answer = connection.execute("SHOW data_directory").fetchone()
    assert answer == (str(moved.data_folder),)
    assert written_down(moved) == [1]


def test_copied_installation_has_a_server_of_its_own(var_folder, make_installation):
    place = ensure_running(var_folder)
    write_down(place, 1)
    kill_server(place)
    copy = make_installation("copy")
    shutil.copytree(var_folder, copy, symlinks=True, ignore=lambda _, names: {*names} & {"socket"})

    ensure_running(var_folder)
    write_down(ensure_running(copy), 2)

    assert written_down(location(copy)) == [1, 2]
    assert written_down(place) == [1]


def test_suspended_start_is_waited_for(var_folder):
    caller = subprocess.Popen([sys.executable, "-c", START, str(var_folder)])
    while not location(var_folder).server_folder.exists():
        time.sleep(0.002)
    caller.send_signal(signal.SIGSTOP)
    threading.Timer(0.5, caller.send_signal, [signal.SIGCONT]).start()

    place = ensure_running(var_folder, durability=Durability.THROWN_AWAY)

    assert caller.wait(timeout=60) == 0
    write_down(place, 1)
    assert written_down(place) == [1]


def test_lost_database_is_made_again_even_while_another_makes_it(var_folder):
    place = start(var_folder)
    address = {"host": str(place.socket_folder), "user": place.user, "dbname": "postgres"}
    with psycopg.connect(autocommit=True, **address) as connection:
        connection.execute("DROP DATABASE raschet")

    def make():
        with (
            contextlib.suppress(psycopg.Error),
            psycopg.connect(autocommit=True, **address) as connection,
        ):
            connection.execute("CREATE DATABASE raschet")

    rival = threading.Thread(target=make)
    rival.start()
    ensure_running(var_folder)
    rival.join()

    write_down(place, 1)
    assert written_down(place) == [1]
