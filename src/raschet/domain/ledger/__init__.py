"""Double entry: the only door through which money moves."""
