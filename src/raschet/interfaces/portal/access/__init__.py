"""How residents come in and what keeps others out: registration, sign-in, recovery, settings."""
