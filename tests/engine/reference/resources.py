"""Slow twins of the formulas of single resources: one row at a time, in exact fractions.

Written from the text of the rules; they share nothing with the engine but the names of the columns.
"""

from fractions import Fraction

from tests.engine.reference.fractions_of import kopecks, micro, units


def bands(volumes, limits, months, exempt, start=0):
    """Parts of every zone's volume by band: band -> list by zone.

    start: charged before for the same months, so that it fills the lowest bands.
    """
    total, parts = sum(volumes), []

    def below(limit, use):
        return use if limit is None else min(use, limit * months)

    lower = 0
    for number, limit in enumerate(limits):
        if exempt or total < 0:
            part = total if number == 0 else 0
        else:
            used, before = below(limit, start + total), below(limit, start)
            part = (used - min(used, lower)) - (before - min(before, lower))
        lower = (limit or 0) * months
        zones = [
            micro(units(part) * Fraction(volume, total or 1)) if total else 0
            for volume in volumes[:-1]
        ]
        parts.append([*zones, part - sum(zones)])
    return parts


def made_in_house(row):
    share = micro(
        units(row["resource_micro"]) * Fraction(row["quantity_micro"], row["house_quantity_micro"])
    )
    return {
        "resource_share_micro": share,
        "water_kopecks": kopecks(
            units(row["quantity_micro"]) * units(row["water_rate_micro_rubles"])
        ),
        "resource_kopecks": kopecks(units(share) * units(row["resource_rate_micro_rubles"])),
    }


def heating_norm(row):
    share = Fraction(row["heating_months"], row["of_months"])
    return micro(units(row["area_micro"]) * units(row["norm_micro"]) * share)


def heating_by_house_meter(row):
    """``V_i + S_i (V_d - sum V) / S_ob`` with every ``V`` spelled out (cl. 42(1), f. 3)."""
    house, volume = units(row["house_area_micro"]), units(row["house_volume_micro"])
    metered, metered_area = units(row["metered_volume_micro"]), units(row["metered_area_micro"])
    off, common = units(row["disconnected_area_micro"]), units(row["common_area_micro"])
    if metered_area:
        a_metre = metered / metered_area
        total = metered + (house - metered_area - off) * a_metre
    else:
        a_metre = volume / (house - off + common) if off else volume / house
        total = (house - off) * a_metre
    area = units(row["area_micro"])
    own = {
        "METERED": units(row["own_volume_micro"]),
        "UNMETERED": area * a_metre,
        "DISCONNECTED": 0,
    }[row["state"]]
    return micro(own + area * (volume - total) / house)


def year_round(row):
    share = Fraction(row["area_micro"], row["house_area_micro"])
    return micro(units(row["previous_year_micro"]) / 12 * share)


def annual_correction(row, months):
    share = Fraction(row["area_micro"], row["house_area_micro"])
    actual = kopecks(sum(units(volume) * units(rate) for volume, rate in months) * share)
    return {
        "actual_kopecks": actual,
        "correction_kopecks": actual - row["charged_kopecks"],
    }


def allocators(row):
    share = kopecks(
        Fraction(row["equipped_kopecks"], 100)
        * Fraction(row["units_micro"], row["all_units_micro"])
    )
    return {"share_kopecks": share, "correction_kopecks": share - row["charged_kopecks"]}


def failed_house_meter(row):
    inside = row["inside_micro"]
    weather = Fraction(inside - row["outside_micro"], inside - row["average_outside_micro"])
    return micro(units(row["day_volume_micro"]) * row["days"] * weather)


def without_hot_water(row):
    return row["house_volume_micro"] - micro(
        units(row["hot_water_micro"]) * units(row["heat_norm_micro"])
    )


def share_of_house(row):
    return micro(
        units(row["house_volume_micro"]) * Fraction(row["area_micro"], row["house_area_micro"])
    )


def common_by_meter(row):
    """House volume, and what is carried: the meter is flats + common - carried in + carried out."""
    rest = (
        row["meter_micro"] - row["flats_micro"] - row["nonresidential_micro"] - row["other_micro"]
    ) + row["carried_micro"]
    if rest < 0:
        return {"house_volume_micro": 0, "carry_out_micro": rest}
    capped = rest if row["cap_micro"] is None else min(rest, row["cap_micro"])
    return {"house_volume_micro": capped, "carry_out_micro": 0}


def reduction_by_persons(row):
    if row["difference_micro"] >= 0:
        return 0
    return micro(
        units(row["difference_micro"]) * Fraction(row["persons_micro"], row["house_persons_micro"])
    )


def money_recalculation(row):
    difference = row["supplier_kopecks"] - row["residents_kopecks"]
    roubles, house = Fraction(difference, 100), units(row["house_area_micro"])
    return {
        "difference_kopecks": difference,
        "per_metre_kopecks": kopecks(roubles / house),
        "amount_kopecks": kopecks(roubles * units(row["area_micro"]) / house),
    }


def unauthorised(row, multiple_micro, limit_months):
    months = min(row["months"], limit_months)
    volume = micro(units(row["norm_micro"]) * units(row["persons_micro"]) * months)
    return {
        "months_charged": months,
        "quantity_micro": volume,
        "amount_kopecks": kopecks(
            units(volume) * units(row["rate_micro_rubles"]) * units(multiple_micro)
        ),
    }
