"""``raschet readings submit``: what is told by telephone, brought on a slip, sent by a bank."""

from __future__ import annotations

import argparse
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Final

from django.utils import timezone
from django.utils.translation import get_language, gettext

from raschet.domain.billing.explanations import service_name
from raschet.domain.readings.acceptance import ASKED
from raschet.domain.readings.selectors import MeterToRead, meters_to_read, reading_month
from raschet.domain.readings.services.submit_readings import Item, submit_readings
from raschet.interfaces.cli.accounts import named_account
from raschet.interfaces.cli.console import say, show, table
from raschet.interfaces.cli.errors import CommandRefused
from raschet.interfaces.cli.exit_codes import ExitCode
from raschet.interfaces.cli.signing import signer, terminal_user
from raschet.interfaces.ui.figures import full_date, month_and_year, quantity
from raschet.interfaces.ui.reading_words import number, question, refusal, remark, zone_name
from raschet.values.scaled import NumberInvalid, parse_micro

if TYPE_CHECKING:
    from collections.abc import Sequence

    from raschet.domain.readings.selectors import RegisterToRead, Submitted

CHANNELS: Final = ("telephone", "slip", "bank", "inspector")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the door."""
    parser.epilog = gettext(
        "A meter is named by its serial number, the end of it, or its service where there is one\n"
        "meter of it. A meter with zones has a value for each, parted by “/”; “-” leaves one out.\n"
        "Example: raschet readings submit --channel telephone 104582 5678417=421.5 electricity=90/-"
    )
    parser.add_argument("account", metavar="ACCOUNT", help=gettext("number of the account"))
    parser.add_argument(
        "values",
        metavar="METER=VALUE",
        nargs="*",
        help=gettext("what a meter shows; without any the account's meters are listed"),
    )
    parser.add_argument(
        "--channel",
        choices=CHANNELS,
        required=True,
        help=gettext("how the readings came: %(channels)s") % {"channels": ", ".join(CHANNELS)},
    )
    parser.add_argument(
        "--taken", metavar="DAY", type=_day, help=gettext("day on which the dial was read")
    )
    parser.add_argument(
        "--received",
        metavar="DAY",
        type=_day,
        help=gettext("day on which they reached the centre; today by default"),
    )
    parser.add_argument(
        "--confirmed", action="store_true", help=gettext("unusual values were asked about")
    )
    parser.add_argument(
        "--meter-replaced", action="store_true", help=gettext("a lower value is of a new meter")
    )
    parser.add_argument("--by", metavar="LOGIN", help=gettext("login of the operator"))


def run(arguments: argparse.Namespace) -> int:
    """Submit, or list the meters. Returns the exit code."""
    card = named_account(arguments.account)
    now = timezone.now()
    today = timezone.localdate()
    received_on = arguments.received or today
    if received_on > today:
        raise CommandRefused(
            gettext(
                "The readings cannot have come on a day that has not come. Nothing was changed."
            )
        )
    period = reading_month(received_on).period
    meters = meters_to_read(card.account_id, period=period, today=received_on)
    if not arguments.values:
        _list(meters)
        return ExitCode.DONE
    items = _items(arguments, meters)
    answer = submit_readings(
        account_id=card.account_id,
        items=items,
        taken_on=arguments.taken or received_on,
        received_at=now if received_on == today else _noon(received_on),
        channel=arguments.channel.upper(),
        actor=signer(arguments.by) if arguments.by else terminal_user(),
    )
    return _tell(answer, meters)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            gettext("“%(text)s” is not a day; write it like 2026-10-01") % {"text": text}
        ) from error


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def _list(meters: Sequence[MeterToRead]) -> None:
    if not meters:
        say(gettext("This account has no meters. Charges use the standard rate."))
        return
    titles = [
        gettext("Meter"),
        gettext("Service"),
        gettext("Place"),
        gettext("Zone"),
        gettext("Last reading"),
        gettext("This month"),
    ]
    made = table(titles, 99)
    for meter in meters:
        for register in meter.registers:
            last, given = register.last, register.given
            made.add_row(
                meter.serial,
                service_name(meter.service_code),
                meter.place,
                zone_name(register.zone),
                "" if last is None else quantity(last.value_micro, meter.unit),
                "" if given is None else quantity(given.value_micro, meter.unit),
            )
    show(made)


def _items(arguments: argparse.Namespace, meters: Sequence[MeterToRead]) -> list[Item]:
    """What the words say. Raises: CommandRefused."""
    items = []
    for word in arguments.values:
        name, sign, said = word.partition("=")
        if not sign:
            raise CommandRefused(
                gettext(
                    "“%(word)s” does not say what a meter shows. Nothing was changed. Write the "
                    "meter and its value like 5678417=421.5."
                )
                % {"word": word}
            )
        meter = _meter(name, meters)
        for register, value in zip(meter.registers, _values(said, meter), strict=True):
            if value is not None:
                items.append(
                    Item(register.register_id, value, arguments.confirmed, arguments.meter_replaced)
                )
    if not items:
        raise CommandRefused(gettext("No value was given. Nothing was changed."))
    return items


def _meter(name: str, meters: Sequence[MeterToRead]) -> MeterToRead:
    """The only meter of that name. Raises: CommandRefused."""
    found = [meter for meter in meters if meter.serial == name]
    found = found or [meter for meter in meters if meter.service_code == name]
    found = found or [meter for meter in meters if name and meter.serial.endswith(name)]
    if len(found) == 1:
        return found[0]
    message = (
        gettext("“%(name)s” fits several meters of the account. Nothing was changed.")
        if found
        else gettext("The account has no meter “%(name)s” in place. Nothing was changed.")
    )
    advice = gettext("Without values the command lists the account's meters.")
    raise CommandRefused(f"{message % {'name': name}} {advice}")


def _values(said: str, meter: MeterToRead) -> list[int | None]:
    """A value for each dial, None for one left out. Raises: CommandRefused."""
    parts = said.split("/")
    if len(parts) != len(meter.registers):
        raise CommandRefused(
            gettext(
                "Meter %(serial)s has %(count)s dials, “%(said)s” gives %(given)s. Nothing was "
                "changed."
            )
            % {
                "serial": meter.serial,
                "count": len(meter.registers),
                "said": said,
                "given": len(parts),
            }
        )
    try:
        return [None if part in {"-", ""} else parse_micro(part) for part in parts]
    except NumberInvalid as error:
        raise CommandRefused(
            gettext("“%(text)s” is not a reading. Nothing was changed. Write digits, like 421.5.")
            % {"text": error.text}
        ) from error


def _tell(answer: Submitted, meters: Sequence[MeterToRead]) -> int:
    """Print each value's outcome and the receipt. Returns the exit code."""
    by_register: dict[int, tuple[MeterToRead, RegisterToRead]] = {
        register.register_id: (meter, register) for meter in meters for register in meter.registers
    }
    asked = False
    for outcome in answer.outcomes:
        meter, register = by_register[outcome.register_id]
        words = (
            refusal(outcome, meter.unit, open_figures=True)
            or question(outcome, meter.unit, open_figures=True)
            or remark(outcome, meter, open_figures=True)
            or gettext("Accepted.")
        )
        asked = asked or outcome.state == ASKED
        value = number(outcome.value_micro, get_language() or "ru")
        name = f"{service_name(meter.service_code)} {meter.serial} {zone_name(register.zone)}"
        say(f"{name.strip()}: {value}. {words}")
    if answer.receipt is None:
        advice = gettext("Nothing was kept. Put it right and repeat the command.")
        if asked:
            advice += " " + gettext("If the unusual value is right, add --confirmed.")
        raise CommandRefused(advice)
    say(
        gettext("Receipt %(number)s of %(day)s, for %(month)s.")
        % {
            "number": answer.receipt.number,
            "day": full_date(timezone.localdate(answer.receipt.received_at)),
            "month": month_and_year(answer.period),
        }
    )
    return ExitCode.REFUSED if any(outcome.refused for outcome in answer.outcomes) else 0
