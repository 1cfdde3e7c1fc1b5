"""Measurements of speed and memory: numbers with the machine they were taken on, never assertions."""
