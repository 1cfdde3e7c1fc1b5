"""Who may do what at which address: one row for each, and a missing row is red.

A row: the name of the address, arguments that fit it, and for each method what a visitor, a resident
and a former resident (whose right to the account has ended) get. Methods that are not named answer
405 to everybody who gets through to the page.
"""

from dataclasses import dataclass, field
from uuid import UUID

from raschet.values.period import Period

OPEN, DOOR, ABSENT, NOT_ALLOWED, REFUSED = "open", "sign-in", "404", "405", "403"
"""The page or a step further; led to the sign-in; no such thing for you; wrong method; forbidden."""

NOBODYS = UUID(int=7)
TOKEN = "no-such-token"


@dataclass(frozen=True)
class Row:
    name: str
    get: tuple[str, str, str]
    """Visitor, resident, former resident."""
    post: tuple[str, str, str] = (NOT_ALLOWED,) * 3
    arguments: tuple = ()
    data: dict = field(default_factory=dict)


def everybody(outcome):
    return (outcome, outcome, outcome)


def signed_in(outcome):
    return (DOOR, outcome, outcome)


PUBLIC = [Row(name, everybody(OPEN)) for name in ("home", "recover_sent", "cabinet_deleted")]
INFORMATION = [Row(name, everybody(OPEN)) for name in ("contacts", "privacy")]
BY_PHONE = [Row("pay", everybody(OPEN))]
UNREGISTERED = [
    Row("readings", everybody(OPEN), everybody(OPEN)),
    # A word that nobody was given is gone for everybody.
    Row("readings_meters", everybody(ABSENT), everybody(ABSENT), arguments=(TOKEN,)),
    Row("readings_done", everybody(ABSENT), arguments=(TOKEN,)),
    Row("receipts", everybody(OPEN), everybody(OPEN)),
    Row("accessibility", everybody(OPEN), everybody(OPEN)),
]
CHECK = [
    Row("check_work", everybody(ABSENT)),
    Row("check_picture", everybody(ABSENT), arguments=(TOKEN,)),
    Row("check_sound", everybody(ABSENT), arguments=(TOKEN,)),
]
ACCESS = [
    Row("login", everybody(OPEN), everybody(OPEN)),
    Row("logout", everybody(NOT_ALLOWED), everybody(OPEN)),
    Row("register", everybody(OPEN), everybody(OPEN)),
    Row("register_contact", everybody(OPEN), everybody(OPEN)),
    Row("register_person", everybody(OPEN), everybody(OPEN)),
    Row("register_sent", everybody(OPEN)),
    Row("register_again", everybody(NOT_ALLOWED), everybody(OPEN)),
    Row("recover", everybody(OPEN), everybody(OPEN)),
    Row("choose_password", everybody(DOOR), everybody(DOOR)),
]
SETTINGS = [
    Row("settings", signed_in(OPEN)),
    Row("change_password", signed_in(OPEN), signed_in(OPEN)),
    Row("delete_cabinet", signed_in(OPEN), signed_in(OPEN)),
    Row("add_account", signed_in(OPEN), signed_in(OPEN)),
    Row("end_sessions", everybody(NOT_ALLOWED), everybody(DOOR)),
    Row("end_session", everybody(NOT_ALLOWED), signed_in(ABSENT), arguments=(NOBODYS,)),
    Row("object_to_request", everybody(NOT_ALLOWED), signed_in(ABSENT), arguments=(NOBODYS,)),
]
OWN = (DOOR, OPEN, ABSENT)
"""A page of an account: for whoever holds one today."""
CABINET = [
    Row("cabinet:home", signed_in(OPEN)),
    Row("cabinet:accounts", signed_in(OPEN), signed_in(ABSENT)),
    *(
        Row(f"cabinet:{name}", OWN)
        for name in (
            "dwelling", "balances", "charges", "bills", "payments", "pay",
            "appeals", "notifications", "balances_file", "charges_file", "payments_file",
        )
    ),
    Row("cabinet:readings", OWN, OWN),
    Row("cabinet:readings_estimate", everybody(NOT_ALLOWED), OWN),
    Row("cabinet:readings_given", OWN),
    Row("cabinet:bill", OWN, arguments=(Period(2026, 10),)),
    Row("cabinet:meter", signed_in(ABSENT), arguments=(NOBODYS,)),
    Row("cabinet:meter_file", signed_in(ABSENT), arguments=(NOBODYS,)),
]  # fmt: skip
DEMO = [
    # Outside the demo, or from another machine, it does not exist for anybody.
    Row("demo_mailbox", everybody(ABSENT)),
]
ROWS = [
    *PUBLIC,
    *INFORMATION,
    *BY_PHONE,
    *UNREGISTERED,
    *CHECK,
    *ACCESS,
    *SETTINGS,
    *CABINET,
    *DEMO,
]
"""Every address of the residents' site. Add yours to the list of its part, or a list of your own."""
