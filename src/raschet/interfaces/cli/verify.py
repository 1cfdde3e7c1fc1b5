"""``raschet verify``: prove that the books are whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils.translation import gettext, gettext_lazy, ngettext

from raschet.domain.proofs.services.verify_books import Proof, verify_books
from raschet.interfaces.cli.console import progress, say, show, table
from raschet.interfaces.cli.exit_codes import ExitCode

if TYPE_CHECKING:
    import argparse

    from django.utils.functional import _StrPromise

NAMES: Final[dict[str, _StrPromise]] = {
    "DEBITS_EQUAL_CREDITS": gettext_lazy("debits equal credits"),
    "TRANSIT_IS_EMPTY": gettext_lazy("nothing is left between two services"),
    "COLLECTED_IS_DUE": gettext_lazy("collected money is owed to the suppliers"),
    "ENTRIES_HAVE_POSTINGS": gettext_lazy("every entry has its postings"),
    "REVERSALS_MIRROR": gettext_lazy("reversals mirror what they reverse"),
    "BALANCES_ARE_THE_FOLD": gettext_lazy("balances are the fold of the postings"),
    "TURNOVERS_MATCH_POSTINGS": gettext_lazy("turnovers match the postings"),
    "OPENINGS_FOLLOW_CLOSINGS": gettext_lazy("every opening is the closing before it"),
    "ADVANCES_ARE_NO_DEBTS": gettext_lazy("no advance is a debt"),
    "ADVANCES_ARE_SET_OFF": gettext_lazy("advances are set off against every closed month"),
    "LINES_EQUAL_POSTINGS": gettext_lazy("charge lines equal the postings"),
    "CONTROL_TOTALS_HOLD": gettext_lazy("the runs' control totals hold"),
    "RECALCULATIONS_HOLD": gettext_lazy("recalculations are what is due less what was charged"),
    "CHARGED_ONCE": gettext_lazy("every charge is posted once"),
    "HOUSE_BALANCES_HOLD": gettext_lazy(
        "house meters equal flats, common property and what is carried"
    ),
    "HOUSE_BALANCES_EQUAL_LINES": gettext_lazy(
        "flats in the house balances equal their charge lines"
    ),
    "PENALTIES_ADD_UP": gettext_lazy("penalties are what their portions make"),
    "PAID_ONCE": gettext_lazy("every payment is posted once"),
    "REFERENCES_EXIST": gettext_lazy("everything that is referred to exists"),
    "GUARDS_STAND": gettext_lazy("the guards of append-only tables stand"),
    "CLOSED_MONTHS_ARE_SEALED": gettext_lazy("closed months are sealed"),
    "BOOKS_ARE_UNCHANGED": gettext_lazy("no sealed book has changed"),
    "CHAIN_IS_WHOLE": gettext_lazy("the chain of books is whole"),
    "AUDIT_CHAIN_IS_WHOLE": gettext_lazy("the audit record is whole"),
}
"""What each proof says when it holds."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command; it takes no options."""
    parser.description = gettext(
        "Proves the books from one snapshot and changes nothing: debits equal credits, balances are\n"
        "the fold of the postings, lines equal postings, no closed month has changed, everything is\n"
        "posted once. Exit code 1 when a proof fails."
    )


def run(arguments: argparse.Namespace) -> int:
    """Prove everything. Returns the exit code."""
    del arguments
    proofs = _of_books()
    made = table([gettext("Proof"), gettext("Looked at"), gettext("Wrong")])
    for proof in proofs:
        made.add_row(
            proof_name(proof.name),
            str(proof.checked),
            str(proof.breaches),
            style=None if proof.holds else "bold red",
        )
    show(made)
    broken = [proof for proof in proofs if not proof.holds]
    if not broken:
        say(gettext("The books are whole."), "bold")
        return ExitCode.DONE
    say(
        ngettext(
            "%(count)d proof fails. Nothing was changed. Stop charging and payments, keep a copy "
            "of the database, and find out what changed it behind the program's back.",
            "%(count)d proofs fail. Nothing was changed. Stop charging and payments, keep a copy "
            "of the database, and find out what changed it behind the program's back.",
            len(broken),
        )
        % {"count": len(broken)},
        "bold red",
    )
    return ExitCode.REFUSED


def proof_name(code: str) -> str:
    """What a proof says; a code nobody worded yet is shown as it is."""
    return str(NAMES.get(code, code))


def _of_books() -> list[Proof]:
    with progress() as bar:
        task = bar.add_task(gettext("Proving"), total=None)
        return verify_books(
            workers=int(settings.RASCHET.workers),
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
