"""Register an organisation the centre works with."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum

from django.core.exceptions import ValidationError

from raschet.domain.registry.models import Organisation


class OrganisationKind(StrEnum):
    """What an organisation is to the centre."""

    MANAGING_COMPANY = "MANAGING_COMPANY"
    OWNERS_ASSOCIATION = "OWNERS_ASSOCIATION"
    SUPPLIER = "SUPPLIER"
    REGIONAL_OPERATOR = "REGIONAL_OPERATOR"
    AGENT = "AGENT"


@dataclass(frozen=True, slots=True)
class OrganisationDetails:
    """Name and details as they stand on a bill."""

    kind: OrganisationKind
    name: str
    short_name: str
    inn: str
    kpp: str
    bank_account: str
    bank_name: str
    bic: str
    correspondent_account: str
    address: str
    phone: str
    email: str
    site: str


class OrganisationUnfit(ValueError):
    """The details do not hold together. Fields: those that are wrong, each with what is wrong."""

    def __init__(self, name: str, problems: dict[str, list[str]]) -> None:
        super().__init__(name, problems)
        self.name = name
        self.problems = problems

    def __str__(self) -> str:
        return f"{self.name}: {self.problems}"


def register_organisation(*, details: OrganisationDetails) -> int:
    """Add an organisation. Returns its id.

    Check digits of the INN and of bank accounts are verified; the same INN, KPP and kind may not
    stand twice. Raises: OrganisationUnfit.
    """
    organisation = Organisation(**asdict(details))
    try:
        organisation.full_clean(exclude=["import_batch_id"])
    except ValidationError as error:
        raise OrganisationUnfit(details.name, error.message_dict) from error
    organisation.save(force_insert=True)
    return organisation.pk
