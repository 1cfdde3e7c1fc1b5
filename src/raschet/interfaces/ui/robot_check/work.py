"""Proof of work after ALTCHA: the browser looks for a number, which costs it time and us nothing."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, cast

from altcha import v1
from django.utils.crypto import salted_hmac

if TYPE_CHECKING:
    from raschet.domain.access.budgets import Purpose

ALGORITHM: Final = "SHA-256"
NUMBERS: Final = 20_000
"""Numbers to look through at level 0: a tenth of a second on a fair phone, three on a weak one."""
VALID_FOR: Final = timedelta(minutes=20)
PAYLOAD_MAX: Final = 2_000


@dataclass(frozen=True, slots=True)
class Solved:
    """A solution that is right; whether it was used before is asked elsewhere."""

    purpose: str
    level: int
    mark: str
    expires_at: datetime


def challenge(purpose: Purpose, level: int, now: datetime) -> dict[str, Any]:
    """What the widget gets to solve. Each level doubles the work."""
    made = v1.create_challenge(
        v1.ChallengeOptions(
            algorithm=ALGORITHM,
            max_number=NUMBERS << level,
            hmac_key=_key(),
            expires=now + VALID_FOR,
            params={"purpose": str(purpose), "level": str(level)},
        )
    )
    return {
        "algorithm": made.algorithm,
        "challenge": made.challenge,
        "maxnumber": NUMBERS << level,
        "salt": made.salt,
        "signature": made.signature,
    }


def solved(payload: str) -> Solved | None:
    """A solution sent by a form, if it is right and of age; its purpose and level are sealed in it."""
    if not payload or len(payload) > PAYLOAD_MAX:
        return None
    try:
        decoded = json.loads(base64.b64decode(payload, validate=True))
        if not isinstance(decoded, dict) or decoded.get("algorithm") != ALGORITHM:
            return None
        parts = cast("v1.PayloadType", decoded)
        right, _ = v1.verify_solution(parts, _key(), check_expires=True)
        sealed = v1.extract_params(parts)
        return (
            Solved(
                purpose=sealed["purpose"][0],
                level=int(sealed["level"][0]),
                # The challenge, not the payload: one solution can be written down in many ways.
                mark=f"work:{parts['challenge']}",
                expires_at=datetime.fromtimestamp(int(sealed["expires"][0]), tz=UTC),
            )
            if right
            else None
        )
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return None


def _key() -> str:
    return salted_hmac("raschet.check.work", "", algorithm="sha256").hexdigest()
