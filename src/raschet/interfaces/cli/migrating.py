"""Bring the tables up to the version of the program."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from raschet.domain.ledger.partitions import schema_lock


def migrate_if_needed() -> int:
    """Apply what is missing, alone: a run, a closing and another migration exclude it.

    Returns how many migrations were missing. Raises: RunInProgress.
    """
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if missing:
        with schema_lock():
            call_command("migrate", verbosity=0, interactive=False)
    return missing
