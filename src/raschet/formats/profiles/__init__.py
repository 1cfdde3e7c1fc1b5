"""Profiles that come with the product: one TOML file per kind of table and supplier."""
