"""One visit in one line, to the small town's meter in flat 12."""

from datetime import UTC, date, datetime

from tests.domain.town import MICRO

NOVEMBER_12 = datetime(2026, 11, 12, 7, 42, tzinfo=UTC)


def at(day, month=11, hour=7):
    return datetime(2026, month, day, hour, tzinfo=UTC)


def visit(owner, register, value, when=NOVEMBER_12, *, channel="CABINET", **options):
    """Submit one reading in whole units, taken on the day of the visit."""
    from raschet.domain.readings.services.submit_readings import Item, submit_readings

    item_options = {
        name: options.pop(name) for name in ("confirmed", "meter_replaced") if name in options
    }
    value_micro = options.pop("value_micro", None)
    return submit_readings(
        account_id=owner.pk,
        items=[
            Item(
                register.pk,
                value * MICRO if value_micro is None else value_micro,
                **item_options,
            )
        ],
        taken_on=options.pop("taken_on", when.date()),
        received_at=when,
        channel=channel,
        actor=options.pop("actor", "anna"),
        **options,
    )


def standing(register):
    """Value in units, state and month of every reading of a register, in the order of arrival."""
    from raschet.domain.readings.models import Reading

    rows = Reading.objects.filter(register_id=register.pk).order_by("revision")
    return [
        (value // MICRO, state, reason, period)
        for value, state, reason, period in rows.values_list(
            "value_micro", "state", "reason", "period"
        )
    ]


OCTOBER_1, NOVEMBER_1, DECEMBER_1 = date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)
