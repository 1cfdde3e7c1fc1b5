"""The program on the tests' database: ``python -m tests.interfaces.cli.program ARGUMENTS``."""

import os
import sys

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "raschet.config.settings"
    from raschet.interfaces.cli.main import run

    sys.exit(run(sys.argv[1:]))
