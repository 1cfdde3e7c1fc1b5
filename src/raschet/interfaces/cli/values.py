"""How the words of the command line become values: months, ports, counts."""

from __future__ import annotations

import argparse
from datetime import date, datetime

from django.utils.timezone import make_aware
from django.utils.translation import gettext

from raschet.values.period import Period, PeriodInvalid
from raschet.values.scaled import NumberInvalid, parse_kopecks, parse_micro

PORT_MAX = 65_535


def month(text: str) -> Period:
    """``2026-10`` as a period. Raises: argparse.ArgumentTypeError."""
    try:
        return Period.parse(text)
    except PeriodInvalid as error:
        raise argparse.ArgumentTypeError(
            gettext("“%(text)s” is not a calendar month; write year and month like 2026-10")
            % {"text": text}
        ) from error


def port(text: str) -> int:
    """A port to listen on. Raises: argparse.ArgumentTypeError."""
    if text.isdecimal() and 1 <= int(text) <= PORT_MAX:
        return int(text)
    raise argparse.ArgumentTypeError(
        gettext("“%(text)s” is not a port; ports are numbers from 1 to %(last)s")
        % {"text": text, "last": PORT_MAX}
    )


def positive(text: str) -> int:
    """A count of at least one. Raises: argparse.ArgumentTypeError."""
    if text.isdecimal() and int(text) > 0:
        return int(text)
    raise argparse.ArgumentTypeError(
        gettext("“%(text)s” is not a whole number above zero") % {"text": text}
    )


def day(text: str) -> date:
    """``2026-10-26`` as a day. Raises: argparse.ArgumentTypeError."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            gettext("“%(text)s” is not a day; write it like 2026-10-26") % {"text": text}
        ) from error


def moment(text: str) -> datetime:
    """``2026-10-05T08:00`` in the centre's zone. Raises: argparse.ArgumentTypeError."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            gettext("“%(text)s” is not a moment; write it like 2026-10-05T08:00") % {"text": text}
        ) from error
    return make_aware(found) if found.tzinfo is None else found


def decimal_micro(text: str) -> int:
    """``15.5`` or ``15,5`` in millionths. Raises: argparse.ArgumentTypeError."""
    try:
        return parse_micro(text)
    except NumberInvalid as error:
        raise argparse.ArgumentTypeError(
            gettext("“%(text)s” is not a number") % {"text": text}
        ) from error


def roubles(text: str) -> int:
    """``1200,50`` in kopecks, above zero. Raises: argparse.ArgumentTypeError."""
    try:
        kopecks = parse_kopecks(text)
    except NumberInvalid:
        kopecks = 0
    if kopecks <= 0:
        raise argparse.ArgumentTypeError(
            gettext("“%(text)s” is not a sum of money above zero") % {"text": text}
        )
    return kopecks
