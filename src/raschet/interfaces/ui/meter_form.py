"""A form of readings: a card for each meter, and what was typed into it, right or wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from raschet.domain.billing.explanations import service_name
from raschet.domain.billing.explanations.figures import unit_name
from raschet.domain.readings.acceptance import Reason
from raschet.domain.readings.services.submit_readings import Item
from raschet.interfaces.ui.figures import full_date, quantity
from raschet.interfaces.ui.reading_words import question, refusal, zone_name
from raschet.interfaces.ui.typed import reading_micro
from raschet.values.scaled import NumberInvalid

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from raschet.domain.readings.selectors import MeterToRead, Outcome, RegisterToRead

TYPED_MAX = 40
"""Longer words are cut before they are shown again; no dial has so many digits."""


@dataclass(slots=True)
class DialField:
    """One field. ``error`` and ``question`` exclude each other."""

    register_id: int
    decimals: int
    zone: str
    unit: str
    """Its code."""
    typed: str = ""
    confirmed: bool = False
    replaced: bool = False
    last: str = ""
    error: str = ""
    question: str = ""
    offers_replaced: bool = False
    value_micro: int | None = None
    cut: bool = False

    @property
    def name(self) -> str:
        return f"r{self.register_id}"

    @property
    def confirm_name(self) -> str:
        return f"ok{self.register_id}"

    @property
    def replaced_name(self) -> str:
        return f"new{self.register_id}"

    @property
    def zone_label(self) -> str:
        return zone_name(self.zone)

    @property
    def unit_label(self) -> str:
        return unit_name(self.unit)

    @property
    def described_by(self) -> str:
        """Ids of the words that belong to the field."""
        parts = [
            (self.error, f"{self.name}-error"),
            (self.question, f"{self.name}-question"),
            (self.last, f"{self.name}-last"),
        ]
        return " ".join(id_ for shown, id_ in parts if shown)


@dataclass(slots=True)
class MeterCard:
    """One meter as the page shows it: resource, place, the end of the serial number."""

    meter: MeterToRead
    title: str
    note: str
    fields: list[DialField] = field(default_factory=list)

    @property
    def wrong(self) -> bool:
        return any(dial.error for dial in self.fields)

    @property
    def asked(self) -> bool:
        return any(dial.question for dial in self.fields)


@dataclass(slots=True)
class MeterForm:
    """All cards and what is wrong with them."""

    cards: list[MeterCard]
    open_figures: bool
    general: str = ""

    @property
    def fields(self) -> list[DialField]:
        return [dial for card in self.cards for dial in card.fields]

    @property
    def cut(self) -> bool:
        return any(dial.cut for dial in self.fields)

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Errors and questions with the ids their links lead to, in the order of the page."""
        if self.general:
            return [(self.fields[0].name if self.fields else "", self.general)]
        found = []
        for card in self.cards:
            for dial in card.fields:
                label = ", ".join(part for part in (card.title, dial.zone_label) if part)
                if dial.error:
                    found.append((dial.name, f"{label}: {_beginning(dial.error)}"))
                elif dial.question:
                    words = gettext("confirm the unusual use")
                    found.append((dial.confirm_name, f"{label}: {words}"))
        return found

    def read(self, data: Mapping[str, str]) -> list[Item]:
        """Fill the fields with what was typed. Returns the readings, empty when anything is wrong."""
        items = []
        for dial in self.fields:
            dial.typed = data.get(dial.name, "").strip()[:TYPED_MAX]
            dial.confirmed = dial.confirm_name in data
            dial.replaced = dial.replaced_name in data
            if not dial.typed:
                continue
            try:
                dial.value_micro, dial.cut = reading_micro(dial.typed, dial.decimals)
            except NumberInvalid:
                dial.error = gettext("Write the digits from the dial, like 421.")
                continue
            items.append(Item(dial.register_id, dial.value_micro, dial.confirmed, dial.replaced))
        if not items and not self.errors:
            self.general = gettext("Enter at least one reading.")
        return [] if self.errors else items

    def answer(self, outcomes: Sequence[Outcome]) -> None:
        """Set the words of outcomes beside their fields."""
        by_register = {outcome.register_id: outcome for outcome in outcomes}
        for dial in self.fields:
            outcome = by_register.get(dial.register_id)
            if outcome is None:
                continue
            dial.error = refusal(outcome, dial.unit, open_figures=self.open_figures)
            dial.question = question(outcome, dial.unit, open_figures=self.open_figures)
            dial.offers_replaced = outcome.reason == Reason.READING_BELOW_LAST


def meter_form(
    meters: Sequence[MeterToRead], *, today: date, open_figures: bool, values: Mapping[str, str]
) -> MeterForm:
    """The page's cards. values: what this very visitor gave before, by field."""
    cards = []
    for meter in meters:
        card = MeterCard(meter, service_name(meter.service_code), _note(meter, today))
        for register in meter.registers:
            dial = DialField(register.register_id, meter.decimals, register.zone, meter.unit)
            dial.typed = values.get(dial.name, "")
            dial.last = _last(register, meter.unit) if open_figures else ""
            card.fields.append(dial)
        cards.append(card)
    return MeterForm(cards, open_figures)


def _note(meter: MeterToRead, today: date) -> str:
    if meter.expired(today) and meter.verified_until is not None:
        return gettext(
            "The meter's verification expired on %(day)s. We accept the reading but bill the average."
        ) % {"day": full_date(meter.verified_until)}
    return ""


def _last(register: RegisterToRead, unit: str) -> str:
    if register.last is None:
        return ""
    return gettext("It was %(value)s on %(day)s") % {
        "value": quantity(register.last.value_micro, unit),
        "day": full_date(register.last.taken_on),
    }


def _beginning(words: str) -> str:
    """The first sentence of an error, as it goes on after a colon."""
    first = words.partition(". ")[0].rstrip(".")
    return first[:1].lower() + first[1:]
