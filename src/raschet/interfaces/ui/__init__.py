"""The shared look: base templates, template tags for money and dates, theme, icons, static files."""
