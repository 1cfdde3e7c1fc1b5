"""Take back what a file brought: what its readings had put aside stands again."""

from __future__ import annotations

from typing import Final

from django.db import connection

from raschet.domain.readings.acceptance import HELD_REASONS
from raschet.domain.readings.intake import lock_all_readings

RESTORE_SQL: Final = """
UPDATE readings_reading AS old SET superseded_by = NULL,
       state = CASE WHEN old.reason = ANY(%s) THEN 'HELD' ELSE 'ACCEPTED' END
  FROM readings_reading AS gone
 WHERE gone.import_batch_id = %s AND old.account_id = gone.account_id
   AND old.register_id = gone.register_id AND old.superseded_by = gone.revision
   AND old.import_batch_id IS DISTINCT FROM gone.import_batch_id
"""


def withdraw_readings(*, import_batch_id: int) -> int:
    """Delete a batch's readings and restore those they superseded. Returns how many are gone.

    Runs inside the transaction of the deed that asks, which has found that nothing was billed.
    """
    with connection.cursor() as cursor:
        lock_all_readings()
        cursor.execute(RESTORE_SQL, [[reason.value for reason in HELD_REASONS], import_batch_id])
        cursor.execute("DELETE FROM readings_reading WHERE import_batch_id = %s", [import_batch_id])
        return int(cursor.rowcount)
