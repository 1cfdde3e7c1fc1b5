"""Does a passport belong to an account's people? The same work for every answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from argon2.exceptions import InvalidHashError, VerifyMismatchError
from argon2.low_level import Type, verify_secret
from django.db.models import Q

from raschet.domain.access.models import PassportProof
from raschet.domain.access.password_hashers import GATE
from raschet.domain.access.services.import_passports import passport_secret
from raschet.domain.registry.models import AccountHolder, Ownership

if TYPE_CHECKING:
    from datetime import date

SURNAME_MIN: Final = 2
PROOFS_TRIED: Final = 4
"""Every try hashes at least so often; only an account with more holders takes longer."""
NOBODYS_PROOF: Final = (
    "$argon2id$v=19$m=19456,t=2,p=1$AK+eVVGTggM78+e2RdgQGg"
    "$nCPIC7nZXyrYlE+FhZVP0yJt/D1D0Kabnz/JdTCTQKg"
)


def passport_matches(*, account_id: int | None, digits: str, pepper: bytes) -> bool:
    """Whether the number is one of the account's holders'. One query; no early end.

    Raises: TooManyHashes.
    """
    known = PassportProof.objects.filter(account_id=account_id or 0).order_by("holder_number")
    proofs = list(known.values_list("proof", flat=True))
    proofs += [NOBODYS_PROOF] * (PROOFS_TRIED - len(proofs))
    secret = passport_secret(pepper, account_id or 0, digits)
    # A list, not a generator: the rest is hashed after a match as well.
    return any([_fits(proof, secret) for proof in proofs])  # noqa: C419


def _fits(proof: str, secret: bytes) -> bool:
    with GATE.place():
        try:
            return verify_secret(proof.encode("ascii"), secret, Type.ID)
        except (VerifyMismatchError, InvalidHashError):
            return False


def surname_matches(*, account_id: int | None, surname: str, today: date) -> bool:
    """Whether a holder or owner of that day bears the surname. Two queries, always.

    Files write "Иванова Анна" and "Анна Иванова": any word of the name may be the surname.
    """
    today_valid = Q(valid_from__lte=today) & (
        Q(valid_until__isnull=True) | Q(valid_until__gt=today)
    )
    of_account = Q(account_id=account_id or 0)
    names = [
        *AccountHolder.objects.filter(of_account, today_valid).values_list("name", flat=True),
        *Ownership.objects.filter(of_account, today_valid).values_list("name", flat=True),
    ]
    words = {_plain(word) for name in names for word in name.split()}
    return _plain(surname) in {word for word in words if len(word) >= SURNAME_MIN}


def _plain(surname: str) -> str:
    """A surname without regard to case, ``ё``, dashes and spaces around them."""
    return surname.casefold().replace("ё", "е").replace("-", "").replace(" ", "")
