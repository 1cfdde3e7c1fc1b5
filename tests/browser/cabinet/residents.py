"""A town with residents in every state a page can be in."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from tests.browser.cabinet.passwords import PASSWORD

from raschet.adapters.embedded_postgres import Durability, ensure_running
from raschet.demo_city.build import build_city
from raschet.domain.access.models import Grant, User
from raschet.domain.ledger.selectors import balances_of_accounts
from raschet.domain.payments.services.record_payments import NewPayment, record_payment
from raschet.domain.registry.models import (
    Account,
    AccountHolder,
    House,
    HouseManagement,
    Meter,
    Organisation,
    Unit,
)
from raschet.interfaces.ui.static_files import collect_static_files
from raschet.values.period import Period

LONG_NAME = "Константинопольская-Задунайская Александра Всеволодовна"
LONG_STREET = "мкр. Железнодорожников-Первостроителей, ул. Красногвардейская"
TODAY = timezone.localdate()


def found(months=3, accounts=50):
    settings.RASCHET.var_folder.chmod(0o711)
    ensure_running(settings.RASCHET.var_folder, durability=Durability.THROWN_AWAY)
    call_command("migrate", verbosity=0)
    build_city(
        accounts=accounts,
        months=months,
        seed=3,
        last_period=Period.of(TODAY).plus(-1),
        progress=lambda step, rows: None,
    )
    collect_static_files()


def resident(login, name, *accounts):
    user = User.objects.create(login=login, name=name, password=make_password(PASSWORD))
    for account in accounts:
        Grant.objects.create(
            user=user, account_id=account.pk, role="OWNER", valid_from=account.opened_on
        )
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def residents():
    flats = list(Account.objects.filter(unit__kind="FLAT", closed_on=None).order_by("id"))
    metered = sorted(flats, key=lambda flat: -Meter.objects.filter(account_id=flat.pk).count())
    usual, second, long = metered[:3]
    owed = {
        id_: sum(row.balance_kopecks for row in rows)
        for id_, rows in balances_of_accounts(account_ids=[flat.pk for flat in flats]).items()
    }
    rest = [flat for flat in flats if flat.pk not in {usual.pk, second.pk, long.pk}]
    debtor, overpaid = max(rest, key=lambda flat: owed.get(flat.pk, 0)), rest[0]
    pay(overpaid, max(1, owed.get(overpaid.pk, 0)) + 148_20)
    return {
        "usual": resident("cabinet-anna", "Ковалёва Анна Петровна", usual, second),
        "debtor": resident("cabinet-boris", "Громов Борис Ильич", debtor),
        "overpaid": resident("cabinet-vera", "", overpaid),
        "new": resident("cabinet-new", "Ли Мин", newcomer(usual)),
        "long": resident("cabinet-long", LONG_NAME, lengthened(long)),
        "nobody": resident("cabinet-nobody", "Никто"),
    }


def pay(account, kopecks):
    record_payment(
        payment=NewPayment(account.pk, kopecks, TODAY, "BANK_REGISTER", f"test-{account.pk}"),
        actor="demo",
    )


def newcomer(neighbour):
    """Opened this week: no bill, no meter, no payment yet."""
    unit = Unit.objects.create(house=neighbour.house, kind="FLAT", number="900")
    return Account.objects.create(
        number="999001", unit=unit, house=neighbour.house, opened_on=TODAY - timedelta(days=3)
    )


def lengthened(account):
    """The longest words that stand in real registers."""
    House.objects.filter(pk=account.house_id).update(street=LONG_STREET, number="112к2с14")
    AccountHolder.objects.filter(account_id=account.pk).update(name=LONG_NAME)
    for number, meter in enumerate(Meter.objects.filter(account_id=account.pk)):
        meter.serial = f"АБВГ-1234567890-QWERTYUIOP-2024-{number}"
        meter.place = "Коридор у двери, справа за щитом"
        meter.save()
    manager = HouseManagement.objects.filter(house=account.house_id, valid_until=None).first()
    if manager is not None:
        Organisation.objects.filter(pk=manager.organisation_id).update(
            short_name="ООО «ЖКУ Железнодорожного микрорайона Первостроителей»"
        )
    return account
