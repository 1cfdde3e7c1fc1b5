"""Check digits of the identifiers that Russian organisations and banks use.

Sources: INN, the tax service's order of 29.06.2012 No. MMV-7-6/435; bank account keys, the
central bank's procedure of 08.09.1997 No. 515.
"""

from __future__ import annotations

import re
from typing import Final

INN_WEIGHTS_10: Final = (2, 4, 10, 3, 5, 9, 4, 6, 8)
INN_WEIGHTS_11: Final = (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
INN_WEIGHTS_12: Final = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
KPP_PATTERN: Final = re.compile(r"\d{4}[\dA-Z]{2}\d{3}", re.ASCII)
BIC_PATTERN: Final = re.compile(r"\d{9}", re.ASCII)
ACCOUNT_PATTERN: Final = re.compile(r"\d{5}[\dABCEHKMPTX]\d{14}", re.ASCII)
ACCOUNT_LETTERS: Final = {letter: index for index, letter in enumerate("ABCEHKMPTX")}
ACCOUNT_WEIGHTS: Final = (7, 1, 3)


def _inn_digit(digits: str, weights: tuple[int, ...]) -> str:
    return str(sum(int(d) * w for d, w in zip(digits, weights, strict=False)) % 11 % 10)


def inn_valid(inn: str) -> bool:
    """Whether a taxpayer number of 10 (organisation) or 12 (person) digits has right check digits."""
    if not inn.isascii() or not inn.isdigit():
        return False
    if len(inn) == 10:
        return inn[9] == _inn_digit(inn, INN_WEIGHTS_10)
    if len(inn) == 12:
        return inn[10] == _inn_digit(inn, INN_WEIGHTS_11) and inn[11] == _inn_digit(
            inn, INN_WEIGHTS_12
        )
    return False


def kpp_valid(kpp: str) -> bool:
    """Whether a registration reason code has the right form (it has no check digit)."""
    return KPP_PATTERN.fullmatch(kpp) is not None


def bic_valid(bic: str) -> bool:
    """Whether a bank identifier has nine digits."""
    return BIC_PATTERN.fullmatch(bic) is not None


def _key_is_zero(prefix: str, account: str) -> bool:
    digits = [int(symbol) for symbol in prefix]
    digits += [
        ACCOUNT_LETTERS[symbol] if symbol in ACCOUNT_LETTERS else int(symbol) for symbol in account
    ]
    weights = (ACCOUNT_WEIGHTS[index % 3] for index in range(len(digits)))
    return sum(d * w % 10 for d, w in zip(digits, weights, strict=True)) % 10 == 0


def bank_account_valid(account: str, bic: str) -> bool:
    """Whether a settlement account's key fits the bank (prefix: last three digits of its BIC)."""
    if not bic_valid(bic) or ACCOUNT_PATTERN.fullmatch(account) is None:
        return False
    return _key_is_zero(bic[-3:], account)


def correspondent_account_valid(account: str, bic: str) -> bool:
    """Whether a correspondent account's key fits the bank (prefix: 0 and BIC digits five and six)."""
    if not bic_valid(bic) or ACCOUNT_PATTERN.fullmatch(account) is None:
        return False
    return _key_is_zero("0" + bic[4:6], account)
