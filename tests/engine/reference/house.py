"""Slow twins of what whole houses bring into a month, in exact fractions.

Written from the text of the acts: PP 354 cl. 42(1), App. 2 f. 2 to 3(4) for heating, PP 491 cl. 29 to
29(5) for common property. A house is a dictionary, an account too; nothing is shared with the engine.
"""

from fractions import Fraction

from tests.engine.reference.twin import decimals, kopecks


def heat_of(account, house, accounts):
    """Gigacalories of one flat: own and common part, as formula 3 says it."""
    days = house["days"]
    part = Fraction(account["days"], days)
    area, whole = account["area"] * part, house["premises"]
    if house["meter"] is None:
        return decimals(area * house["norm"])
    counted = [(one, one["area"] * Fraction(one["days"], days)) for one in accounts]
    metered = [(one, a) for one, a in counted if one["heat"] is not None and not one["apart"]]
    away = sum(a for one, a in counted if one["apart"])

    def own(one, its_area):
        if one["apart"]:
            return Fraction(0)
        if one["heat"] is not None:
            return one["heat"]
        if metered:
            volume = sum(m["heat"] for m, _ in metered)
            return its_area * volume / sum(a for _, a in metered)
        return its_area * house["meter"] / (whole - away + house["common"])

    # The rest is what the formula leaves once every square metre of the house has its own part,
    # rented or empty: empty premises take heat like those without a meter.
    empty = {"apart": False, "heat": None}
    nobody = whole - sum(a for _, a in counted)
    together = sum(own(one, a) for one, a in counted) + own(empty, nobody)
    return decimals(own(account, area) + area * (house["meter"] - together) / whole)


def common_of(house, flats):
    """Volume charged to the house, given back, recalculated and carried on."""
    norm = decimals(house["norm"] * house["common"])
    carried, charged_before = house["carried"], house["charged"]
    rest = None if house["meter"] is None else house["meter"] - flats - house["others"]
    method = house["method"]
    settled = Fraction(0)
    if method in {"COMMON_METER_CAPPED", "COMMON_NORM_RECALC"} and house["due"]:
        settled = max(carried, -charged_before)
    given_back = Fraction(0)
    if method == "COMMON_NORM":
        return norm, given_back, settled, Fraction(0)
    if method == "COMMON_NORM_RECALC" or rest is None:
        charged = norm
    elif method == "COMMON_METER_CAPPED":
        charged = min(norm, max(Fraction(0), rest + min(carried, Fraction(0))))
    else:
        charged = max(Fraction(0), rest + carried)
        if method == "COMMON_REDUCING":
            given_back = min(Fraction(0), rest + carried)
    moved = Fraction(0) if rest is None else rest - charged
    return charged, given_back, settled, carried - settled + moved - given_back


def share(volume, account, house):
    """One flat's part of a volume of the house, for its days."""
    part = Fraction(account["days"], house["days"])
    return decimals(volume * account["area"] * part / house["premises"])


def priced(volume, rate):
    return kopecks(volume * rate)
