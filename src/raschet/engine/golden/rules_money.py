"""Rules about payments and dates."""

from __future__ import annotations

from typing import Any, Final

from raschet.engine.allocation import (
    AllocationMode,
    Debt,
    Designation,
    PenaltyDebt,
    allocate_payment,
    offset_advance,
)
from raschet.engine.due_dates import due_dates
from raschet.engine.golden.fields import CaseInvalid, Field, Kind
from raschet.engine.golden.rule import Rule, text

KOPECKS = Field("kopecks", Kind.KOPECKS, "Amount")
PERIOD = Field("period", Kind.PERIOD, "Month the amount belongs to")
MODES: Final = {mode.value.lower(): mode for mode in AllocationMode}
DESIGNATION: Final = (
    Field("period", Kind.PERIOD, "Month the payer named", default=None),
    text("service", "Service the payer named", default=None),
)


def allocation(case: dict[str, Any]) -> dict[str, Any]:
    """A payment over debts and penalties (R-190, R-191, D-05, D-19)."""
    if case["mode"] not in MODES:
        raise CaseInvalid(f"inputs.mode: {case['mode']!r} is none of {', '.join(MODES)}")
    result = allocate_payment(
        case["payment_kopecks"],
        [Debt(row["period"], row["service"], row["kopecks"]) for row in case["debts"]],
        [PenaltyDebt(row["period"], row["kopecks"]) for row in case["penalties"]],
        mode=MODES[case["mode"]],
        designation=Designation(**case["designation"]) if case["designation"] else None,
    )
    return {
        "allocation_kopecks": list(result.debts_kopecks),
        "penalty_kopecks": list(result.penalties_kopecks),
        "advance_kopecks": result.advance_kopecks,
    }


def advance_offset(case: dict[str, Any]) -> dict[str, Any]:
    """An advance against the charges of the closed bill (D-20)."""
    result = offset_advance(case["advance_kopecks"], [row["kopecks"] for row in case["charges"]])
    return {
        "offset_kopecks": list(result.offsets_kopecks),
        "advance_left_kopecks": result.advance_left_kopecks,
        "to_pay_kopecks": result.to_pay_kopecks,
    }


def due_date(case: dict[str, Any]) -> dict[str, Any]:
    """The last days to present and to pay a bill (R-180)."""
    result = due_dates(case["period"], shift_non_working=case["shift_non_working"])
    return {"bill_by": result.bill_by.isoformat(), "pay_by": result.pay_by.isoformat()}


RULES: Final = (
    Rule(
        "allocation",
        (Field("payment_kopecks", Kind.KOPECKS, "Payment"),
         Field("debts", Kind.TABLE, "Outstanding principal, in line order", default=(),
               fields=(PERIOD, text("service", "Code of the service"), KOPECKS)),
         Field("penalties", Kind.TABLE, "Outstanding penalties", fields=(PERIOD, KOPECKS), default=()),
         text("mode", ", ".join(MODES), default="oldest_first"),
         Field("designation", Kind.OBJECT, "What the payer named", fields=DESIGNATION, default=None)),
        allocation,
    ),
    Rule(
        "advance_offset",
        (Field("advance_kopecks", Kind.KOPECKS, "Advance"),
         Field("charges", Kind.TABLE, "Charges of the bill",
               fields=(text("service", "Code of the service", default=""), KOPECKS))),
        advance_offset,
    ),
    Rule(
        "due_date",
        (PERIOD,
         Field("shift_non_working", Kind.FLAG, "Move the day of payment to a working day", default=True)),
        due_date,
    ),
)  # fmt: skip
