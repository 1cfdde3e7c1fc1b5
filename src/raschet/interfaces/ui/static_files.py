"""Static files under hashed names, compressed ahead: how the site serves its look without DEBUG."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

if TYPE_CHECKING:
    from django.core.files.storage import Storage

STAMP = ".collected"
UNSERVED = (".stamp",)


class HashedStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashed names also inside our scripts' imports, so that every file may be cached for ever."""

    support_js_module_import_aggregation = True

    def learn_names(self) -> None:
        """Learn the hashed names anew from the collected folder."""
        self.hashed_files, self.manifest_hash = self.load_manifest()


class StaticFileInvalid(RuntimeError):
    """A style sheet or script names a file that is not there."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(path, reason)
        self.path = path
        self.reason = reason

    def __str__(self) -> str:
        return f"Static file {self.path} cannot be served: {self.reason}"


def collect_static_files() -> bool:
    """Put every static file into STATIC_ROOT unless all of them are there already.

    Call it before the server starts, in every process that serves pages. The folder is replaced as
    a whole: a process killed in the middle leaves the old one or none, never half of one.
    Returns whether anything had to be done. Raises: StaticFileInvalid.
    """
    root = Path(settings.STATIC_ROOT)
    found = _found_files()
    wanted = _fingerprint(found)
    if _read_stamp(root) == wanted:
        return False
    draft = root.with_name(f"{root.name}.{os.getpid()}")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        _fill(draft, found)
        (draft / STAMP).write_text(wanted, encoding="ascii")
        retired = root.with_name(f"{root.name}.{os.getpid()}.old")
        if root.exists():
            root.rename(retired)
        draft.rename(root)
        shutil.rmtree(retired, ignore_errors=True)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    if isinstance(staticfiles_storage, HashedStaticFiles):
        # The manifest may have been read before it was written.
        staticfiles_storage.learn_names()
    return True


def _found_files() -> dict[str, Storage]:
    """Every static file with the place it lies in; of two with one name the first found counts."""
    found: dict[str, Storage] = {}
    for finder in get_finders():
        for path, storage in finder.list(ignore_patterns=[*UNSERVED]):
            found.setdefault(path, storage)
    return dict(sorted(found.items()))


def _fingerprint(found: dict[str, Storage]) -> str:
    digest = hashlib.sha256(repr(HashedStaticFiles.support_js_module_import_aggregation).encode())
    for path, storage in found.items():
        status = Path(storage.path(path)).stat()
        digest.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _read_stamp(root: Path) -> str:
    try:
        return (root / STAMP).read_text(encoding="ascii")
    except OSError:
        return ""


def _fill(folder: Path, found: dict[str, Storage]) -> None:
    storage = HashedStaticFiles(location=folder, base_url=settings.STATIC_URL)
    for path, source in found.items():
        with source.open(path) as file:
            storage.save(path, file)
    for path, _, outcome in storage.post_process(
        {path: (source, path) for path, source in found.items()}
    ):
        if isinstance(outcome, Exception):
            raise StaticFileInvalid(path, str(outcome)) from outcome
