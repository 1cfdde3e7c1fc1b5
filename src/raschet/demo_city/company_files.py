"""What the managing company of one house sends: files as they really look, and their intake.

Its accounts bring the numbers the company knew them by, its meters are compared with the
information base; the readings of the first month and the balances from the time before the centre
come from the files alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl

from raschet.demo_city.file_formats import dbase, delimited, workbook
from raschet.demo_city.inputs import ACTOR
from raschet.demo_city.names import TOWN
from raschet.demo_city.people import area_rows, holder_rows
from raschet.demo_city.services import Service
from raschet.domain.ledger.services.import_balances import import_balances
from raschet.domain.ledger.services.open_live_book import open_live_book
from raschet.domain.readings.services.import_readings import import_readings
from raschet.domain.registry.imports.batches import IncomingFile
from raschet.domain.registry.imports.report import ImportReport, Outcome
from raschet.domain.registry.services.import_accounts import import_accounts
from raschet.domain.registry.services.import_meters import import_meters
from raschet.formats.tables.profile import shipped_profile
from raschet.formats.tables.read_table import read_table
from raschet.values.rounding import MICRO
from raschet.values.scaled import plain_kopecks, plain_micro

if TYPE_CHECKING:
    from raschet.demo_city.plan import City

HOUSE_TYPE: Final = "B5"
OLD_DEBT_PPM: Final = 250_000
"""Accounts of the house that come with a debt for maintenance from before the centre."""
OLD_DEBT_KOPECKS: Final = (20_000, 900_000)
PLAUSIBLE_MICRO: Final = {int(Service.ELECTRICITY): 500 * MICRO}
PLAUSIBLE_WATER_MICRO: Final = 50 * MICRO
"""Larger steps are left to the ordinary channels, which hold them for a look."""
RESOURCES: Final = {
    int(Service.COLD_WATER): "ХВС",
    int(Service.HOT_WATER): "ГВС",
    int(Service.ELECTRICITY): "Электроэнергия",
}
"""Meters that a managing company keeps; the gas supplier keeps its own."""
TITLE: Final = "Выгрузка управляющей организации для расчётного центра"


class CompanyFileRefused(RuntimeError):
    """A file of the demo city was refused by the import. Nothing of it was kept."""

    def __init__(self, name: str, report: ImportReport) -> None:
        first = report.refused[:1]
        super().__init__(name, first)
        self.name = name
        self.report = report

    def __str__(self) -> str:
        return f"{self.name}: {self.report.refused[:3]}"


@dataclass(frozen=True, slots=True)
class CompanyFiles:
    """The four files of a house as bytes, and the registers whose readings they bring."""

    accounts: bytes
    meters: bytes
    readings: bytes
    balances: bytes
    register_ids: pl.Series

    NAMES = ("accounts.xlsx", "meters.csv", "readings.csv", "balances.dbf")

    def write(self, folder: Path) -> None:
        """Leave the files where people can look at them and import them by hand."""
        folder.mkdir(parents=True, exist_ok=True)
        contents = (self.accounts, self.meters, self.readings, self.balances)
        for name, data in zip(self.NAMES, contents, strict=True):
            (folder / name).write_bytes(data)


def company_files(city: City, first_readings: pl.DataFrame) -> CompanyFiles | None:
    """The files of the first five-storey house; None for a city that has none.

    first_readings: what people gave in the city's first month.
    """
    house = city.houses.filter(pl.col("type") == HOUSE_TYPE).head(1)
    if house.is_empty():
        return None
    accounts = city.accounts.filter(
        pl.col("house_id").is_in(house["id"].implode()),
        pl.col("use") == "HOME",
        pl.col("opened_on") < city.first_period.first_day,
        pl.all_horizontal(
            pl.col("closed_on", "changed_on", "guests_from", "holder_changed_on").is_null()
        ),
    )
    readings = _plain_readings(city, accounts, first_readings)
    return CompanyFiles(
        accounts=_accounts_file(city, house, accounts),
        meters=_meters_file(city, accounts),
        readings=_readings_file(accounts, readings),
        balances=_balances_file(city, accounts),
        register_ids=readings["register_id"],
    )


def take_in(city: City, files: CompanyFiles) -> int:
    """Import the four files, each as a whole. Returns how many rows they had.

    A file taken in before changes nothing. Raises: CompanyFileRefused.
    """
    first_day = city.first_period.first_day
    last_day = city.first_period.last_day
    open_live_book(period=city.first_period)
    reports = [
        import_accounts(
            file=incoming("accounts.xlsx", files.accounts, "accounts"),
            valid_from=first_day,
            actor=ACTOR,
        ),
        import_meters(
            file=incoming("meters.csv", files.meters, "meters"), today=last_day, actor=ACTOR
        ),
        import_readings(
            file=incoming("readings.csv", files.readings, "readings"),
            today=last_day,
            received_at=datetime.combine(last_day, time(9), tzinfo=UTC),
            actor=ACTOR,
        ),
        import_balances(
            file=incoming("balances.dbf", files.balances, "condo-debts"),
            period=city.first_period.plus(-1),
            actor=ACTOR,
        ),
    ]
    for name, report in zip(files.NAMES, reports, strict=True):
        if report.outcome not in {Outcome.APPLIED, Outcome.UNCHANGED}:
            raise CompanyFileRefused(name, report)
    return sum(report.rows for report in reports)


def incoming(name: str, data: bytes, profile_name: str) -> IncomingFile:
    """A file as the importing deeds take it, read under a shipped profile."""
    profile = shipped_profile(profile_name)
    return IncomingFile.of(name=name, data=data, profile=profile, table=read_table(data, profile))


def _comma(value_micro: int) -> str:
    """A decimal as Russian programs write it."""
    return plain_micro(value_micro).replace(".", ",")


def _accounts_file(city: City, house: pl.DataFrame, accounts: pl.DataFrame) -> bytes:
    """A workbook with a title above the heading, decimal commas and a row of totals."""
    areas = area_rows(city.accounts).select("account_id", "area_micro")
    holders = holder_rows(city.chance, city.accounts).select("account_id", "name")
    rows = accounts.join(areas, left_on="id", right_on="account_id").join(
        holders, left_on="id", right_on="account_id"
    )
    street, number = house["street"][0], house["number"][0]
    lines = [
        [TITLE],
        ["Дом:", f"{street}, {number}"],
        [],
        ["№ п/п", "Лицевой счёт", "Старый лицевой счет", "Адрес", "Общая площадь, м2", "Прописано"],
    ]
    for position, (account, flat, area, persons) in enumerate(
        rows.select("number", "flat_number", "area_micro", "persons").iter_rows(), start=1
    ):
        address = f"{TOWN}, {street}, д. {number}, кв. {flat}"
        old = f"УК-{position:04d}"
        lines.append([str(position), f" {account} ", old, address, _comma(area), str(persons)])
    total = int(rows["area_micro"].sum())
    lines.append(["", "Итого", "", "", _comma(total), str(rows["persons"].sum())])
    return workbook(lines)


def _meters_file(city: City, accounts: pl.DataFrame) -> bytes:
    """Text in Windows-1251: one line a meter that stood when the centre began."""
    kept = pl.col("service_id").is_in(list(RESOURCES))
    meters = city.meters.filter(~pl.col("replaces") & kept).join(
        accounts.select(account_id="id", account="number"), on="account_id"
    )
    lines = [["Лицевой счет", "Услуга", "Номер прибора", "Дата установки", "Дата поверки"]]
    for account, service, serial, installed_on, verified_on in meters.select(
        "account", "service_id", "serial", "installed_on", "verified_on"
    ).iter_rows():
        days = (f"{day:%d.%m.%Y}" for day in (installed_on, verified_on))
        lines.append([account, RESOURCES[service], serial, *days])
    return delimited(lines, "cp1251")


def _plain_readings(
    city: City, accounts: pl.DataFrame, first_readings: pl.DataFrame
) -> pl.DataFrame:
    """Readings of the house that go up by a plausible step, for every register of their meter."""
    limit = pl.col("service_id").replace_strict(
        PLAUSIBLE_MICRO, default=PLAUSIBLE_WATER_MICRO, return_dtype=pl.Int64
    )
    before = pl.col("opening_micro") + pl.col("habit_micro") * 6
    step = pl.col("value_micro") - before % pl.col("dial_micro")
    registers = city.registers.select(
        "meter_id", "service_id", "serial", "register_number", "opening_micro", "habit_micro",
        "dial_micro", "due_on", "removed_on", "failed_on", register_id="id",
    )  # fmt: skip
    known = first_readings.join(registers, on="register_id").join(
        accounts.select(account_id="id", account="number"), on="account_id"
    )
    kept = pl.col("service_id").is_in(list(RESOURCES))
    plain = kept & (step >= 0) & (step <= limit) & pl.col("removed_on").is_null()
    return known.filter(
        plain.all().over("meter_id"),
        pl.col("due_on") >= pl.col("taken_on"),
        pl.col("failed_on").is_null(),
    ).sort("register_id")


def _readings_file(accounts: pl.DataFrame, readings: pl.DataFrame) -> bytes:
    """Text in UTF-8 with a byte-order mark: one line a meter, a column for each register."""
    assert accounts.height
    values = {
        f"Показание {number}": pl.col("value_micro").filter(pl.col("register_number") == number)
        for number in (1, 2, 3)
    }
    rows = readings.group_by("meter_id", maintain_order=True).agg(
        pl.col("account", "service_id", "serial", "taken_on").first(),
        **{name: value.first() for name, value in values.items()},
    )
    lines = [["Лицевой счет", "Услуга", "Номер прибора", *values, "Дата показаний"]]
    for account, service, serial, taken_on, *shown in rows.drop("meter_id").iter_rows():
        texts = ["" if value is None else _comma(value) for value in shown]
        lines.append([account, RESOURCES[service], serial, *texts, f"{taken_on:%d.%m.%Y}"])
    return delimited(lines, "utf-8-sig")


def _balances_file(city: City, accounts: pl.DataFrame) -> bytes:
    """A dBase table in code page 866: what was owed for maintenance before the centre began."""
    key = pl.col("id")
    owing = accounts.filter(city.chance.hits(OLD_DEBT_PPM, "old debt", key))
    debts = owing.select(
        "number", amount=city.chance.between(*OLD_DEBT_KOPECKS, "old debt sum", key)
    )
    rows = [[number, plain_kopecks(amount)] for number, amount in debts.iter_rows()]
    written_on = city.first_period.first_day - timedelta(days=1)
    return dbase([("LS", 10), ("SUMMA", 14)], rows, written_on)
