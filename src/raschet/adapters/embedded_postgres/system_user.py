"""Whom the server runs as. PostgreSQL refuses root, so root's server runs as a user without rights.

Where that user cannot pass the folders above (a home of mode 0700), their modes stay as they are:
the server gets one capability, to pass folders and read files, through util-linux's ``setpriv``.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from raschet.adapters.embedded_postgres.errors import DataFolderOfAnotherUser, ServerUserMissing

if TYPE_CHECKING:
    from collections.abc import Sequence

UNPRIVILEGED = "nobody"
ROOT = 0
UID_MAP = Path("/proc/self/uid_map")

# Tried in this order. Containers grant their root only the second, stronger one.
PASSING_CAPABILITIES = ("dac_read_search", "dac_override")


@dataclass(frozen=True, slots=True)
class SystemUser:
    """A user of the operating system and how a program is started as that user."""

    uid: int
    gid: int
    prefix: tuple[str, ...] = ()

    def command(self, arguments: Sequence[str | Path]) -> list[str]:
        """The arguments, preceded by what changes the user where that is needed."""
        return [*self.prefix, *map(str, arguments)]

    def take(self, path: Path) -> None:
        """Make a file or folder of ours belong to this user."""
        identity = path.lstat()
        if (identity.st_uid, identity.st_gid) != (self.uid, self.gid) and os.geteuid() == ROOT:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)


def server_user(server_folder: Path) -> tuple[int, int]:
    """Numbers of the user and group that the server of this folder runs as.

    Raises: DataFolderOfAnotherUser, ServerUserMissing.
    """
    ours = os.geteuid()
    owner = server_folder.stat() if server_folder.exists() else None
    if ours != ROOT:
        if owner and owner.st_uid != ours:
            raise DataFolderOfAnotherUser(
                folder=server_folder, owner=_name(owner.st_uid), user=_name(ours)
            )
        return ours, os.getegid()
    if owner and owner.st_uid != ROOT:
        return owner.st_uid, owner.st_gid
    try:
        nobody = pwd.getpwnam(UNPRIVILEGED)
    except KeyError as error:
        raise ServerUserMissing(user=UNPRIVILEGED, reason="no such user") from error
    if not _is_mapped(nobody.pw_uid):
        raise ServerUserMissing(user=UNPRIVILEGED, reason="this container knows only one user")
    return nobody.pw_uid, nobody.pw_gid


def able_user(uid: int, gid: int, *, readable: Sequence[Path]) -> SystemUser:
    """The user with the means to reach the given paths. Raises: ServerUserMissing."""
    if uid == os.geteuid():
        return SystemUser(uid=uid, gid=gid)
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise ServerUserMissing(user=_name(uid), reason="the program setpriv is not installed")
    become = (setpriv, f"--reuid={uid}", f"--regid={gid}", "--clear-groups")
    attempts = [
        become + _without_rights(),
        *(become + _passing(name) for name in PASSING_CAPABILITIES),
    ]
    reason = ""
    for prefix in attempts:
        user = SystemUser(uid=uid, gid=gid, prefix=(*prefix, "--"))
        reason = _obstacle(user, readable)
        if not reason:
            return user
    raise ServerUserMissing(user=_name(uid), reason=reason)


def _without_rights() -> tuple[str, ...]:
    return ("--inh-caps=-all", "--bounding-set=-all", "--no-new-privs")


def _passing(capability: str) -> tuple[str, ...]:
    # Without the secure bit, access(2) overlooks the capability and PostgreSQL believes it.
    only = f"-all,+{capability}"
    return (
        "--securebits=+no_setuid_fixup",
        f"--inh-caps={only}",
        f"--ambient-caps={only}",
        f"--bounding-set={only}",
        "--no-new-privs",
    )


def _obstacle(user: SystemUser, readable: Sequence[Path]) -> str:
    """Why the user cannot reach one of the paths; empty when all are reached."""
    script = (
        'for path in "$@"; do test -r "$path" || { echo "$path is out of reach"; exit 1; }; done'
    )
    tried = subprocess.run(
        user.command(["/bin/sh", "-c", script, "sh", *readable]),
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        cwd="/",
    )
    return "" if tried.returncode == 0 else (tried.stdout + tried.stderr).strip() or "refused"


def _is_mapped(uid: int) -> bool:
    """Whether a user exists in this container. One without privileges may map root alone."""
    try:
        ranges = [list(map(int, line.split())) for line in UID_MAP.read_text("ascii").splitlines()]
    except OSError:
        return True
    return any(first <= uid < first + count for first, _, count in ranges)


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
