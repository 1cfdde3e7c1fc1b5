"""Meter readings by any channel: intake, checks, acceptance."""
