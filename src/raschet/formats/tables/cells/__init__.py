"""Rules that turn one raw cell into an exact value, a repair that is reported, or a refusal."""
