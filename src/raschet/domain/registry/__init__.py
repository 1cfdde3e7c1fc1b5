"""Houses, units, accounts, households, meters, organisations, services, accounting periods."""
