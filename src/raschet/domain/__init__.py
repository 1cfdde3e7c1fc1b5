"""What the centre remembers: one Django application per area, the only place with tables."""
