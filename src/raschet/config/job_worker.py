"""The worker's own process: ``python -m raschet.config.job_worker [PARENT]``.

With a parent's process number it stops with that process, as the web server does.
"""

from __future__ import annotations

import os
import signal
import sys


def main(arguments: list[str]) -> None:
    """Work until a signal comes or the parent dies."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "raschet.config.settings")
    from raschet.interfaces.cli.parentage import die_with_parent

    if arguments:
        die_with_parent(int(arguments[0]), signal.SIGTERM)
    import django

    django.setup()
    from raschet.interfaces.jobs.worker import run_worker

    run_worker()


if __name__ == "__main__":
    main(sys.argv[1:])
