"""Questions about readings: what to read, what was given, what waits for a look."""

from raschet.domain.readings.selectors.held import (
    HeldReading,
    count_held,
    held_reading,
    held_readings,
)
from raschet.domain.readings.selectors.meters import (
    GivenReading,
    MeterToRead,
    RegisterOfAccount,
    RegisterToRead,
    meters_to_read,
    registers_of_account,
)
from raschet.domain.readings.selectors.submissions import (
    Outcome,
    Receipt,
    ReceiptCheck,
    Submitted,
    check_receipt,
    submission_of_account,
)
from raschet.domain.readings.selectors.window import reading_month

__all__ = [
    "GivenReading",
    "HeldReading",
    "MeterToRead",
    "Outcome",
    "Receipt",
    "ReceiptCheck",
    "RegisterOfAccount",
    "RegisterToRead",
    "Submitted",
    "check_receipt",
    "count_held",
    "held_reading",
    "held_readings",
    "meters_to_read",
    "reading_month",
    "registers_of_account",
    "submission_of_account",
]
