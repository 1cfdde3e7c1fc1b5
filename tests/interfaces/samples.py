"""Answers of the domain for pages that show them: a flat in October, and accounts at the edges."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from raschet.domain.billing.explanations import ExplainedLine
from raschet.domain.billing.explanations.change import ExplainedChange
from raschet.domain.billing.selectors import BillChange
from raschet.domain.registry.selectors import AccountCard
from raschet.values.period import Period

OCTOBER = Period(2026, 10)
TODAY = date(2026, 11, 12)


@dataclass(frozen=True)
class BillService:
    service_code: str
    name: str
    unit: str
    amount_kopecks: int
    quantity_micro: int | None
    opening_kopecks: int
    paid_kopecks: int
    closing_kopecks: int
    lines: tuple


@dataclass(frozen=True)
class Bill:
    period: Period
    due_date: date
    charged_kopecks: int
    opening_kopecks: int
    paid_kopecks: int
    to_pay_kopecks: int
    services: tuple
    recalculated_kopecks: int = 0
    penalty_kopecks: int = 0


CARD = AccountCard(
    account_id=7,
    public_id=UUID("0e7c1a52-6f0e-4c0b-9d0a-2f1c7b3a9d11"),
    number="104582",
    address="ул. Садовая, 12, кв. 48",
    holder_name="Ковалёва Анна Петровна",
    area_micro=54_300_000,
    registered=2,
    temporary=None,
    owners=1,
    unit_kind="FLAT",
    unit_number="48",
    house_kind="APARTMENT",
    storeys=9,
    year_built=1987,
    managing_company_name="УК «Уют»",
    managing_company_phone="8 (000) 111-11-11",
    opened_on=date(2019, 3, 1),
    closed_on=None,
)


def line(title, volume, tariff, amount, *sentences):
    """A product of two with its sources, as a metered line is explained."""
    return ExplainedLine(
        title=title,
        sentences=sentences,
        formula=(("Объём", volume), ("Тариф", f"× {tariff}"), ("Начислено", f"= {amount}")),
        inputs=(("Показание", "418"), ("Показание до этого", "415"), ("Тариф", tariff)),
        sources=("Показание 418 от 21 октября 2026: передано на сайте.", "Тариф с 1 октября 2026."),
        arithmetic=f"{volume} × {tariff} = {amount}",
        rounding="Вышло до копейки, ничего не округлено.",
        clause="ПП № 354, п. 42, прил. 2, ф. 1",
        kind="CHARGE",
        method="METERED",
        reason="",
        amount_kopecks=0,
        quantity_micro=None,
        origin_period=OCTOBER,
        segment_from=OCTOBER.first_day,
        segment_until=OCTOBER.plus(1).first_day,
        supplier_name="",
    )


def service(code, name, unit, amount, quantity, *lines, opening=0, paid=0):
    """A service whose balance adds up."""
    return BillService(
        code, name, unit, amount, quantity, opening, paid, opening + amount - paid, lines
    )


SERVICES = (
    service(
        "hot_water", "Горячая вода", "M3", 64_380, 3_000_000,
        line("Горячая вода", "3 м³", "214,60 ₽", "643,80 ₽", "Израсходовано 3 м³ горячей воды."),
    ),
    service(
        "heating", "Отопление", "GCAL", 218_795, 879_700,
        line("", "0,8797 Гкал", "2 487,15 ₽", "2 187,95 ₽", "Дом начали топить 3 октября."),
    ),
    service(
        "maintenance", "Содержание жилого помещения", "M2", 169_416, 54_300_000,
        line("", "54,3 м²", "31,20 ₽", "1 694,16 ₽", "Площадь умножается на плату за 1 м²."),
        opening=61_248,
    ),
    service(
        "electricity", "Электричество", "KWH", 72_704, 142_000_000,
        line("День", "100 кВт·ч", "6,00 ₽", "600,00 ₽", "День с 7:00 до 23:00."),
        line("Ночь", "42 кВт·ч", "3,03 ₽", "127,04 ₽", "Ночь с 23:00 до 7:00."),
        opening=-14_820,
    ),
    service("cold_water", "Холодная вода", "M3", 18_472, 4_000_000,
            line("", "4 м³", "46,18 ₽", "184,72 ₽", "Израсходовано 4 м³."), paid=18_472),
    service("intercom", "Домофон", "PIECE", 0, None),
)  # fmt: skip


def bill_of(services, period=OCTOBER, due_date=date(2026, 11, 15)):
    """A bill whose parts add up."""
    charged = sum(each.amount_kopecks for each in services)
    opening = sum(each.opening_kopecks for each in services)
    paid = sum(each.paid_kopecks for each in services)
    return Bill(period, due_date, charged, opening, paid, opening + charged - paid, services)


BILL = bill_of(SERVICES)
MONTHS = [
    (OCTOBER.plus(index - 11), kopecks)
    for index, kopecks in enumerate(
        [612_000, 645_050, 640_110, 598_000, 571_300, 530_000, 512_044, 430_400, 431_000, 440_512,
         296_262, BILL.charged_kopecks]
    )
]  # fmt: skip
PAID = bill_of((replace(SERVICES[0], paid_kopecks=64_380, closing_kopecks=0),))
OVERPAID = bill_of((replace(SERVICES[0], opening_kopecks=-100_000, closing_kopecks=-35_620),))
CLOSED = replace(CARD, closed_on=date(2026, 9, 3))


def cause(code, service, sentence, kopecks):
    return ExplainedChange(code, 0, service, sentence, kopecks)


CHANGE = BillChange(
    before=OCTOBER.plus(-1),
    now=OCTOBER,
    before_kopecks=MONTHS[-2][1],
    now_kopecks=MONTHS[-1][1],
    parts=(
        cause(
            "STARTED", "heating", "Отопление: раньше не начислялось, теперь начисляется", 218_795
        ),
        cause("VOLUME", "hot_water", "Горячей воды ушло на 1 м³ больше", 21_460),
        cause("VOLUME", "cold_water", "Холодной воды ушло на 1 м³ больше", 4_618),
        cause(
            "TARIFF",
            "maintenance",
            "Содержание жилья: плата за 1 м² выросла с 30 ₽ до 31,20 ₽",
            6_516,
        ),
        cause("VOLUME", "electricity", "Электричества (день) ушло на 6 кВт·ч меньше", -3_600),
        cause("VOLUME", "electricity", "Электричества (ночь) ушло на 2 кВт·ч меньше", -606),
        cause("REST", "waste", "Вывоз мусора: округление и прочее", 322),
    ),
)
"""Why October is dearer than September; the parts add up."""
