"""Tariffs, norms, coefficients, key rates: all dated."""
