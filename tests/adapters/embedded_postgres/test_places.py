"""Long paths, short folders in shared places, strangers who were there first."""

import os
import stat
from pathlib import Path

import pytest

from raschet.adapters.embedded_postgres import location, stop
from raschet.adapters.embedded_postgres.location import SOCKET_PATH_BYTES_MAX, short_name

from .conftest import start, start_elsewhere, write_down, written_down


@pytest.fixture
def long_folder(make_installation, tmp_path):
    """A path of at least 150 characters."""
    missing = 150 - len(str(tmp_path))
    return make_installation("длинный путь", "x" * max(missing, 20))


def test_location_is_below_the_installation():
    place = location(Path("/srv/raschet"))

    assert place.data_folder == Path("/srv/raschet/pg/data")
    assert place.socket_folder == Path("/srv/raschet/pg/socket")


@pytest.mark.parametrize("length", [1, 60, 80, 81, 82, 83, 84, 85, 90, 150, 400])
@pytest.mark.parametrize("letter", ["x", "ж"])
def test_socket_always_has_an_address_the_system_takes(length, letter):
    place = location(Path("/") / (letter * length))

    assert len(os.fsencode(place.socket_file)) <= SOCKET_PATH_BYTES_MAX


def test_path_of_150_characters_works(long_folder):
    place = start(long_folder)
    write_down(place, 1)
    stop(long_folder)

    again = start(long_folder)

    assert len(str(long_folder)) >= 150
    assert again == location(long_folder)
    assert written_down(again) == [1]
    assert stat.S_IMODE(place.socket_folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("trap", ["open folder", "link", "file"])
def test_socket_folder_made_by_a_stranger_is_not_used(long_folder, tmp_path, trap):
    usual = location(long_folder).socket_folder
    if trap == "open folder":
        usual.mkdir()
        usual.chmod(0o777)
    elif trap == "link":
        usual.symlink_to(tmp_path)
    else:
        usual.touch()
    before = usual.lstat()

    try:
        place = start(long_folder)
        assert place.socket_folder != usual
        assert place == location(long_folder)
        assert usual.lstat() == before
        write_down(place, 1)
        assert written_down(place) == [1]
    finally:
        usual.rmdir() if trap == "open folder" else usual.unlink()


def test_short_name_differs_between_installations():
    assert short_name(Path("/a")) != short_name(Path("/b"))


def test_missing_folder_for_temporary_files_is_no_obstacle(var_folder):
    environment = {**os.environ, "TMPDIR": "/nowhere/at/all"}

    outcome = start_elsewhere(var_folder, env=environment)

    assert outcome.returncode == 0, outcome.stderr
