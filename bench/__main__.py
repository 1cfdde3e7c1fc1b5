"""``make bench``: every measurement, one after another. Figures go to ``bench/results``."""

from __future__ import annotations

import subprocess
import sys

from bench import hordak_environment
from bench.stage import ROOT

MEASUREMENTS = ("engine_month", "import_accounts", "month")


def main() -> int:
    """Run them all; a failure of one does not keep the others. Returns the exit code."""
    hordak_environment.install()
    failed = []
    for name in MEASUREMENTS:
        print(f"== {name}", flush=True)
        if subprocess.run(
            [sys.executable, "-m", f"bench.{name}"], cwd=ROOT, check=False
        ).returncode:
            failed.append(name)
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
