"""What the payments area refuses, and why."""

from __future__ import annotations

from raschet.domain.ledger.errors import LedgerRefusal


class PaymentInvalid(LedgerRefusal):
    """A payment is a positive number of kopecks from a known source."""

    def __init__(self, source: str, source_reference: str, amount_kopecks: int) -> None:
        super().__init__(source, source_reference, amount_kopecks)
        self.source = source
        self.source_reference = source_reference
        self.amount_kopecks = amount_kopecks

    def __str__(self) -> str:
        return f"payment {self.source} {self.source_reference} is {self.amount_kopecks} kopecks"


class PaymentDiffers(LedgerRefusal):
    """The same document was taken before with another account, sum or day."""

    def __init__(self, source: str, source_reference: str) -> None:
        super().__init__(source, source_reference)
        self.source = source
        self.source_reference = source_reference

    def __str__(self) -> str:
        return f"payment {self.source} {self.source_reference} was taken before and differs"


class AccountUnknown(LedgerRefusal):
    """A payment names accounts that do not exist."""

    def __init__(self, account_ids: list[int]) -> None:
        super().__init__(account_ids)
        self.account_ids = account_ids

    def __str__(self) -> str:
        return f"{len(self.account_ids)} accounts do not exist"
