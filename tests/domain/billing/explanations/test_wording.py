"""Every line the engine can write has its words, in both languages."""

import re
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from django.utils import translation

import raschet.engine
from raschet.domain.billing.explanations import explain_line, unbilled_sentence
from raschet.domain.billing.explanations.clauses import CLAUSES
from raschet.domain.billing.explanations.facts import (
    CoefficientFacts,
    HouseholdFacts,
    LineFacts,
    MonthFacts,
    NormFacts,
    ReadingFacts,
    RecalculationFacts,
    RegisterFacts,
    ServiceFacts,
    TariffFacts,
)
from raschet.domain.billing.explanations.recalculation import LATE_FACT_SENTENCES, MINUS
from raschet.domain.billing.explanations.refunds import CASES, REFUNDS
from raschet.domain.billing.explanations.sentences import METHOD_SENTENCES, REASON_SENTENCES
from raschet.domain.billing.findings import SEVERITY_OF_REASON
from raschet.domain.registry.models import DirtyMonth
from raschet.engine.house.month import HEATING
from raschet.engine.law.recalculation import quality_cases
from raschet.engine.law.tables import law_table
from raschet.engine.recalculation import absence_month, quality_month
from raschet.engine.recalculation.difference import RECALCULATION
from raschet.engine.run import KNOWN_METHODS, METER_OR_NORM
from raschet.values.period import Period
from raschet.values.rounding import MICRO, amount_kopecks

OCTOBER = Period(2026, 10)
START = date(2020, 1, 1)
SOURCES = "\n".join(
    path.read_text(encoding="utf-8")
    for path in Path(raschet.engine.__file__).parent.rglob("*.py")
    if "golden" not in path.parts
)
UNBILLED = {
    "NO_AREA",
    "NO_RESIDENTS",
    "NO_NORM",
    "NO_TARIFF",
    "NO_SUPPLY",
    "NO_VOLUME",
    "NO_SEASON",
    "NO_PLANT_VOLUME",
    "NO_HOUSE_AREA",
    "NO_HOUSE_VOLUME",
}
NOT_REASONS = {"METERED", "AVERAGE", "METER", "NORM", "CHARGE", "RAISING", "RECALCULATION"}
WRITTEN_REASONS = (
    set(re.findall(r'(?:pl\.lit\(|reason=)"([A-Z_]{3,})"', SOURCES)) - NOT_REASONS - UNBILLED
)
DECIDING = {METER_OR_NORM, HEATING}
METHODS = (
    (KNOWN_METHODS - DECIDING)
    | {"METERED", "AVERAGE", "NORM", "UNAUTHORISED", "COMMON_RECALCULATION", RECALCULATION}
    | {"HEATING_NORM", "HEATING_METER", "HEATING_AVERAGE", "HEATING_YEAR", "HEATING_ALLOCATORS"}
)

WATER = LineFacts(
    service_id=1,
    line_no=1,
    kind="CHARGE",
    method="METERED",
    amount_kopecks=25443,
    origin_period=OCTOBER,
    segment_from=date(2026, 10, 1),
    segment_until=date(2026, 11, 1),
    quantity_micro=6_566_000,
    rate_micro_rubles=38_750_000,
    tariff_id=7,
    days=31,
)
REGISTER = RegisterFacts(
    service_id=1,
    zone="",
    basis="METER",
    reason="",
    volume_micro=6_566_000,
    previous=ReadingFacts(100 * MICRO, date(2026, 9, 21), "SITE"),
    current=ReadingFacts(106_566_000, date(2026, 10, 21), "CABINET"),
    average_micro=5_200_000,
    months_missing=2,
    serial="417",
)
MONTH = MonthFacts(
    period=OCTOBER,
    services={
        1: ServiceFacts("cold_water", "M3"),
        2: ServiceFacts("hot_water", "M3"),
        3: ServiceFacts("wastewater", "M3"),
        7: ServiceFacts("waste", "M3"),
        8: ServiceFacts("maintenance", "M2"),
        9: ServiceFacts("capital_repair", "M2"),
    },
    lines=[WATER],
    registers=[REGISTER],
    tariffs={7: TariffFacts(38_750_000, date(2026, 10, 1), "приказ № 5", 36_900_000)},
    norms=[NormFacts(1, 4_340_000, "PERSON_MONTH", START, None, "приказ № 9")],
    coefficients=[CoefficientFacts(1, 3 * MICRO, START, None, "ПП РФ № 1871")],
    households=[HouseholdFacts(3, 0, START, None)],
)


def explained(line, month=MONTH, language="ru"):
    with translation.override(language):
        return explain_line(line, month)


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_every_method_and_reason_that_the_engine_writes_has_a_sentence():
    assert {"NO_METER", "NO_READING", "LATE_READING", "OWNERS"} <= WRITTEN_REASONS
    assert set(METHOD_SENTENCES) == METHODS | set(REFUNDS)
    assert set(REFUNDS) == {absence_month.METHOD, quality_month.METHOD}
    assert set(REASON_SENTENCES) >= WRITTEN_REASONS


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize(
    ("method", "reason"), list(product(sorted(METHODS), sorted({"", *WRITTEN_REASONS})))
)
def test_every_line_is_explained_without_gaps(method, reason, language):
    line = replace(
        WATER,
        method=method,
        reason=reason,
        persons_micro=3 * MICRO,
        norm_micro=4_340_000,
        area_micro=54_300_000,
        house_volume_micro=120_000_000,
        house_area_micro=4_000_000_000,
    )

    found = explained(line, language=language)

    assert found.title
    assert found.sentences
    assert all(sentence.endswith(".") for sentence in found.sentences)
    assert "%" not in " ".join([found.title, *found.sentences, *found.sources, found.rounding])
    assert not re.search(r"[A-Z]{3,}_[A-Z]", " ".join(found.sentences))
    if language == "ru":
        assert re.search("[а-я]", found.rounding)


@pytest.mark.parametrize("reason", sorted(UNBILLED | {"METHOD_UNKNOWN"} | set(SEVERITY_OF_REASON)))
@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_reason_not_to_bill_has_a_sentence(reason, language):
    with translation.override(language):
        sentence = unbilled_sentence(reason)

    assert sentence.endswith(".")
    assert sentence != reason


def test_every_clause_of_the_law_tables_has_its_russian_name():
    used = {row["clause"] for row in law_table("clauses")["clause"]}

    assert used <= set(CLAUSES)
    with translation.override("ru"):
        assert all(re.search("[а-я]", translation.gettext(clause)) for clause in CLAUSES)


def test_a_metered_line_shows_readings_formula_and_the_change_of_tariff():
    found = explained(WATER)

    assert [plain(sentence) for sentence in found.sentences] == [
        "Показание 106,566 передано 21 октября, прошлое — 100.",
        "С 1 октября тариф 38,75 ₽ вместо 36,90 ₽.",
    ]
    assert [(label, plain(value)) for label, value in found.formula] == [
        ("Объём", "6,566 м³"),
        ("Тариф", "× 38,75 ₽"),
        ("Начислено", "= 254,43 ₽"),
    ]
    assert plain(found.arithmetic) == "6,566 м³ × 38,75 ₽ = 254,4325 → 254,43 ₽"
    assert [plain(source) for source in found.sources] == [
        "Прошлое показание 100 за 21 сентября 2026, счётчик № 417: передано на сайте.",
        "Показание 106,566 за 21 октября 2026, счётчик № 417: передано в личном кабинете.",
        "Тариф 38,75 ₽ с 1 октября 2026: приказ № 5.",
    ]
    assert found.clause == "ПП РФ № 354, п. 42, приложение 2, формула 1"


@pytest.mark.parametrize(
    ("persons_micro", "words"),
    [
        (1 * MICRO, "1 человек"),
        (2 * MICRO, "2 человека"),
        (5 * MICRO, "5 человек"),
        (21 * MICRO, "21 человек"),
        (2_516_129, "2,516129 чел."),
    ],
)
def test_people_are_counted_in_the_right_form(persons_micro, words):
    line = replace(
        WATER, method="NORM", reason="NO_METER", norm_micro=4_340_000, persons_micro=persons_micro
    )

    assert f"Проживает: {words}." in plain(explained(line).sentences[0])


def test_owners_are_named_where_nobody_is_registered():
    month = replace(MONTH, households=[HouseholdFacts(0, 0, START, None)], owners=2)
    line = replace(
        WATER, method="NORM", reason="NO_METER", norm_micro=4_340_000, persons_micro=2 * MICRO
    )

    found = explained(line, month)

    assert "В квартире никто не прописан, поэтому считаются собственники." in found.sentences
    assert any("собственники: 2 человека" in plain(source) for source in found.sources)


def test_wastewater_adds_cold_and_hot_water():
    hot = replace(WATER, service_id=2, quantity_micro=3 * MICRO)
    drain = replace(WATER, service_id=3, method="WASTEWATER", quantity_micro=9_566_000)
    month = replace(MONTH, lines=[WATER, hot, drain])

    found = explained(drain, month)

    assert plain(found.sentences[0]) == "Холодная и горячая вода вместе: 6,566 + 3 м³."


def test_a_dial_that_passed_zero_says_so():
    turned = replace(
        REGISTER,
        digits=5,
        previous=ReadingFacts(99_998 * MICRO, date(2026, 9, 21)),
        current=ReadingFacts(4_566_000, date(2026, 10, 21)),
    )

    found = explained(WATER, replace(MONTH, registers=[turned]))

    assert "Счётчик дошёл до конца шкалы и начал с нуля." in found.sentences


def test_a_late_reading_shows_what_was_charged_before():
    late = replace(REGISTER, reason="LATE_READING", volume_micro=1_366_000)
    line = replace(WATER, reason="LATE_READING", quantity_micro=1_366_000, amount_kopecks=5293)

    found = explained(line, replace(MONTH, registers=[late]))

    assert plain(found.sentences[1]) == (
        "По счётчику с тех пор израсходовано 6,566 м³. Из них 5,2 м³ уже начислено раньше без "
        "показаний, остаётся 1,366 м³."
    )


def test_a_part_of_the_month_is_priced_by_days_and_says_so():
    line = replace(
        WATER,
        service_id=8,
        method="AREA_RATE",
        tariff_id=None,
        quantity_micro=54_300_000,
        area_micro=54_300_000,
        rate_micro_rubles=31_200_000,
        segment_until=date(2026, 10, 16),
        days=15,
        amount_kopecks=81_975,
    )

    found = explained(line)

    assert plain(found.title) == "Содержание жилья, 1–15 октября"
    assert plain(found.arithmetic) == ("54,3 м² × 31,20 ₽ × 15/31 = ≈ 819,754839 → 819,75 ₽")
    assert "За 15 дней из 31." in [plain(sentence) for sentence in found.sentences]


def test_the_rest_of_a_divided_fee_is_not_called_rounding():
    """Two accounts that follow one another: the later one takes what the first left of the whole."""
    line = replace(
        WATER, service_id=8, method="AREA_RATE", amount_kopecks=25442, quantity_micro=6_566_000
    )

    found = explained(line)

    assert found.rounding.startswith("Округлено так, чтобы части месяца в сумме")


@pytest.mark.parametrize("coefficient_micro", [1_500_000, 3 * MICRO])
def test_the_raising_part_is_the_whole_less_the_base(coefficient_micro):
    base = replace(WATER, method="NORM", reason="NO_METER")
    total = amount_kopecks(base.quantity_micro * coefficient_micro // MICRO, base.rate_micro_rubles)
    raising = replace(
        base,
        kind="RAISING",
        line_no=2,
        coefficient_micro=coefficient_micro,
        amount_kopecks=total - base.amount_kopecks,
    )

    found = explained(raising, replace(MONTH, lines=[base, raising]))

    assert found.title == "Холодная вода: повышающий коэффициент"
    assert found.formula[-2][1] == "\N{MINUS SIGN} 254,43\N{NO-BREAK SPACE}₽"
    assert found.rounding.startswith("До копейки округлено один раз")
    assert "Повышающий коэффициент 3 с 1 января 2020." in map(plain, found.sources)
    assert "ПП РФ № 1871" in found.clause


def test_a_coefficient_split_by_days_is_shown_as_an_average():
    base = replace(WATER, method="NORM", amount_kopecks=49606, quantity_micro=13_020_000,
                   rate_micro_rubles=38_100_000)  # fmt: skip
    raising = replace(
        base, kind="RAISING", line_no=2, coefficient_micro=2_758_065, amount_kopecks=87_500
    )

    found = explained(raising, replace(MONTH, lines=[base, raising]))

    assert found.rounding.startswith("Коэффициент изменился внутри месяца")


def test_a_correction_of_an_earlier_month_names_it():
    line = replace(WATER, kind="RECALCULATION", origin_period=Period(2026, 9), amount_kopecks=-500)

    found = explained(line)

    assert plain(found.title).startswith("Холодная вода: перерасчёт за сентябрь 2026")
    assert "Строка исправляет прошлый месяц." in found.sentences


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("reason", sorted(DirtyMonth.Reason.values))
def test_every_late_fact_has_its_words_and_clause(reason, language):
    corrects = RecalculationFacts(1139_29, 845_28, 8_400_000, 6_232_258, (reason,), (WATER,))
    line = replace(WATER, kind="RECALCULATION", method="RECALCULATION", reason=reason,
                   origin_period=Period(2026, 9), amount_kopecks=-294_01, corrects=corrects,
                   rate_micro_rubles=None)  # fmt: skip

    found = explained(line, language=language)

    assert set(LATE_FACT_SENTENCES) == set(DirtyMonth.Reason.values)
    assert found.clause
    assert len(found.sentences) >= 3
    assert [value[:1] for _, value in found.formula] == ["8", MINUS, "="]


def test_a_recalculation_says_what_was_charged_and_what_is_due():
    corrects = RecalculationFacts(1139_29, 845_28, 8_400_000, 6_232_258, ("RESIDENTS",), (WATER,))
    line = replace(WATER, kind="RECALCULATION", method="RECALCULATION", reason="RESIDENTS",
                   origin_period=Period(2026, 9), segment_from=date(2026, 9, 1),
                   segment_until=date(2026, 10, 1), amount_kopecks=-294_01, corrects=corrects,
                   rate_micro_rubles=None, tariff_id=None, days=30)  # fmt: skip

    found = explained(line)

    assert plain(found.title) == "Холодная вода: перерасчёт за сентябрь 2026"
    assert [plain(sentence) for sentence in found.sentences] == [
        "Плата за сентябрь 2026 посчитана заново по уточнённым данным.",
        "Было начислено: 8,4 м³, 1 139,29 ₽. Нужно начислить: 6,232258 м³, 845,28 ₽.",
        "Сколько человек проживало в том месяце, стало известно позже.",
        "Строка исправляет прошлый месяц.",
    ]
    assert plain(found.sources[0]) == (
        "Посчитано заново: 6,566 м³ × 38,75 ₽ = 254,4325 → 254,43 ₽."
    )
    assert found.clause == "ПП РФ № 354, п. 56–58"


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("case", quality_cases())
@pytest.mark.parametrize("counted", [0, 8 * MICRO])
def test_every_case_of_poor_quality_has_its_words_and_clause(case, counted, language):
    line = replace(WATER, kind="RECALCULATION", method="QUALITY", reason=case, quantity_micro=None,
                   rate_micro_rubles=None, amount_kopecks=-271, coefficient_micro=150_000,
                   house_volume_micro=12 * MICRO, house_area_micro=counted)  # fmt: skip

    found = explained(line, language=language)

    assert set(CASES) == set(quality_cases())
    assert len(found.sentences) >= 3
    assert all(sentence.endswith(".") for sentence in found.sentences)
    assert "%(" not in " ".join([found.title, *found.sentences])
    assert found.formula[-1][1].startswith("=")
    assert found.clause
    if language == "ru":
        assert "ПП РФ" in found.clause
        assert not re.search("[A-Za-z]{3}", " ".join(found.sentences))
