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
from raschet.domain.billing.selectors.charges import (
    BillDate,
    MonthCharges,
    ServiceCharge,
    charges_by_month,
    last_bill_date,
    published_bills,
)
from raschet.domain.billing.selectors.consumption import MonthConsumption, consumption_by_month
from raschet.domain.billing.selectors.next_bill import (
    Estimate,
    EstimatedService,
    estimate_next_bill,
)
from raschet.domain.billing.selectors.runs import RunReport, run_of_month
from raschet.domain.billing.selectors.turnovers import ServiceTurnover, turnovers
from raschet.domain.billing.selectors.why_changed import BillChange, why_changed

__all__ = [
    "Bill",
    "BillChange",
    "BillDate",
    "BillService",
    "Estimate",
    "EstimatedService",
    "ExplainedChange",
    "ExplainedLine",
    "MonthCharges",
    "MonthConsumption",
    "RunReport",
    "ServiceCharge",
    "ServiceTurnover",
    "UnbilledDays",
    "bill_of_month",
    "billed_months",
    "charges_by_month",
    "consumption_by_month",
    "estimate_next_bill",
    "last_bill_date",
    "month_is_published",
    "published_bills",
    "run_of_month",
    "turnovers",
    "unbilled_days",
    "why_changed",
]
