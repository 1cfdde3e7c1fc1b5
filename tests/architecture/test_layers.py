"""The contracts hold, and they would notice a violation."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def lint(folder):
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder / "src"), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_planted_violation_is_caught(tmp_path):
    shutil.copytree(
        ROOT / "src",
        tmp_path / "src",
        ignore=shutil.ignore_patterns("__pycache__", "vendor", "*.mo"),
    )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "src/raschet/values/planted.py").write_text("import raschet.engine\n")

    outcome = lint(tmp_path)

    assert outcome.returncode == 1
    assert "Each layer imports only from layers below BROKEN" in outcome.stdout
