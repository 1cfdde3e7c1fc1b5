"""What cannot work is refused in plain words, and nothing is lost."""

from pathlib import Path

import pytest

from raschet.adapters.embedded_postgres import EmbeddedServerError, stop
from raschet.adapters.embedded_postgres.cluster import require_space
from raschet.adapters.embedded_postgres.errors import (
    DataFolderDamaged,
    DataFolderOfAnotherVersion,
    DiskNearlyFull,
    FolderNotWritable,
    ServerNotStarted,
)
from raschet.adapters.embedded_postgres.server_settings import shared_buffers_mib

from .conftest import START, start, start_elsewhere, write_down, written_down

SMALL_FILES_ONLY = (
    "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20));" + START
)
ANOTHER_USERS_FOLDER = (
    "from pathlib import Path;"
    "from raschet.adapters.embedded_postgres.system_user import server_user;"
    "server_user(Path('/'))"
)


@pytest.mark.parametrize("version", ["15", "17", "99"])
def test_data_of_another_version_are_left_alone(var_folder, version):
    place = start(var_folder)
    write_down(place, 1)
    stop(var_folder)
    mark = place.data_folder / "PG_VERSION"
    ours = mark.read_text()
    mark.write_text(f"{version}\n")

    with pytest.raises(DataFolderOfAnotherVersion, match=f"PostgreSQL {version}; installed: 18"):
        start(var_folder)

    mark.write_text(ours)
    assert written_down(start(var_folder)) == [1]


def test_folder_that_is_no_database_is_left_alone(var_folder):
    place = start(var_folder)
    write_down(place, 1)
    stop(var_folder)
    mark = place.data_folder / "PG_VERSION"
    ours = mark.read_text()
    mark.unlink()

    with pytest.raises(DataFolderDamaged, match="PG_VERSION"):
        start(var_folder)

    mark.write_text(ours)
    assert written_down(start(var_folder)) == [1]


def test_disk_that_fills_up_leaves_nothing_half_made(var_folder):
    outcome = start_elsewhere(var_folder, code=SMALL_FILES_ONLY)

    assert outcome.returncode == 1
    assert "DatabaseNotMade" in outcome.stderr
    assert "Nothing half-made was left" in outcome.stderr
    assert not list((var_folder / "pg").glob("d*"))
    write_down(start(var_folder), 1)


def test_disk_nearly_full_is_refused_before_anything_is_written(tmp_path):
    with pytest.raises(DiskNearlyFull, match="needs 1000000000 MiB"):
        require_space(tmp_path, needed_mib=10**9)


def test_another_users_database_is_refused(ordinary_user):
    outcome = start_elsewhere(Path("/"), user=ordinary_user, code=ANOTHER_USERS_FOLDER, cwd="/")

    assert "DataFolderOfAnotherUser" in outcome.stderr
    assert "belongs to the user root" in outcome.stderr


def test_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(FolderNotWritable, match="Not a directory"):
        start(tmp_path / "file" / "var")


def test_server_that_gives_up_says_why(var_folder):
    place = start(var_folder)
    write_down(place, 1)
    stop(var_folder)
    local = place.server_folder / "local.conf"
    ours = local.read_text()
    local.write_text("no_such_setting = 1\n")

    with pytest.raises(ServerNotStarted, match="no_such_setting"):
        start(var_folder)

    local.write_text(ours)
    assert written_down(start(var_folder)) == [1]


def test_every_refusal_has_words():
    for refusal in EmbeddedServerError.__subclasses__():
        assert refusal.message


@pytest.mark.parametrize(("memory", "buffers"), [(64, 32), (1024, 256), (2048, 512), (64000, 512)])
def test_shared_buffers_fit_the_machine(memory, buffers):
    assert shared_buffers_mib(memory) == buffers
