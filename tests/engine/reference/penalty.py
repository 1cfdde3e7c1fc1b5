"""The slow twin of penalties: one kopeck-day after another, in exact fractions.

Written from ZhK 155 p. 14 and 14.1 and PP 474: it walks over every day of delay of every portion.
"""

from datetime import date, timedelta
from fractions import Fraction

from tests.engine.reference.fractions_of import half_up

DAY = timedelta(days=1)
MORATORIUM = date(2020, 4, 6), date(2021, 1, 1)
MORATORIUM_2022 = date(2022, 4, 1), date(2022, 10, 2)  # debts of months before it (PP 497)
CAP = date(2022, 2, 28), date(2026, 12, 31), Fraction(19, 2)
STEPS = {
    "STANDARD": ((31, 300), (91, 130)),
    "CAPITAL_REPAIR": ((31, 300),),
    "CAPITAL_REPAIR_NEXT_DAY": ((1, 300),),
}


def rate_on(day, rates):
    rate = [percent for since, percent in rates if since <= day][-1]
    return min(rate, CAP[2]) if CAP[0] <= day <= CAP[1] else rate


def divisor_on(number, kind):
    found = [divisor for first, divisor in STEPS[kind] if number >= first]
    return found[-1] if found else None


def bears(day, origin, pauses):
    stopped = [MORATORIUM, *pauses]
    if origin < MORATORIUM_2022[0]:
        stopped.append(MORATORIUM_2022)
    return not any(first <= day and (until is None or day < until) for first, until in stopped)


def penalty(principal, due_on, kind, payments, on, rates, pauses, origin):
    """Cumulative kopecks, days in each step and what is still owed."""
    rest, portions = max(principal, 0), []
    for paid_on, amount in sorted(payments):
        part = min(rest, amount) if paid_on <= on and amount > 0 else 0
        if part:
            portions.append((part, paid_on))
            rest -= part
    if rest:
        portions.append((rest, on))
    total, counted = Fraction(0), {}
    for part, until in portions:
        number, day = 1, due_on + DAY
        while day <= until:
            divisor = divisor_on(number, kind)
            if divisor and bears(day, origin, pauses):
                total += part * rate_on(until, rates) / 100 / divisor
                counted[day] = divisor
            number, day = number + 1, day + DAY
    divisors = list(counted.values())
    return half_up(total), divisors.count(300), divisors.count(130), rest
