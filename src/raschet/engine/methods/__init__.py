"""Charging methods: one module each, none knows another. ``engine.run`` holds their registry."""
