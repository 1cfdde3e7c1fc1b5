"""What is said about a reading: to the person who gives it, by any door, with or without figures.

``open_figures`` says whether the person may learn earlier readings and the usual use: signed in, at
the counter, or where the installation shows previous readings to everybody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext, gettext_lazy

from raschet.domain.readings.acceptance import ASKED, Reason
from raschet.interfaces.ui.figures import full_date, quantity
from raschet.values.scaled import localised, plain_micro

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from raschet.domain.readings.selectors import MeterToRead, Outcome

REFUSALS: Final[dict[str, _StrPromise]] = {
    Reason.READING_NEGATIVE: gettext_lazy("A reading cannot be negative. Check the digits."),
    Reason.READ_BEFORE_INSTALLED: gettext_lazy(
        "The meter was not installed yet on that day. Check the day."
    ),
    Reason.METER_REMOVED: gettext_lazy("This meter was removed. Give the reading of the new one."),
    Reason.ACCOUNT_NOT_SERVED: gettext_lazy("The account is closed: readings no longer count."),
    Reason.DAY_IN_FUTURE: gettext_lazy("That day has not come yet. Check the day."),
    Reason.MORE_DIGITS_THAN_DIAL: gettext_lazy(
        "That is more digits than the dial has. Write the digits before the comma."
    ),
    Reason.MORE_DECIMALS_THAN_DIAL: gettext_lazy(
        "That is more digits after the comma than the dial has."
    ),
    Reason.READING_ABOVE_NEXT: gettext_lazy(
        "Higher than a reading that was taken later. Check the digits and the day."
    ),
    Reason.READING_BELOW_LAST: gettext_lazy(
        "Lower than the last accepted reading. Check the digits on the dial."
    ),
}
HELD: Final[dict[str, _StrPromise]] = {
    Reason.METER_REPLACED: gettext_lazy(
        "You said the meter was changed. We will check that and write the new meter down."
    ),
    Reason.UNUSUALLY_HIGH: gettext_lazy(
        "Unusually high: our employee will look at it. Until then we bill the average."
    ),
    Reason.STRONGER_STANDS: gettext_lazy(
        "A reading given signed in, or by an inspector, stands for this month. Our employee will "
        "compare both."
    ),
}
WHY_HELD: Final[dict[str, _StrPromise]] = {
    Reason.METER_REPLACED: gettext_lazy("said to be of a new meter"),
    Reason.UNUSUALLY_HIGH: gettext_lazy("unusually high, confirmed"),
    Reason.STRONGER_STANDS: gettext_lazy("another stands, signed in or by an inspector"),
}
"""For the people who decide."""
NOTES: Final[dict[str, _StrPromise]] = {
    Reason.ROLLOVER: gettext_lazy("We took it that the dial has passed zero."),
    Reason.METER_FAILED: gettext_lazy(
        "The meter is noted as broken. We keep the reading and bill the average."
    ),
    Reason.SAME_STANDS: gettext_lazy("The same reading stands already."),
    Reason.OLDER_THAN_LAST: gettext_lazy("A later reading of this month stands; that one counts."),
}


def zone_name(zone: str) -> str:
    """The dial's zone as a label; empty for a meter with one dial."""
    names = {
        "DAY": gettext("Day"),
        "NIGHT": gettext("Night"),
        "PEAK": gettext("Peak"),
        "SEMI_PEAK": gettext("Semi-peak"),
    }
    return names.get(zone, "")


def number(value_micro: int, language: str) -> str:
    """A value as a dial shows it, without a unit."""
    return localised(plain_micro(value_micro), language)


def refusal(outcome: Outcome, unit: str, *, open_figures: bool) -> str:
    """Why the reading cannot be taken and what to do; empty when it can."""
    if not outcome.refused:
        return ""
    if outcome.reason == Reason.READING_BELOW_LAST and open_figures and outcome.before_micro:
        return gettext(
            "%(value)s is lower than the last reading, %(last)s. Check the digits on the dial."
        ) % {
            "value": quantity(outcome.value_micro, unit),
            "last": quantity(outcome.before_micro, unit),
        }
    return str(REFUSALS[outcome.reason])


def question(outcome: Outcome, unit: str, *, open_figures: bool) -> str:
    """What is asked about an unusual reading; empty where nothing is."""
    if outcome.state != ASKED:
        return ""
    if open_figures and outcome.average_micro:
        return gettext(
            "You used %(use)s, usually about %(usual)s a month. If it is a typing mistake, put it "
            "right."
        ) % {
            "use": quantity(outcome.use_micro, unit),
            "usual": quantity(_rough(outcome.average_micro), unit),
        }
    return gettext("That is unusually high. If it is a typing mistake, put it right.")


def remark(outcome: Outcome, meter: MeterToRead | None, *, open_figures: bool) -> str:
    """What the person should know about a reading that was taken; empty where all is plain.

    Without open figures nobody learns that a surer reading stands: what is said then is what is
    said to everyone (see the page).
    """
    if outcome.reason in {Reason.STRONGER_STANDS, Reason.SAME_STANDS} and not open_figures:
        return ""
    if outcome.reason == Reason.VERIFICATION_EXPIRED:
        if meter is not None and meter.verified_until is not None:
            return gettext(
                "The meter's verification expired on %(day)s. We keep the reading and bill the "
                "average."
            ) % {"day": full_date(meter.verified_until)}
        return gettext("The verification has expired. We keep the reading and bill the average.")
    words = HELD.get(outcome.reason) or NOTES.get(outcome.reason)
    return str(words) if words else ""


def _rough(value_micro: int) -> int:
    """Two leading digits of a value are enough to say what is usual."""
    step = 1
    while value_micro // step >= 100:
        step *= 10
    return (value_micro + step // 2) // step * step
