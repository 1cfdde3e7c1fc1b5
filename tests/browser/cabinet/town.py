"""Make the town and write its residents' session cookies as JSON.

``python -m tests.browser.cabinet.town FILE``; the folder of the installation is RASCHET_VAR.
"""

import json
import os
import sys
from pathlib import Path


def main(file):
    os.environ["DJANGO_SETTINGS_MODULE"] = "raschet.config.settings"
    import django

    django.setup()
    from tests.browser.cabinet.residents import found, residents

    found()
    Path(file).write_text(json.dumps(residents()), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
