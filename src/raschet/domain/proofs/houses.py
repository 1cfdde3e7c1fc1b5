"""Proofs that the balances of houses hold: nothing a house meter showed is lost or charged twice."""

from __future__ import annotations

from collections.abc import Iterator

from raschet.domain.proofs.checks import Check, Scope
from raschet.engine.house.balance import PRICED_APART, RESOURCE_OF

ADDED_UP = (
    "flats_metered_micro + flats_average_micro + flats_norm_micro + nonresidential_micro "
    "+ other_micro + coalesce(common_micro, 0) + reduction_micro + correction_micro "
    "+ carried_out_micro"
)
PROOF = "HOUSE_BALANCES_HOLD"


def house_checks(scope: Scope) -> Iterator[Check]:
    """Meter = flats + common + carried; each month goes on where the last one ended."""
    previous: int | None = None
    for run_id, _ in scope.runs:
        yield Check(
            PROOF,
            "SELECT count(*), count(*) FILTER (WHERE meter_micro + carried_in_micro "  # noqa: S608
            f"<> {ADDED_UP}) FROM billing_house_balance WHERE run_id = {run_id}",
        )
        if previous is not None:
            yield Check(PROOF, _carried(previous, run_id))
        yield Check("HOUSE_BALANCES_EQUAL_LINES", _flats(run_id))
        previous = run_id


def _carried(previous: int, run_id: int) -> str:
    """What a month carried out is what the next one carried in."""
    return (
        "SELECT count(*), count(*) FILTER (WHERE now.carried_in_micro "  # noqa: S608
        "<> coalesce(before.carried_out_micro, 0)) FROM billing_house_balance AS now "
        "LEFT JOIN billing_house_balance AS before ON before.house_id = now.house_id "
        f"AND before.service_id = now.service_id AND before.run_id = {previous} "
        f"WHERE now.run_id = {run_id} AND now.method <> 'COMMON_WASTEWATER'"
    )


def _flats(run_id: int) -> str:
    """The flats of a balance are the charge lines of the house's flats for the resource."""
    pairs = ", ".join(f"('{common}', '{resource}')" for common, resource in RESOURCE_OF.items())
    apart = ", ".join(f"'{component}'" for component in PRICED_APART)
    return (
        f"WITH pair(common, resource) AS (VALUES {pairs}), balance AS ("  # noqa: S608
        "SELECT house_id, service.id AS service_id, flats_metered_micro + flats_average_micro "
        "+ flats_norm_micro AS amount FROM billing_house_balance AS b "
        "JOIN registry_service AS own ON own.id = b.service_id JOIN pair ON pair.common = own.code "
        f"JOIN registry_service AS service ON service.code = pair.resource WHERE run_id = {run_id}"
        "), line AS (SELECT account.house_id, line.service_id, sum(quantity_micro) AS amount "
        "FROM billing_charge_line AS line JOIN registry_account AS account "
        "ON account.id = line.account_id JOIN registry_unit AS unit ON unit.id = account.unit_id "
        f"WHERE run_id = {run_id} AND line.kind = 'CHARGE' AND unit.kind <> 'NON_RESIDENTIAL' "
        f"AND coalesce(component, '') NOT IN ({apart}) "
        "AND line.service_id IN (SELECT service_id FROM balance) GROUP BY 1, 2) "
        "SELECT count(*), count(*) FILTER (WHERE balance.amount <> coalesce(line.amount, 0)) "
        "FROM balance LEFT JOIN line USING (house_id, service_id)"
    )
