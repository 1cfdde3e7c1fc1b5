"""Deeds in the database of an installation, for processes that RASCHET_VAR tells which.

``python -m tests.faults.month_of_installation DATABASE build ACCOUNTS`` or ``… finish_month``.
"""

import sys

from tests.faults import deeds

if __name__ == "__main__":
    database, deed, *rest = sys.argv[1:]
    if deed == "build":
        deeds.build_city(database, int(rest[0]))
    else:
        deeds.bill(database)
