"""Questions to the information base: whose account this is and what its house and flat are."""

from raschet.domain.registry.selectors.accounts import (
    AccountCard,
    AccountExample,
    AccountLabel,
    BillingMonth,
    ServiceName,
    account_by_number,
    account_card,
    account_examples,
    account_labels,
    account_numbers,
    address_of,
    month_in_books,
    organisation_names,
    service_names,
)
from raschet.domain.registry.selectors.dwellings import Contact, Dwelling, Supplier, dwelling
from raschet.domain.registry.selectors.events import (
    RecordedAbsence,
    absences_of_account,
    house_of_account,
)
from raschet.domain.registry.selectors.meters import (
    MeterCard,
    MeterOf,
    RegisterCard,
    meter_public_ids,
    meters_of_account,
)

__all__ = [
    "AccountCard",
    "AccountExample",
    "AccountLabel",
    "BillingMonth",
    "Contact",
    "Dwelling",
    "MeterCard",
    "MeterOf",
    "RecordedAbsence",
    "RegisterCard",
    "ServiceName",
    "Supplier",
    "absences_of_account",
    "account_by_number",
    "account_card",
    "account_examples",
    "account_labels",
    "account_numbers",
    "address_of",
    "dwelling",
    "house_of_account",
    "meter_public_ids",
    "meters_of_account",
    "month_in_books",
    "organisation_names",
    "service_names",
]
