"""Whom we ask: one package per outside system."""
