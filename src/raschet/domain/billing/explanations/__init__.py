"""Words for charge lines: the page, the bill and the terminal say the same."""

from raschet.domain.billing.explanations.explain import explain_line, explain_month
from raschet.domain.billing.explanations.line import ExplainedLine
from raschet.domain.billing.explanations.names import service_name
from raschet.domain.billing.explanations.recalculation import late_fact_sentence
from raschet.domain.billing.explanations.sentences import unbilled_sentence

__all__ = [
    "ExplainedLine",
    "explain_line",
    "explain_month",
    "late_fact_sentence",
    "service_name",
    "unbilled_sentence",
]
