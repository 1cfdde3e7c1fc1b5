"""Questions of billing: a run's inputs, its report, the lines of an account."""

from raschet.domain.billing.explanations import ExplainedLine
from raschet.domain.billing.explanations.change import ExplainedChange
from raschet.domain.billing.selectors.bills import (
    Bill,
    BillService,
    UnbilledDays,
    bill_of_month,
    billed_months,
    month_is_published,
    unbilled_days,
)
from raschet.domain.billing.selectors.runs import RunReport, run_of_month
from raschet.domain.billing.selectors.turnovers import ServiceTurnover, turnovers
from raschet.domain.billing.selectors.why_changed import BillChange, why_changed

__all__ = [
    "Bill",
    "BillChange",
    "BillService",
    "ExplainedChange",
    "ExplainedLine",
    "RunReport",
    "ServiceTurnover",
    "UnbilledDays",
    "bill_of_month",
    "billed_months",
    "month_is_published",
    "run_of_month",
    "turnovers",
    "unbilled_days",
    "why_changed",
]
