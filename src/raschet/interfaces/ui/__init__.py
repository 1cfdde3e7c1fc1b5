"""The shared look: base templates, tags for money and dates, theme, icons."""
