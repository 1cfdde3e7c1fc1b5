"""Proofs that the books are right: everything a foreign key or a sum would otherwise promise."""
