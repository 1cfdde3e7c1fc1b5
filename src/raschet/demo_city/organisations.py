"""The organisations of the city: invented, with identifiers whose check digits are right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from raschet.demo_city.names import TOWN
from raschet.demo_city.services import Role
from raschet.domain.registry.services.register_organisation import (
    OrganisationDetails,
    OrganisationKind,
    register_organisation,
)
from raschet.values.identifiers import bank_account_valid, correspondent_account_valid, inn_valid

if TYPE_CHECKING:
    from collections.abc import Callable

TAX_OFFICE: Final = "9901"
"""No such office exists: the numbers belong to nobody."""
BIC: Final = "049901607"
BANK_NAME: Final = "АО «Светлореченский банк»"

CITY_SUPPLIERS: Final = (
    (Role.WATER, OrganisationKind.SUPPLIER, "МУП «Светлореченский водоканал»", "Водоканал"),
    (Role.HEAT, OrganisationKind.SUPPLIER, "АО «Светлореченская теплосеть»", "Теплосеть"),
    (Role.ELECTRICITY, OrganisationKind.SUPPLIER, "АО «Заречье-Энергосбыт»", "Энергосбыт"),
    (Role.WASTE, OrganisationKind.REGIONAL_OPERATOR, "ООО «Экология Заречья»", "Экология Заречья"),
    (
        Role.CAPITAL_REPAIR,
        OrganisationKind.REGIONAL_OPERATOR,
        "Фонд капитального ремонта Заречной области",
        "Фонд капремонта",
    ),
    (Role.HOUSING_FUND, OrganisationKind.SUPPLIER, "МКУ «Городской жилищный фонд»", "Жилфонд"),
    (Role.INTERCOM, OrganisationKind.SUPPLIER, "ООО «Домофон-Сервис»", "Домофон-Сервис"),
    (Role.ANTENNA, OrganisationKind.SUPPLIER, "ООО «Светлый кабель»", "Светлый кабель"),
    (Role.GAS, OrganisationKind.SUPPLIER, "ООО «Заречье-Межрегионгаз»", "Межрегионгаз"),
)
MANAGERS: Final = (
    (OrganisationKind.MANAGING_COMPANY, "ООО «УК Уют»", "УК Уют"),
    (OrganisationKind.MANAGING_COMPANY, "ООО «УК Заречная»", "УК Заречная"),
    (OrganisationKind.MANAGING_COMPANY, "АО «Домоуправление № 1»", "Домоуправление № 1"),
    (OrganisationKind.MANAGING_COMPANY, "ООО «УК Берёзовая роща»", "УК Берёзовая роща"),
    (OrganisationKind.OWNERS_ASSOCIATION, "ТСЖ «Светлый дом»", "ТСЖ Светлый дом"),
)


@dataclass(frozen=True, slots=True)
class Organisations:
    """Ids of the registered organisations."""

    suppliers: dict[Role, int]
    managers: tuple[int, ...]


def register_organisations() -> Organisations:
    """Register all organisations of the city through the domain's deed."""
    suppliers = {
        role: register_organisation(details=_details(index, kind, name, short_name))
        for index, (role, kind, name, short_name) in enumerate(CITY_SUPPLIERS)
    }
    managers = tuple(
        register_organisation(details=_details(len(suppliers) + index, kind, name, short_name))
        for index, (kind, name, short_name) in enumerate(MANAGERS)
    )
    return Organisations(suppliers, managers)


def _details(index: int, kind: OrganisationKind, name: str, short_name: str) -> OrganisationDetails:
    return OrganisationDetails(
        kind=kind,
        name=name,
        short_name=short_name,
        inn=with_check_digit(f"{TAX_OFFICE}{index + 11:05d}?", inn_valid),
        kpp=f"{TAX_OFFICE}01001",
        bank_account=with_check_digit(
            f"40702810?{index + 1:011d}", lambda account: bank_account_valid(account, BIC)
        ),
        bank_name=BANK_NAME,
        bic=BIC,
        correspondent_account=with_check_digit(
            "30101810?00000000607", lambda account: correspondent_account_valid(account, BIC)
        ),
        address=f"{TOWN}, ул. Заводская, {index + 1}",
        phone=f"8 (000) 000-01-{index + 10:02d}",
        email=f"office{index + 1}@example.org",
        site="",
    )


def with_check_digit(pattern: str, valid: Callable[[str], bool]) -> str:
    """The pattern with its ``?`` replaced by the digit that makes it valid."""
    for digit in "0123456789":
        candidate = pattern.replace("?", digit)
        if valid(candidate):
            return candidate
    raise AssertionError(pattern)
