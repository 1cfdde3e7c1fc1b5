import pytest
from hypothesis import given
from hypothesis import strategies as st

from raschet.values.money import Money, allocate_kopecks
from raschet.values.scaled import (
    NumberInvalid,
    localised,
    parse_kopecks,
    parse_micro,
    plain_kopecks,
    plain_micro,
)

WEIGHTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=12).filter(any)


@given(st.integers(-(10**12), 10**12), WEIGHTS)
def test_split_loses_nothing_and_gives_each_its_share(amount, weights):
    parts = allocate_kopecks(amount, weights)

    total = sum(weights)
    assert sum(parts) == amount
    assert all(abs(p * total - amount * w) < total for p, w in zip(parts, weights, strict=True))


def test_odd_kopeck_goes_to_the_first_of_equals():
    assert allocate_kopecks(10000, [1, 1, 1]) == [3334, 3333, 3333]
    assert allocate_kopecks(-1, [1, 1]) == [-1, 0]


@pytest.mark.parametrize("weights", [[], [0, 0], [2, -1]])
def test_split_needs_a_weight(weights):
    with pytest.raises(ValueError, match="non-negative and not all zero"):
        allocate_kopecks(100, weights)


def test_money_adds_negates_and_splits():
    money = Money.parse("7123,72")

    assert money + Money(28) - Money(100) == Money(712300)
    assert -money < Money(0)
    assert (bool(money), bool(Money(0))) == (True, False)
    assert Money(5).allocate([1, 1]) == [Money(3), Money(2)]
    assert str(-money) == "-7123.72"


@pytest.mark.parametrize("value", [1.5, True, "1"])
def test_money_is_whole_kopecks(value):
    with pytest.raises(TypeError, match="kopecks are an int"):
        Money(value)


@pytest.mark.parametrize(
    ("text", "micro"),
    [("38.75", 38_750_000), ("-0,5", -500_000), ("+7", 7_000_000), (" 1.5000000000 ", 1_500_000)],
)
def test_decimals_are_read_exactly(text, micro):
    assert parse_micro(text) == micro


@pytest.mark.parametrize("text", ["", "1.", ".5", "1 000", "1e3", "0.0000001", "NaN", "٣", "--1"])
def test_other_text_is_no_number(text):
    with pytest.raises(NumberInvalid) as caught:
        parse_micro(text)
    assert "at most 6 decimals" in str(caught.value)


@given(st.integers(-(10**15), 10**15))
def test_printing_and_reading_are_inverse(value):
    assert parse_micro(plain_micro(value)) == value
    assert parse_kopecks(plain_kopecks(value)) == value


def test_numbers_are_printed_for_people():
    assert plain_micro(-6_200_000) == "-6.2"
    assert localised("-1234567.5", "ru") == "\N{MINUS SIGN}1\xa0234\xa0567,5"
    assert localised("1234567", "en") == "1,234,567"
    assert localised("999.10", "ru-RU") == "999,10"
