"""Ask for a way back in: account number and e-mail, the same work whatever they are."""

from __future__ import annotations

from raschet.domain.notifications.services.queue_letter import queue_letter


def request_recovery(*, number: str, email: str, language: str) -> None:
    """Queue a letter to the address.

    Whether the pair exists is asked when the letter is worded; a letter for a pair that does not
    exist is dropped unsent.
    """
    queue_letter(kind="RECOVERY", address=email, language=language, facts={"number": number})
