"""A published town: Anna holds flat 12 and a garage's account, Boris flat 13, Vera nothing any more."""

from dataclasses import dataclass
from datetime import date

import pytest
from django.test import Client

SINCE = date(2026, 1, 1)
OPEN_PAGES = [
    "/my/", "/my/accounts/", "/my/home/", "/my/readings/", "/my/balances/", "/my/charges/",
    "/my/bills/", "/my/bills/2026-10/", "/my/payments/", "/my/pay/", "/my/appeals/",
    "/my/notifications/", "/my/balances/csv/", "/my/charges/csv/", "/my/payments/csv/",
]  # fmt: skip


@dataclass
class Residents:
    town: object
    anna: Client
    boris: Client
    vera: Client
    galina: Client
    stranger: Client
    annas_meter: str

    @property
    def meter_pages(self):
        return [f"/my/readings/{self.annas_meter}/", f"/my/readings/{self.annas_meter}/csv/"]


@pytest.fixture
def residents(transactional_db):
    from tests.domain.month import published
    from tests.domain.town import account, small_town

    from raschet.domain.access.models import Grant, User
    from raschet.domain.registry.models import AccountHolder, Meter

    town = small_town()
    second = account(town.house, "14", "104584", area_micro=20_000_000, registered=1)
    AccountHolder.objects.create(
        account_id=town.anna.pk, kind="OWNER", name="Ковалёва Анна Петровна", valid_from=SINCE
    )
    AccountHolder.objects.create(
        account_id=town.vera.pk, kind="OWNER", name="Громов Борис Ильич", valid_from=SINCE
    )
    published()

    def client(login, *accounts, role="RESIDENT", until=None):
        user = User.objects.create(login=login, role=role, password="!", name=NAMES.get(login, ""))
        for held in accounts:
            Grant.objects.create(
                user=user, account_id=held.pk, role="OWNER", valid_from=SINCE, valid_until=until
            )
        browser = Client(headers={"host": "localhost"})
        browser.force_login(user)
        return browser

    return Residents(
        town=town,
        anna=client("anna", town.anna, second),
        boris=client("boris-k", town.vera),
        vera=client("vera", town.anna, until=date(2026, 10, 1)),
        galina=client("galina-k", role="OPERATOR"),
        stranger=Client(headers={"host": "localhost"}),
        annas_meter=str(Meter.objects.get(account_id=town.anna.pk).public_id),
    )


NAMES = {"anna": "Ковалёва Анна Петровна"}
