"""An environment of its own for django-hordak, which is no dependency of ours."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

from bench.databases import FOLDER

REQUIREMENTS = Path(__file__).resolve().parent.parent / "requirements" / "bench.txt"
ENVIRONMENT = FOLDER / "hordak"
PYTHON = ENVIRONMENT / "bin" / "python"
INSTALLED = ENVIRONMENT / ".installed"


def installed() -> bool:
    """Whether the environment is there, made from the requirements of today."""
    return INSTALLED.is_file() and INSTALLED.read_bytes() == REQUIREMENTS.read_bytes()


def install() -> None:
    """Make the environment from the locked requirements, unless it is there."""
    if installed():
        return
    print("Installing django-hordak into an environment of its own", flush=True)
    venv.create(ENVIRONMENT, clear=True, with_pip=True)
    subprocess.run(
        [PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", REQUIREMENTS],
        check=True,
    )
    INSTALLED.write_bytes(REQUIREMENTS.read_bytes())


if __name__ == "__main__":
    sys.exit(install())
