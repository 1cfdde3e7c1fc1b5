"""What every import shares: the report, the batch, and the way from a typed table to rows."""
