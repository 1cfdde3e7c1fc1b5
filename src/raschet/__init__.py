"""Raschet: an open-source settlement centre for housing and utilities."""

__version__ = "0.1.0"
