"""Figures as people read them, in both languages."""

from datetime import date

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from raschet.interfaces.ui import figures
from raschet.values.period import Period

OCTOBER = Period(2026, 10)


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("language", "kopecks", "shown"),
    [
        ("ru", 712_372, "7 123,72 ₽"),
        ("en", 712_372, "7,123.72 ₽"),
        ("ru", -14_820, "−148,20 ₽"),
        ("ru", 0, "0,00 ₽"),
        ("ru", 100_000_005, "1 000 000,05 ₽"),
    ],
)
def test_money_has_two_decimals_and_never_breaks(language, kopecks, shown):
    with translation.override(language):
        text = figures.money(kopecks)

    assert plain(text) == shown
    assert " " not in text


@pytest.mark.parametrize(
    ("kopecks", "shown"), [(218_795, "+2 187,95 ₽"), (-1, "−0,01 ₽"), (0, "0,00 ₽")]
)
def test_change_carries_its_sign(kopecks, shown):
    with translation.override("ru"):
        assert plain(figures.signed_money(kopecks)) == shown


@pytest.mark.parametrize(
    ("language", "kopecks", "spoken"),
    [
        ("ru", 712_372, "7123 рубля 72 копейки"),
        ("ru", 100_101, "1001 рубль 1 копейка"),
        ("ru", 1_100, "11 рублей"),
        ("ru", -50, "минус 0 рублей 50 копеек"),
        ("en", 101, "1 rouble 1 kopeck"),
    ],
)
def test_spoken_money_is_words(language, kopecks, spoken):
    with translation.override(language):
        assert figures.spoken_money(kopecks) == spoken


@pytest.mark.parametrize(
    ("kopecks", "shown"),
    [
        (665_944, "6,7"),
        (4_999, "0,0"),
        (5_000, "0,1"),
        (99_999_999, "1\N{NO-BREAK SPACE}000,0"),
        (-665_944, "−6,7"),
    ],
)
def test_bar_label_is_thousands_rounded_half_up(kopecks, shown):
    with translation.override("ru"):
        assert figures.short_money(kopecks) == shown


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=10**12))
def test_bar_label_is_within_fifty_roubles_of_the_sum(kopecks):
    with translation.override("en"):
        tenths = int(figures.short_money(kopecks).replace(",", "").replace(".", ""))

    assert abs(tenths * 10_000 - kopecks) <= 5_000


def test_months_and_days_take_their_case():
    with translation.override("ru"):
        russian = [
            figures.month_name(OCTOBER),
            figures.month_of(OCTOBER),
            figures.month_short(OCTOBER),
            plain(figures.month_and_year(OCTOBER)),
            plain(figures.day_and_month(date(2026, 11, 15))),
            plain(figures.full_date(date(2026, 5, 1))),
        ]
    with translation.override("en"):
        english = [figures.month_name(OCTOBER), plain(figures.full_date(date(2026, 5, 1)))]

    assert russian == ["октябрь", "октября", "окт.", "октябрь 2026", "15 ноября", "1 мая 2026"]
    assert english == ["October", "1 May 2026"]


@pytest.mark.parametrize(
    ("number", "shown"),
    [("104582", "104\N{NO-BREAK SPACE}582"), ("A-17", "A-17"), ("12345", "12345")],
)
def test_account_number_is_grouped_only_when_it_has_six_digits(number, shown):
    assert figures.account_number(number) == shown
