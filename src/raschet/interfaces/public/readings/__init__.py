"""Readings without a sign-in: account number, meters, receipt."""
