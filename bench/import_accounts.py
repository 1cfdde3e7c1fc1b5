"""How long a file of accounts takes: CSV and XLSX, from the bytes to committed rows.

Run: python bench/import_accounts.py [--accounts N]. Uses a database server of its own in a
temporary folder; prints one line of JSON per carrier.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import resource
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

HEADINGS = (
    *("Лицевой счет", "Населенный пункт", "Улица", "Дом", "Квартира", "Общая площадь", "ФИО"),
    *("Вид собственности", "Зарегистрировано", "Телефон", "Дата открытия"),
)
STREETS = ("Ленина", "Мира", "Садовая", "Лесная", "Победы", "Школьная", "Заречная", "8 Марта")
FLATS_IN_HOUSE = 80
BUDGET_SECONDS = {"CSV": 15, "XLSX": 60}


def rows(count: int, seed: int) -> list[list[object]]:
    """Accounts of a seeded city, as a managing company writes them."""
    chance = random.Random(seed)
    made: list[list[object]] = []
    for index in range(count):
        house, flat = divmod(index, FLATS_IN_HOUSE)
        street, number = STREETS[house % len(STREETS)], house // len(STREETS) + 1
        area = f"{chance.randint(28, 98)},{chance.randint(0, 9)}"
        holder = f"Фамилия{index} Имя Отчество"
        made.append(
            [
                *(f"{100_000 + index:06d}", "г. Энск", f"ул. {street}", str(number), str(flat + 1)),
                *(area, holder, "Собственник", chance.randint(0, 5)),
                *(f"+7 900 {index:07d}", date(2015, 1, 1 + index % 28)),
            ]
        )
    return made


def as_csv(made: list[list[object]]) -> bytes:
    """A CSV in the encoding that is still the commonest."""
    lines = [";".join(HEADINGS)]
    lines += [
        ";".join(f"{cell:%d.%m.%Y}" if isinstance(cell, date) else str(cell) for cell in row)
        for row in made
    ]
    return "\r\n".join(lines).encode("cp1251")


def as_xlsx(made: list[list[object]]) -> bytes:
    """A workbook with shared strings, as Excel saves it."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Лицевые счета")
    sheet.append(HEADINGS)
    for row in made:
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def measure(carrier: str, data: bytes) -> dict[str, object]:
    """Import into empty tables, then take everything away again."""
    from django.db import transaction

    from raschet.domain.registry.imports.batches import IncomingFile
    from raschet.domain.registry.services.import_accounts import import_accounts
    from raschet.formats.tables.profile import shipped_profile
    from raschet.formats.tables.read_table import read_table

    profile = shipped_profile("accounts", subject="accounts")
    with transaction.atomic():
        started = time.perf_counter()
        table = read_table(data, profile)
        parsed = time.perf_counter()
        file = IncomingFile.of(name="bench", data=data, profile=profile, table=table)
        report = import_accounts(file=file, valid_from=date(2026, 10, 1), actor="bench")
        ended = time.perf_counter()
        transaction.set_rollback(True)
    assert report.outcome == "APPLIED", report.refused[:5]
    return {
        "carrier": carrier,
        "accounts": report.new["accounts"],
        "file_bytes": len(data),
        "read_seconds": round(parsed - started, 2),
        "write_seconds": round(ended - parsed, 2),
        "total_seconds": round(ended - started, 2),
        "budget_seconds": BUDGET_SECONDS[carrier],
        "peak_mebibytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def main() -> int:
    """Measure both carriers. Returns 1 when one exceeds its budget at 100 000 accounts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="raschet-bench-") as folder:
        Path(folder).chmod(0o711)
        os.environ["RASCHET_VAR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "raschet.config.settings"
        import django

        from raschet.adapters.embedded_postgres import ensure_running, stop

        ensure_running(Path(folder))
        try:
            django.setup()
            from django.core.management import call_command

            call_command("migrate", verbosity=0)
            made = rows(arguments.accounts, arguments.seed)
            late = False
            for carrier, write in (("CSV", as_csv), ("XLSX", as_xlsx)):
                figures = measure(carrier, write(made))
                print(json.dumps(figures), flush=True)
                late = late or figures["total_seconds"] > figures["budget_seconds"]
        finally:
            stop(Path(folder))
    return int(late and arguments.accounts <= 100_000)


if __name__ == "__main__":
    sys.exit(main())
