"""The slow twin of recalculations: sums line by line, in dictionaries and exact fractions."""

from collections import defaultdict
from fractions import Fraction

from tests.engine.reference.fractions_of import micro, units

REFUNDS = ("ABSENCE", "QUALITY")


def differences(should, billed, month_days):
    """(account, service, supplier, method) -> (was, should, volume before, volume due)."""
    found = defaultdict(lambda: [0, 0, 0, 0])
    for side, lines in ((1, should), (0, billed)):
        for line in lines:
            if line["kind"] in {"PENALTY", "BENEFIT"}:
                continue
            method = line["method"] if line["method"] in REFUNDS else "RECALCULATION"
            sums = found[line["account_id"], line["service_id"], line["supplier_id"], method]
            sums[side] += line["amount_kopecks"]
            if line["kind"] == "RAISING" or line["component"] == "HEAT":
                continue
            if line["kind"] == "CHARGE" and line["method"] in {"AREA_RATE", "FIXED"}:
                share = Fraction(line["days"], month_days)
                sums[side + 2] += micro(units(line["quantity_micro"]) * share)
            else:
                sums[side + 2] += line["quantity_micro"] or 0
    return {key: tuple(sums) for key, sums in found.items() if sums[0] != sums[1]}
