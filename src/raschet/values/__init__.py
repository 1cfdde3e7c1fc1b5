"""Money, rates, quantities, periods, date ranges, rounding and identifiers: the words of the trade.

Everything is an integer: money in kopecks, quantities in micro-units (10**-6 of a cubic metre,
kilowatt-hour, gigacalorie, square metre, person), rates in micro-roubles. Nothing here knows
Django, the network or the clock.
"""
