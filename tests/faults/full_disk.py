"""An installation on a small disk of its own that fills up while a month is computed.

Runs inside a private mount namespace, so that neither the disk nor the server outlives it:
``unshare --mount python -m tests.faults.full_disk FOLDER ACCOUNTS FREE_BYTES…``. Prints one JSON object.
"""

import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from tests.faults.installation import PERIOD, Installation
from tests.faults.visible import leftovers, visible

DISK_MIB = 384


def main(folder, accounts, free_bytes):
    """Build a city, try to bill it with each amount of free space, then with enough of it."""
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK_MIB}m,mode=0711", "none", folder], check=True
    )
    installation = Installation(folder / "var")
    try:
        installation.build(accounts)
        before = visible(installation.address)
        tries = [billed_with(installation, folder, free, before) for free in free_bytes]
        installation.finish_month()
        after = visible(installation.address)
        left = leftovers(installation.address)
        proved, _ = installation.command("verify")
    finally:
        installation.remove_server()
    print(json.dumps({"tries": tries, "after": asdict(after), "left": left, "verify": proved}))


def billed_with(installation, folder, free, before):
    """Bill with so many bytes free, give the space back, prove the books."""
    ballast = folder / "ballast"
    fill(folder, ballast, free)
    code, said = installation.command("bill", PERIOD)
    ballast.unlink()
    proved, words = installation.command("verify")
    return {
        "free": free,
        "code": code,
        "said": said,
        "verify": proved,
        "verify_said": words,
        "unchanged": visible(installation.address) == before,
    }


def fill(folder, ballast, free):
    """Leave so many bytes on the disk."""
    disk = os.statvfs(folder)
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(disk.f_bavail * disk.f_frsize - free, 1))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), [int(number) for number in sys.argv[3:]])
