"""Checks of a ZIP container before anything inside is parsed: a bomb must not get to unpack."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING, Final

from raschet.formats.tables.errors import ArchiveUnsafe, FormatUnknown, WorkbookDamaged

if TYPE_CHECKING:
    from raschet.formats.tables.limits import Limits

CHUNK_BYTES: Final = 1024 * 1024
ENCRYPTED_FLAG: Final = 0x1
METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
BROKEN_ARCHIVE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
    OverflowError,
)


def check_archive(data: bytes, limits: Limits) -> frozenset[str]:
    """Names of the entries of an archive that is safe to unpack.

    Sizes are checked as declared and as they really come out, entry by entry, since a header can lie.
    Raises: ArchiveUnsafe, FormatUnknown, WorkbookDamaged.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_declared(entries, len(data), limits)
            names = frozenset(entry.filename for entry in entries)
            if not any(name in names for name in ("[Content_Types].xml", "content.xml")):
                raise FormatUnknown(looks_like="ARCHIVE")
            _check_real(archive, entries, limits)
    except BROKEN_ARCHIVE as error:
        if isinstance(error, ArchiveUnsafe | FormatUnknown | WorkbookDamaged):
            raise
        raise WorkbookDamaged(part="ZIP") from error
    return names


def _check_declared(entries: list[zipfile.ZipInfo], size: int, limits: Limits) -> None:
    if len(entries) > limits.archive_entries_max:
        raise ArchiveUnsafe(reason="ENTRIES", found=len(entries), limit=limits.archive_entries_max)
    total = sum(entry.file_size for entry in entries)
    if total > limits.unpacked_bytes_max:
        raise ArchiveUnsafe(reason="UNPACKED", found=total, limit=limits.unpacked_bytes_max)
    packed = sum(entry.compress_size for entry in entries)
    if packed > size:
        # Entries that overlap share their packed bytes: the trick of the strongest bombs.
        raise ArchiveUnsafe(reason="OVERLAP", found=packed, limit=size)
    for entry in entries:
        if entry.flag_bits & ENCRYPTED_FLAG or entry.compress_type not in METHODS:
            raise WorkbookDamaged(part=entry.filename[:80])
        if entry.filename.lower().endswith((".zip", ".rar", ".7z", ".gz")):
            raise ArchiveUnsafe(reason="NESTED", found=1, limit=0)


def _check_real(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    total = 0
    for entry in entries:
        unpacked = 0
        allowed = max(entry.compress_size * limits.unpacked_ratio_max, limits.unpacked_free_bytes)
        with archive.open(entry) as stream:
            while chunk := stream.read(CHUNK_BYTES):
                if unpacked == 0 and chunk.startswith(b"PK\x03\x04"):
                    raise ArchiveUnsafe(reason="NESTED", found=1, limit=0)
                unpacked += len(chunk)
                total += len(chunk)
                if total > limits.unpacked_bytes_max:
                    raise ArchiveUnsafe(
                        reason="UNPACKED", found=total, limit=limits.unpacked_bytes_max
                    )
                if unpacked > allowed:
                    raise ArchiveUnsafe(
                        reason="RATIO",
                        found=unpacked // max(1, entry.compress_size),
                        limit=limits.unpacked_ratio_max,
                    )
