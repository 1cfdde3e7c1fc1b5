"""Worked cases: our own beside this file, and the shared ones where they are at hand."""

import json
import os
from pathlib import Path

import pytest

from raschet.engine.golden import RULES, run_cases, schema

HERE = Path(__file__).parent
SHARED = Path(os.environ.get("RASCHET_SHARED", HERE.parents[2].parent / "shared"))
FILES = [*sorted(HERE.glob("*.json")), *SHARED.glob("domain/golden-cases.json")]


def cases_of(path):
    return json.loads(path.read_text("utf-8"))["cases"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_case_of_a_known_rule_matches(path):
    report = run_cases(cases_of(path))

    assert report.results
    assert [(m.case_id, m.expected, m.got, m.error) for m in report.mismatches] == []


def test_own_cases_name_only_known_rules_and_leave_none_out():
    rules = {case["rule"] for path in HERE.glob("*.json") for case in cases_of(path)}

    assert rules == set(RULES)


def test_mismatch_shows_expected_got_and_operands():
    case = {"id": "X", "rule": "area_rate", "inputs": {"area": "10", "rate": "2"},
            "expected": {"amount_kopecks": 1999}}  # fmt: skip

    (result,) = run_cases([case]).mismatches

    assert (result.differing, result.got, result.operands, result.error) == (
        ("amount_kopecks",), {"amount_kopecks": 2000}, {"area": "10", "rate": "2"}, None)  # fmt: skip


def test_unknown_rules_are_counted_not_failed():
    report = run_cases([{"id": "P", "rule": "tithe"}, {"id": "Q", "rule": "tithe"}])

    assert (report.results, report.unknown) == ((), {"tithe": 2})


BAD = [
    (7, "case 1 is not an object"),
    ({"rule": None}, "the case names no rule"),
    ({"rule": "area_rate", "inputs": {}}, "the case expects nothing"),
    ({"rule": "area_rate", "inputs": None}, "inputs: an object is expected, not nothing"),
    ({"rule": "area_rate", "inputs": {"rate": "1"}}, "inputs.area: is missing"),
    ({"rule": "area_rate", "inputs": {"area": 1.5, "rate": "1"}}, "inputs.area: a decimal in quotes"),
    ({"rule": "area_rate", "inputs": {"area": "x", "rate": "1"}}, "inputs.area: 'x' is not a number"),
    ({"rule": "area_rate", "inputs": {"area": "1" * 30, "rate": "1"}},
     "inputs: a number is larger than any real quantity"),
    ({"rule": "area_rate", "inputs": {"area": "1" * 12, "rate": "1"}}, "area_micro: reaches 1"),
    ({"rule": "rollover", "inputs": {"previous": "1", "current": "0", "digits": -1, "tariff": "1"}},
     "inputs.digits: must be 1 to 12"),
    ({"rule": "fixed", "inputs": {"rate": "1", "quantity": "1.5"}}, "inputs.quantity: a whole"),
    ({"rule": "norm_person", "inputs": {"norm": "4.34", "persons": "2.666667", "tariff": "1"}},
     "inputs.persons: times the norm has more than six decimals"),
    ({"rule": "norm_person", "inputs": {"norm": "1", "persons": 40000, "tariff": "1"}},
     "persons are 0 to 32767"),
    ({"rule": "norm_person", "inputs": {"norm": "1", "persons": 0, "tariff": "1"}},
     "not billed: NO_RESIDENTS"),
    ({"rule": "norm_person_days", "inputs": {"norm": "1", "person_days": 0, "days_in_month": 30,
      "tariff": "1"}}, "inputs.person_days: must be positive"),
    ({"rule": "due_date", "inputs": {"period": "2026-13"}}, "inputs.period: '2026-13' is not a month"),
    ({"rule": "due_date", "inputs": {"period": "1999-01"}}, "no due date is known for 1999-01"),
    ({"rule": "due_date", "inputs": {"period": "2026-01", "shift_non_working": 1}}, "true or false"),
    ({"rule": "missing_reading", "inputs": {"cause": "rain", "month_without_reading": 1, "norm": "1",
      "persons": 1, "tariff": "1"}}, "inputs.cause: 'rain' is none of"),
    ({"rule": "tariff_change_area", "inputs": {"area": "1", "days_in_month": 30, "segments": [
      {"days": 29, "rate": "1"}]}}, "inputs.segments: must fill the 30 days"),
    ({"rule": "new_account_area", "inputs": {"area": "1", "rate": "1", "days_active": 1,
      "days_in_month": 27}}, "no month has 27 days"),
    ({"rule": "allocation", "inputs": {"payment_kopecks": -1}}, "the amount -1 kopecks is negative"),
    ({"rule": "allocation", "inputs": {"payment_kopecks": 1, "debts": {}}}, "inputs.debts: a list"),
    ({"rule": "tiers", "inputs": {"volume": "1", "bands": []}}, "inputs.bands: limits must rise"),
    ({"rule": "tiers", "inputs": {"volume": "1", "months": 0, "bands": [{"tariff": "1"}]}},
     "inputs.months: counts from 1"),
    ({"rule": "tiers", "inputs": {"volume": "3", "bands": [{"upto": "2", "tariff": "1"}]}},
     "the volume exceeds the limit"),
    ({"rule": "zones_and_bands", "inputs": {"zones": [{"zone": "day", "volume": "1"}],
      "bands": [{"upto": None, "tariffs": {"night": "1"}}]}}, "inputs.bands[0].tariffs: day is missing"),
    ({"rule": "zones_and_bands", "inputs": {"zones": [], "bands": []}}, "inputs.zones: each zone once"),
    ({"rule": "zones_and_bands", "inputs": {"zones": [{"zone": "day", "volume": "1"}],
      "bands": [{"upto": None, "tariffs": ["1"]}]}}, "inputs.bands[0].tariffs: an object"),
    ({"rule": "heating_norm", "inputs": {"area": "1", "norm": "1", "tariff": "1", "factor": ["7"]}},
     "inputs.factor: heating months"),
    ({"rule": "heating_year_round_average", "inputs": {"area": "1", "previous_year_volume": "1",
      "total_area": "0", "tariff": "1"}}, "inputs.total_area: must be more than zero"),
    ({"rule": "heating_house_meter", "inputs": {"house_volume": "1", "total_area": "9", "tariff": "1",
      "flat": {"kind": "attic", "area": "1"}}}, "inputs.flat.kind: 'attic' is none of"),
    ({"rule": "heating_house_meter", "inputs": {"house_volume": "1", "total_area": "9", "tariff": "1",
      "flat": {"kind": "metered", "area": "1"}}}, "inputs.flat.volume: is missing"),
    ({"rule": "penalty", "inputs": {"debt_kopecks": 1, "due_date": "2026-04-15",
      "calculation_date": "2026-06-15", "mode": "harsh"}}, "inputs.mode: 'harsh' is none of"),
    ({"rule": "penalty", "inputs": {"debt_kopecks": 1, "due_date": "2026-04-15", "calculation_date":
      "2026-06-15", "key_rates": [{"since": "2027-01-01", "percent": "1"}]}}, "no key rate is known"),
    ({"rule": "penalty", "inputs": {"debt_kopecks": 1, "due_date": "2026-04-15", "calculation_date":
      "2026-06-15", "key_rates": [{"since": "2026-01-01", "percent": "1"}] * 2}}, "inputs.key_rates: two"),
    ({"rule": "penalty_simple", "inputs": {"debt_kopecks": 1, "days": 1, "rate_percent": "1",
      "divisor": 0}}, "inputs.divisor: must be more than zero"),
    ({"rule": "absence", "inputs": {"meter_technically_possible": False, "norm": "1", "tariff": "1",
      "absent_persons": 1, "departure": "2026-06-09", "return": "2026-06-01"}}, "inputs.return: is before"),
    ({"rule": "absence", "inputs": {"meter_technically_possible": False, "norm": "1", "tariff": "1",
      "absent_persons": 1, "departure": "2026-06-01", "return": "2026-06-09", "billing_basis": "guess"}},
     "inputs.billing_basis: 'guess' is none of"),
    ({"rule": "absence_waste_area", "inputs": {"charge_kopecks": 1, "persons": 1, "absent_persons": 2,
      "days": 1, "days_in_month": 30}}, "inputs.absent_persons: must be between"),
    ({"rule": "quality_outage", "inputs": {"charge_kopecks": 1, "outages_hours": ["-1"],
      "percent_per_hour": "1"}}, "inputs.outages_hours: must not be negative"),
    ({"rule": "quality_hot_water_temperature", "inputs": {"charge_kopecks": 1, "measured": "1",
      "standard": "60", "tolerance": "3", "hours": 1, "step": "half"}}, "inputs.step: 'half' is none of"),
    ({"rule": "quality_maintenance", "inputs": {"area": "1", "work_rate": "1", "days": 31,
      "days_in_month": 30}}, "inputs.days: must be days of the month"),
    ({"rule": "late_reading_storno", "inputs": {"last_actual": "1", "current": "2", "months": []}},
     "inputs.months: at least one"),
    ({"rule": "benefit_volume", "inputs": {"volume": "1", "norm": "1", "tariff": "1", "persons": 1,
      "beneficiaries": 2, "percent": "50"}}, "inputs.beneficiaries: must be between"),
    ({"rule": "benefit_area", "inputs": {"area": "1", "social_norm": "1", "rate": "1", "persons": 1,
      "percent": "101"}}, "inputs.percent: must be between 0 and 100"),
    ({"rule": "subsidy", "inputs": {"standard_cost": "1", "persons": 0, "family_income": "1",
      "max_share_percent": "22", "subsistence_minimum": "1"}}, "inputs.persons: must be more than zero"),
    ({"rule": "soi_meter", "inputs": {"house_meter": "1", "flats_sum": "1", "carry_in": "1",
      "total_area": "1", "area": "1", "tariff": "1"}}, "inputs.carry_in: a carried volume"),
    ({"rule": "soi_money_recalc", "inputs": {"supplier_charged": "1.005", "residents_charged": "1",
      "total_area": "1", "area": "1"}}, "inputs.supplier_charged: roubles have two decimals"),
]  # fmt: skip


@pytest.mark.parametrize(("case", "message"), BAD)
def test_bad_case_is_reported_not_raised(case, message):
    if isinstance(case, dict) and "the case expects nothing" not in message:
        case = {"expected": {"amount_kopecks": 1}, **case}

    (result,) = run_cases([case]).results

    assert not result.matches
    assert result.error
    assert message in result.error


def test_schema_names_the_inputs_of_a_rule():
    assert [(field.name, field.required) for field in schema("area_rate")] == [
        ("service", False), ("area", True), ("rate", True)]  # fmt: skip
