"""Tables of the information base."""

from raschet.domain.registry.models.accounts import (
    Account,
    AccountArea,
    AccountHolder,
    AccountMeasure,
    AccountSupply,
    Entitlement,
    Household,
    Ownership,
    Violation,
)
from raschet.domain.registry.models.batches import ImportBatch
from raschet.domain.registry.models.dirty import DirtyMonth
from raschet.domain.registry.models.events import Absence, QualityEvent
from raschet.domain.registry.models.house_facts import HouseArea, OwnHeating, SharedHouseMeter
from raschet.domain.registry.models.houses import (
    House,
    HouseHeatingRegime,
    HouseManagement,
    HouseSupply,
    Unit,
)
from raschet.domain.registry.models.meters import Meter, Register, Verification
from raschet.domain.registry.models.organisations import Organisation
from raschet.domain.registry.models.periods import AccountingPeriod
from raschet.domain.registry.models.services import Service

__all__ = [
    "Absence",
    "Account",
    "AccountArea",
    "AccountHolder",
    "AccountMeasure",
    "AccountSupply",
    "AccountingPeriod",
    "DirtyMonth",
    "Entitlement",
    "House",
    "HouseArea",
    "HouseHeatingRegime",
    "HouseManagement",
    "HouseSupply",
    "Household",
    "ImportBatch",
    "Meter",
    "Organisation",
    "OwnHeating",
    "Ownership",
    "QualityEvent",
    "Register",
    "Service",
    "SharedHouseMeter",
    "Unit",
    "Verification",
    "Violation",
]
