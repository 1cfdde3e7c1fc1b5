"""Bytes to typed records and back, for formats that others defined. No tables, no rules."""
