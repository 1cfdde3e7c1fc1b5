"""The shape of an explained line: ready texts, the same for the page, the bill and the terminal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from raschet.values.period import Period


@dataclass(frozen=True, slots=True)
class ExplainedLine:
    """One charge line in words of the active language.

    ``formula`` are chips of (label, value): the first stands alone, a later one begins with its
    sign (``×``, ``=``, ``−``) in the value. ``inputs`` are what was measured or decided, ``sources``
    where each came from. ``arithmetic`` shows the product before and after rounding.
    """

    title: str
    sentences: tuple[str, ...]
    formula: tuple[tuple[str, str], ...]
    inputs: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]
    arithmetic: str
    rounding: str
    clause: str
    kind: str
    method: str
    reason: str
    amount_kopecks: int
    quantity_micro: int | None
    origin_period: Period
    segment_from: date
    segment_until: date
    supplier_name: str
