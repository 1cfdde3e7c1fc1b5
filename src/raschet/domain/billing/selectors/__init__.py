"""Questions of billing: a run's inputs, its report, the lines of an account."""

from raschet.domain.billing.explanations import ExplainedLine
from raschet.domain.billing.selectors.bills import (
    Bill,
    BillService,
    UnbilledDays,
    bill_of_month,
    billed_months,
    month_is_published,
    unbilled_days,
)

__all__ = [
    "Bill",
    "BillService",
    "ExplainedLine",
    "UnbilledDays",
    "bill_of_month",
    "billed_months",
    "month_is_published",
    "unbilled_days",
]
