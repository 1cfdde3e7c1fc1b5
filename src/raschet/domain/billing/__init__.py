"""Month runs: asks the engine, posts to the ledger."""
