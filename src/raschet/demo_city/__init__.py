"""A seeded demo city that lives through the domain's own deeds."""
