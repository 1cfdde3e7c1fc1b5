"""Is it a person? A little work of the browser, or digits to see or to hear; each counts once."""
