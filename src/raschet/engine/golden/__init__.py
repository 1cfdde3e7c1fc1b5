"""Golden cases: worked examples run through the engine, in the format that accountants can write.

A case names a rule, inputs and expected results. ``run_cases`` computes every case whose rule is
known and reports mismatches, invalid cases and unknown rules; ``schema`` tells what a rule takes.
"""

from raschet.engine.golden.report import CaseResult, GoldenReport, RuleSummary, run_cases, schema
from raschet.engine.golden.rules import RULES

__all__ = ["RULES", "CaseResult", "GoldenReport", "RuleSummary", "run_cases", "schema"]
