"""The data folder: made whole or not at all, and configured."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
from typing import TYPE_CHECKING

from raschet.adapters.embedded_postgres.errors import DatabaseNotMade, DiskNearlyFull
from raschet.adapters.embedded_postgres.location import USER
from raschet.adapters.embedded_postgres.own_files import write_file
from raschet.adapters.embedded_postgres.server_settings import (
    LOCAL_SETTINGS,
    MIB,
    Durability,
    access_rules,
    configuration,
)

if TYPE_CHECKING:
    from pathlib import Path

    from raschet.adapters.embedded_postgres.binaries import Binaries
    from raschet.adapters.embedded_postgres.location import Location
    from raschet.adapters.embedded_postgres.system_user import SystemUser

# An empty database takes 40 MiB and its journal up to min_wal_size; the rest is room to begin.
NEW_DATABASE_MIB = 256
DRAFT_PREFIX = "draft-"
BUILTIN_LOCALES_SINCE = 17

# Nothing of the caller's surroundings decides about a database that lives for years.
ENVIRONMENT = {"LC_ALL": "C", "TZ": "UTC", "PATH": "/usr/local/bin:/usr/bin:/bin"}


def make_data(
    place: Location, binaries: Binaries, user: SystemUser, *, durability: Durability
) -> None:
    """Make an empty database. Killed at any moment it leaves at most a draft, which goes next time.

    Raises: DatabaseNotMade, DiskNearlyFull.
    """
    require_space(place.server_folder, needed_mib=NEW_DATABASE_MIB)
    _remove_drafts(place.server_folder)
    draft = place.server_folder / f"{DRAFT_PREFIX}{secrets.token_hex(4)}"
    made = subprocess.run(
        user.command([binaries.initdb, *_options(binaries, durability), "-D", draft]),
        capture_output=True,
        check=False,
        cwd="/",
        env=ENVIRONMENT,
        stdin=subprocess.DEVNULL,
    )
    if made.returncode != 0:
        shutil.rmtree(draft, ignore_errors=True)
        reason = os.fsdecode(made.stderr).strip().splitlines()
        raise DatabaseNotMade(folder=place.data_folder, reason=" ".join(reason[-3:]))
    draft.rename(place.data_folder)
    _flush_folder(place.server_folder)


def configure(
    place: Location, user: SystemUser, binaries: Binaries, *, durability: Durability
) -> None:
    """Write the configuration that the next start reads. Raises: FolderNotWritable."""
    text = configuration(place, durability=durability, lz4=binaries.has_lz4)
    write_file(place.data_folder / "postgresql.conf", text, user)
    write_file(place.data_folder / "pg_hba.conf", access_rules(), user)
    local = place.server_folder / LOCAL_SETTINGS
    if not local.exists():
        write_file(local, "# Settings of this installation, stronger than ours.\n", user)


def require_space(folder: Path, *, needed_mib: int) -> None:
    """Refuse to begin what will not fit. Raises: DiskNearlyFull."""
    free_mib = shutil.disk_usage(folder).free // MIB
    if free_mib < needed_mib:
        raise DiskNearlyFull(folder=folder, needed_mib=needed_mib, free_mib=free_mib)


def _options(binaries: Binaries, durability: Durability) -> list[str]:
    # The builtin locale sorts by code point and knows Cyrillic's cases, on any machine alike: an
    # index never goes wrong because an operating system changed its collation.
    if binaries.major >= BUILTIN_LOCALES_SINCE:
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    else:
        locale = ["--locale=C.UTF-8"]
    return [
        f"--username={USER}",
        "--encoding=UTF8",
        *locale,
        "--data-checksums",
        "--auth=trust",
        "--no-instructions",
        *(["--no-sync"] if durability is Durability.THROWN_AWAY else []),
    ]


def _remove_drafts(folder: Path) -> None:
    """Remove what a killed initdb left. No server ever ran on it, so no data are in it."""
    for draft in folder.glob(f"{DRAFT_PREFIX}*"):
        shutil.rmtree(draft, ignore_errors=True)


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
