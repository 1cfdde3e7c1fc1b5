"""``python -m raschet.interfaces.ui.assets``: what ``make assets`` runs, without Django."""

import sys

from raschet.interfaces.ui.assets.build import main

sys.exit(main())
