"""The rules whose cases the engine computes."""

from __future__ import annotations

from typing import Final

from raschet.engine.golden import (
    rules_area,
    rules_events,
    rules_house,
    rules_money,
    rules_penalty,
    rules_recalculation,
    rules_resources,
    rules_support,
    rules_volume,
)
from raschet.engine.golden.rule import Rule, Volume

__all__ = ["RULES", "Rule", "Volume"]

RULES: Final[dict[str, Rule]] = {
    rule.name: rule
    for module in (
        rules_volume,
        rules_resources,
        rules_house,
        rules_area,
        rules_events,
        rules_money,
        rules_penalty,
        rules_recalculation,
        rules_support,
    )
    for rule in module.RULES
}
