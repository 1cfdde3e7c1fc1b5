"""Formulas of single resources over columns: bands, hot water, gas, heating, common property.

A function takes a frame whose columns its docstring names and returns it with the volumes or amounts
added; whoever lays the facts over the city joins the operands first. Volumes are micro-units, rounded
half-up once (D-02) from exact ratios (D-03); money is kopecks, rounded once a line (D-01).
"""
