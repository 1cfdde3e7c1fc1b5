"""Deeds of the proofs."""
