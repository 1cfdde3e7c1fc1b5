"""Dated constants of law: value, in force from, source. They seed dated tables and explain lines."""
