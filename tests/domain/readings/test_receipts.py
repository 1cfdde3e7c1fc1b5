"""A receipt proves what was given when, to anyone, and tells nobody whose it is."""

import base64
import re
import subprocess
from dataclasses import replace

import pytest
from django.conf import settings
from tests.domain.readings.visits import visit
from tests.domain.town import small_town

from raschet.domain.readings.models import Submission
from raschet.domain.readings.receipts import cleaned_number, is_genuine, public_bytes
from raschet.domain.readings.selectors import check_receipt, submission_of_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return small_town()


def test_receipt_says_what_when_and_nothing_of_whose(town):
    receipt = visit(town.anna, town.register, 0, value_micro=110_250_000).receipt

    assert receipt.signed.text == (
        "raschet reading receipt 1\n"
        f"number {receipt.number}\n"
        "received 2026-11-12T07:42:00Z\n"
        "taken 2026-11-12\n"
        "month 2026-11\n"
        "value cold_water meter ..821 110.25 M3\n"
    )
    assert "104582" not in receipt.signed.text
    assert re.fullmatch(r"2611-\d{4}-\d{4}-\d{4}", receipt.number)
    assert receipt.signed.public_key == public_bytes(settings.RECEIPT_KEY)


def test_anyone_checks_it_with_a_tool_of_his_own(town, tmp_path):
    signed = visit(town.anna, town.register, 110).receipt.signed
    header = base64.b64decode("MCowBQYDK2VwAyEA")
    key = base64.encodebytes(header + signed.public_key).decode()
    (tmp_path / "key.pem").write_text(
        f"-----BEGIN PUBLIC KEY-----\n{key}-----END PUBLIC KEY-----\n"
    )
    (tmp_path / "text").write_text(signed.text)
    (tmp_path / "signature").write_bytes(signed.signature)
    command = "openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in text -sigfile signature"

    assert (
        subprocess.run(command.split(), cwd=tmp_path, capture_output=True, check=False).returncode
        == 0
    )
    (tmp_path / "text").write_text(signed.text.replace("110", "109"))
    assert (
        subprocess.run(command.split(), cwd=tmp_path, capture_output=True, check=False).returncode
        != 0
    )


def test_changed_text_is_not_genuine(town):
    receipt = visit(town.anna, town.register, 110).receipt

    assert check_receipt(receipt.number).genuine
    assert not is_genuine(replace(receipt.signed, text=receipt.signed.text.replace("110", "109")))
    Submission.objects.update(signed_text=receipt.signed.text.replace("110", "109"))
    assert not check_receipt(receipt.number).genuine


@pytest.mark.parametrize(
    "typed", ["2611-4821-3075-9924", "2611482130759924", " 2611 4821 3075 9924 "]
)
def test_number_is_found_however_it_is_typed(typed):
    assert cleaned_number(typed) == "2611-4821-3075-9924"


@pytest.mark.parametrize("typed", ["", "2611", "2611-4821-3075-99245", "२६११482130759924"])
def test_other_numbers_are_none(typed):
    assert cleaned_number(typed) == ""
    assert check_receipt(typed) is None


def test_visit_is_found_by_its_own_account_alone(town):
    receipt = visit(town.anna, town.register, 110).receipt

    assert submission_of_account(receipt.number, town.anna.pk).receipt == receipt
    assert submission_of_account(receipt.number, town.vera.pk) is None
