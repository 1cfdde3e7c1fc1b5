"""A run as tables: control totals by service, who was not billed, what the checks found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext, ngettext

from raschet.domain.billing.explanations import (
    late_fact_sentence,
    service_name,
    unbilled_sentence,
)
from raschet.domain.billing.explanations.figures import full_day, month_and_year, roubles
from raschet.domain.billing.explanations.findings import finding_sentence
from raschet.domain.registry.selectors import account_numbers, service_names
from raschet.interfaces.cli.console import say, show, table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from raschet.domain.billing.selectors import RunReport
    from raschet.domain.billing.selectors.runs import ReportedFinding

STYLES: Final = {"ERROR": "red", "WARNING": "yellow", "INFO": "dim"}
ORDER: Final = ("ERROR", "WARNING", "INFO")
OUTLIERS_SHOWN: Final = 10


def print_report(report: RunReport) -> None:
    """Print everything the signers look at."""
    say(
        gettext("%(month)s: %(amount)s to %(accounts)d accounts, to be paid until %(day)s")
        % {
            "month": month_and_year(report.period),
            "amount": roubles(report.amount_kopecks),
            "accounts": report.billed_accounts,
            "day": full_day(report.due_date),
        },
        "bold",
    )
    _print_totals(report)
    _print_unbilled(report)
    _print_recalculations(report)
    _print_changes(report)
    _print_findings(report)


def _print_totals(report: RunReport) -> None:
    made = table(
        [
            gettext("Service"),
            gettext("Accounts"),
            gettext("Lines"),
            gettext("Charged"),
            gettext("Month before"),
            gettext("Change"),
        ]
    )
    for row in report.services:
        made.add_row(
            service_name(row.service_code),
            str(row.accounts),
            str(row.lines),
            roubles(row.amount_kopecks),
            roubles(row.before_kopecks),
            roubles(row.amount_kopecks - row.before_kopecks),
        )
    before = sum(row.before_kopecks for row in report.services)
    made.add_section()
    made.add_row(
        gettext("Together"),
        str(report.billed_accounts),
        str(report.lines),
        roubles(report.amount_kopecks),
        roubles(before),
        roubles(report.amount_kopecks - before),
        style="bold",
    )
    show(made)


def _print_unbilled(report: RunReport) -> None:
    say()
    if not report.unbilled:
        say(gettext("Every account was billed for everything it is supplied with."))
        return
    severities = {finding.code: finding.severity for finding in report.findings}
    made = table([gettext("Not billed"), gettext("Service"), gettext("Accounts")], 2)
    for row in report.unbilled:
        made.add_row(
            unbilled_sentence(row.reason),
            service_name(row.service_code) if row.service_code else gettext("Whole account"),
            str(row.accounts),
            style=STYLES.get(severities.get(row.reason, "")),
        )
    show(made)


def _print_findings(report: RunReport) -> None:
    """Findings that are sentences, errors first; then how to go on where there are errors."""
    for finding in sorted(report.findings, key=lambda finding: ORDER.index(finding.severity)):
        sentence = finding_sentence(finding.code, finding.detail)
        if sentence:
            say()
            say(sentence, STYLES.get(finding.severity))
    errors = sum(finding.severity == "ERROR" for finding in report.findings)
    if errors:
        say()
        say(
            ngettext(
                "%(count)d error: mend the data and compute again, or sign with --accept-errors.",
                "%(count)d errors: mend the data and compute again, or sign with --accept-errors.",
                errors,
            )
            % {"count": errors},
            "red",
        )


def _print_recalculations(report: RunReport) -> None:
    """What late facts of earlier months came to, by their kind."""
    found = [finding.detail for finding in report.findings if finding.code == "RECALCULATED"]
    if found:
        made = table(
            [gettext("Earlier months recalculated"), gettext("Accounts"), gettext("Sum")], 1
        )
        for detail in found:
            made.add_row(
                late_fact_sentence(str(detail["reason"])),
                str(detail["accounts"]),
                roubles(int(detail["amount_kopecks"])),
            )
        say()
        show(made)
    for finding in report.findings:
        if finding.code == "RECALCULATION_BEYOND_LIMIT":
            count = int(finding.detail["accounts"])
            say(
                ngettext(
                    "Late facts of %(count)d account reach further back than is recalculated; those "
                    "months stay as they are.",
                    "Late facts of %(count)d accounts reach further back than is recalculated; those "
                    "months stay as they are.",
                    count,
                )
                % {"count": count},
                "yellow",
            )


def _print_changes(report: RunReport) -> None:
    changed = [finding for finding in report.findings if finding.code == "ACCOUNT_CHANGED"]
    if not changed:
        return
    shown = changed[:OUTLIERS_SHOWN]
    numbers = account_numbers([int(finding.detail["account_id"]) for finding in shown])
    made = table(
        [
            gettext("Changed most"),
            gettext("Month before"),
            gettext("This month"),
            gettext("Change"),
        ]
    )
    for finding in shown:
        made.add_row(*_account_change(finding, numbers), style=STYLES.get(finding.severity))
    say()
    show(made)
    jumps = [finding.detail for finding in report.findings if finding.code == "SERVICE_CHANGED"]
    for detail in jumps:
        say(_service_jump(detail), "yellow")


def _account_change(finding: ReportedFinding, numbers: Mapping[int, str]) -> tuple[str, ...]:
    detail = finding.detail
    before, now = int(detail["before_kopecks"]), int(detail["now_kopecks"])
    account_id = int(detail["account_id"])
    number = numbers.get(account_id, str(account_id))
    return number, roubles(before), roubles(now), roubles(now - before)


def _service_jump(detail: Mapping[str, Any]) -> str:
    names = service_names()
    service_id = int(detail["service_id"])
    code = names[service_id].code if service_id in names else str(service_id)
    return gettext("%(service)s changed much: %(before)s before, %(now)s now.") % {
        "service": service_name(code),
        "before": roubles(int(detail["before_kopecks"])),
        "now": roubles(int(detail["now_kopecks"])),
    }
