"""Settings, addresses, entry points: which part serves which."""
