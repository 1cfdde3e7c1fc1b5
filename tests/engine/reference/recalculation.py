"""Slow twins of recalculations and support: one row at a time, in exact fractions."""

from datetime import timedelta
from fractions import Fraction

from tests.engine.reference.fractions_of import kopecks, micro, units

NO_REFUND = {"heating", "gas_heating", "maintenance", "capital_repair"}


def absence(row, period):
    """Count the full days one by one."""
    full, day = [], row["left_on"] + timedelta(days=1)
    while day < row["returned_on"]:
        full.append(day)
        day += timedelta(days=1)
    meterless = not row["metering_possible"] or row["failed_beyond_control"]
    if row["service"] == "waste" and (period.year, period.month) >= (2023, 3):
        meterless = True
    refused = row["service"] in NO_REFUND or row["service"].endswith("_common")
    inside = [d for d in full if (d.year, d.month) == (period.year, period.month)]
    if len(full) <= 5 or not row["by_norm"] or not meterless or refused:
        inside = []
    month = units(row["norm_micro"]) * units(row["rate_micro_rubles"]) * row["persons"]
    return {
        "days": len(inside),
        "refund_kopecks": -kopecks(month * Fraction(len(inside), period.days)),
    }


def waste_by_area(row):
    share = Fraction(row["absent_persons"], row["persons"])
    return -kopecks(
        Fraction(row["charge_kopecks"], 100) * share * Fraction(row["days"], row["month_days"])
    )


def excess(hours, total, single):
    over = [0]
    if total is not None:
        over.append(sum(hours) - total)
    if single is not None:
        over.append(sum(max(0, one - single) for one in hours))
    return max(over) // 10**6


def capped(charge_kopecks, roubles):
    return -min(max(charge_kopecks, 0), kopecks(roubles))


def fee(row):
    return Fraction(max(row["charge_kopecks"], 0), 100)


def outage(row):
    percent = units(row["percent_micro"]) / 100 * row["excess_hours"]
    undelivered = units(row["undelivered_micro"]) / row["month_hours"]
    return capped(row["charge_kopecks"], fee(row) * (percent + undelivered))


def percent_hours(row):
    percent = units(row["percent_micro"]) / 100
    return capped(
        row["charge_kopecks"], fee(row) * percent * row["steps"] * units(row["hours_micro"])
    )


def steps(row, step, upwards):
    beyond = row["lowest_micro"] - row["measured_micro"]
    if row["highest_micro"] is not None:
        beyond = max(beyond, row["measured_micro"] - row["highest_micro"])
    exact = Fraction(max(0, max(beyond, 0) - row["tolerance_micro"]), step)
    whole = int(exact)
    return whole + 1 if upwards and exact > whole else whole


def below_forty(row):
    cooled = micro(units(row["quantity_micro"]) * units(row["hours_micro"]) / row["month_hours"])
    dearer = max(0, row["hot_rate_micro_rubles"] - row["cold_rate_micro_rubles"])
    return {"cooled_micro": cooled, "refund_kopecks": -kopecks(units(cooled) * units(dearer))}


def waste_delay(row, percent, limit):
    days = max(0, row["delay_micro"] - limit) // (24 * 10**6)
    return capped(row["charge_kopecks"], fee(row) * units(percent) / 100 * days)


def maintenance(row):
    month = units(row["area_micro"]) * units(row["rate_micro_rubles"])
    return -kopecks(month * Fraction(row["days"], row["month_days"]))


def storno(actual, months):
    """Months are (days, charged, rate); the last takes what is left of the actual volume."""
    days, left, lines = sum(month[0] for month in months), actual, []
    for number, (length, charged, rate) in enumerate(months, start=1):
        part = left if number == len(months) else micro(units(actual) * Fraction(length, days))
        left -= part
        lines.append((part, part - charged, kopecks(units(part - charged) * units(rate))))
    return lines


def benefit(row):
    share = Fraction(row["beneficiaries_micro"], row["persons_micro"])
    own = micro(units(row["quantity_micro"]) * share)
    limit = micro(units(row["limit_micro"]) * units(row["beneficiaries_micro"]))
    eligible = min(own, limit)
    percent = units(row["percent_micro"]) / 100
    return {
        "eligible_micro": eligible,
        "benefit_kopecks": kopecks(units(eligible) * units(row["rate_micro_rubles"]) * percent),
    }
