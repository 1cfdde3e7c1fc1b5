import pytest

from raschet.values.identifiers import (
    bank_account_valid,
    bic_valid,
    correspondent_account_valid,
    inn_valid,
    kpp_valid,
)


@pytest.mark.parametrize("inn", ["7707083893", "500100732259"])
def test_right_inn_is_accepted(inn):
    assert inn_valid(inn)


@pytest.mark.parametrize(
    "inn",
    ["7707083894", "500100732258", "500100732269", "770708389", "", "77070838x3", "٧٧٠٧٠٨٣٨٩٣"],
)
def test_wrong_inn_is_refused(inn):
    assert not inn_valid(inn)


def test_kpp_and_bic_have_a_form():
    assert kpp_valid("773601001")
    assert kpp_valid("7736AZ001")
    assert not kpp_valid("77360100")
    assert not kpp_valid("٧٧٣٦٠١٠٠١")
    assert bic_valid("044525225")
    assert not bic_valid("04452522")
    assert not bic_valid("٠٤٤٥٢٥٢٢٥")


def keyed(valid, head, tail, bic):
    """The account with the key digit (ninth) that fits; exactly one of ten does."""
    fitting = [n for k in range(10) if valid(n := f"{head}{k}{tail}", bic)]
    assert len(fitting) == 1
    return fitting[0]


def test_published_account_keys_fit():
    assert bank_account_valid("40702810638050013199", "044525225")
    assert correspondent_account_valid("30101810400000000225", "044525225")


@pytest.mark.parametrize("valid", [bank_account_valid, correspondent_account_valid])
def test_exactly_one_key_digit_fits(valid):
    account = keyed(valid, "40702810", "00000001234", "044525225")

    assert not valid(account, "04452522")
    assert not valid(account[:-1], "044525225")


def test_letters_in_an_account_stand_for_digits():
    with_letter = keyed(bank_account_valid, "40702A10", "00000001234", "044525225")
    with_digit = keyed(bank_account_valid, "40702010", "00000001234", "044525225")

    assert with_letter.replace("A", "0") == with_digit
