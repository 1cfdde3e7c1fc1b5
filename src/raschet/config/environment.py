"""Settings read from the environment, typed and checked at start.

Every variable is described here once; ``docs/settings.md`` is tested against this table.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field, fields
from email.utils import parseaddr
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

PREFIX = "RASCHET_"


class SettingInvalid(ValueError):
    """An environment variable has a value the program cannot work with."""

    def __init__(self, name: str, value: str, expected: str) -> None:
        super().__init__(name, value, expected)
        self.name = name
        self.value = value
        self.expected = expected

    def __str__(self) -> str:
        return f"{self.name}={self.value!r}: expected {self.expected}"


def _setting(default: str, description: str) -> str:
    """One text variable with its default and the sentence that documents it."""
    value: str = field(default=default, metadata={"description": description})
    return value


@dataclass(frozen=True, slots=True)
class Environment:
    """All variables as text; the properties below give them their types."""

    database_url: str = _setting(
        "", "Address of a PostgreSQL server (15 to 18). Empty: the embedded server in RASCHET_VAR."
    )
    var: str = _setting("var", "Folder for the embedded database, files and keys.")
    time_zone: str = _setting("Europe/Moscow", "The centre's zone: business dates are days here.")
    language: str = _setting("ru", "Default language of pages and of the command line: ru or en.")
    account_pattern: str = _setting(r"\d{6}", "Regular expression that account numbers match.")
    centre_name: str = _setting("Расчётный центр", "The centre's name on pages.")
    centre_place: str = _setting("г. Светлореченск", "The town under the centre's name.")
    centre_phone: str = _setting("8 (000) 000-00-00", "The hot line shown on every page.")
    centre_hours: str = _setting(
        "ежедневно с 8:00 до 20:00, звонок бесплатный", "When the hot line answers."
    )
    centre_email: str = _setting("", "The centre's mailbox for letters. Empty: not shown.")
    centre_offices: str = _setting(
        "",
        "Offices on the contacts page: address, hours and phone of each parted by bars, offices by "
        "semicolons.",
    )
    emergency: str = _setting(
        "",
        "Emergency numbers on the contacts page: what for and phone parted by a bar, numbers by "
        "semicolons.",
    )
    show_last_readings: str = _setting(
        "0", "1: the page without login shows the last accepted readings."
    )
    demo: str = _setting("0", "1: demo mode, the start page shows residents' logins on loopback.")
    centre_office: str = _setting(
        "ул. Центральная, 1, ежедневно с 8 до 20", "The office residents come to with a passport."
    )
    address: str = _setting(
        "http://127.0.0.1:8000", "The site's address in letters, without a slash at the end."
    )
    smtp_url: str = _setting(
        "",
        "Mail relay: smtp+starttls://user:password@host:587, smtps:// or smtp://. "
        "Empty: letters wait; the demo keeps them in a mailbox of its own.",
    )
    mail_from: str = _setting(
        "Расчётный центр <no-reply@example.org>", "Whom letters are from; somebody reads bounces."
    )
    https: str = _setting(
        "1", "1: cookies and links are for HTTPS alone. The demo, on loopback, does without."
    )
    proxies: str = _setting(
        "0", "How many proxies of ours stand in front: whose X-Forwarded-For is believed."
    )
    debug: str = _setting("0", "1: Django's debug pages; never on a public host.")
    hosts: str = _setting("127.0.0.1,localhost,[::1]", "Host names the site answers to.")
    workers: str = _setting("2", "Threads that compute and load a monthly run.")

    @classmethod
    def read(cls) -> Environment:
        """Read the process environment. Raises: SettingInvalid."""
        given = {
            item.name: os.environ[PREFIX + item.name.upper()]
            for item in fields(cls)
            if PREFIX + item.name.upper() in os.environ
        }
        environment = cls(**given)
        environment.check()
        return environment

    def check(self) -> None:
        """Refuse values that would fail later. Raises: SettingInvalid."""
        try:
            ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise SettingInvalid("RASCHET_TIME_ZONE", self.time_zone, "a zone name") from error
        if self.language not in {"ru", "en"}:
            raise SettingInvalid("RASCHET_LANGUAGE", self.language, "ru or en")
        if self.database_url and not self.database_url.startswith(("postgresql://", "postgres://")):
            raise SettingInvalid("RASCHET_DATABASE_URL", "(hidden)", "postgresql://…")
        if not (self.workers.isdigit() and 1 <= int(self.workers) <= 64):
            raise SettingInvalid("RASCHET_WORKERS", self.workers, "a number from 1 to 64")
        if self.smtp_url and not self.smtp_url.startswith(
            ("smtp://", "smtps://", "smtp+starttls://")
        ):
            raise SettingInvalid("RASCHET_SMTP_URL", "(hidden)", "smtp+starttls://…")
        if "@" not in parseaddr(self.mail_from)[1]:
            raise SettingInvalid("RASCHET_MAIL_FROM", self.mail_from, "Name <address@domain>")
        if not self.address.startswith(("http://", "https://")) or self.address.endswith("/"):
            raise SettingInvalid("RASCHET_ADDRESS", self.address, "https://… without a last slash")
        if not (self.proxies.isdigit() and int(self.proxies) <= 5):
            raise SettingInvalid("RASCHET_PROXIES", self.proxies, "a number from 0 to 5")

    @property
    def var_folder(self) -> Path:
        return Path(self.var).absolute()

    @property
    def demo_mode(self) -> bool:
        return self.demo == "1"

    @property
    def https_only(self) -> bool:
        return self.https == "1" and not self.demo_mode

    @property
    def proxy_hops(self) -> int:
        return int(self.proxies)

    @property
    def debug_mode(self) -> bool:
        return self.debug == "1"

    @property
    def allowed_hosts(self) -> list[str]:
        return [host.strip() for host in self.hosts.split(",") if host.strip()]

    @property
    def last_readings_shown(self) -> bool:
        return self.show_last_readings == "1"

    @property
    def offices(self) -> list[tuple[str, str, str]]:
        """Address, hours and phone of each office; a part that is not given is empty."""
        return [(row[0], row[1], row[2]) for row in _rows(self.centre_offices, 3)]

    @property
    def emergency_phones(self) -> list[tuple[str, str]]:
        """What for, and the phone."""
        return [(row[0], row[1]) for row in _rows(self.emergency, 2)]


def _rows(text: str, parts: int) -> list[list[str]]:
    rows = [[part.strip() for part in row.split("|")] for row in text.split(";")]
    return [(row + [""] * parts)[:parts] for row in rows if row[0]]
