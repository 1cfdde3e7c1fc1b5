"""Recalculations over columns: absence, poor quality, late readings by storno.

A function takes a frame whose columns its docstring names and returns it with the result added. Refunds
are negative kopecks, each rounded once.
"""
