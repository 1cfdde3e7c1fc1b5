"""The check: right once, for its purpose, in time, in whatever process; forged never."""

import base64
import json
from datetime import UTC, datetime, timedelta

import altcha.v1 as altcha
import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st
from tests.interfaces.portal.checks import packed

from raschet.domain.access.budgets import Purpose, Subject
from raschet.interfaces.portal.access.forms import RecoveryForm
from raschet.interfaces.ui.robot_check import digits, work
from raschet.interfaces.ui.robot_check.forms import Check

NOW = datetime.now(UTC)
TYPED = {"number": "104582", "email": "anna@mail.example"}


def check(purpose=Purpose.RECOVERY, level=0):
    return Check(
        purpose=purpose,
        names={Subject.CLIENT: "203.0.113.7", Subject.NETWORK: "203.0.113.0/24"},
        level=level,
        kind="work",
        token=digits.new_token(purpose, level, NOW),
    )


def sent(**more):
    data = QueryDict(mutable=True)
    data.update({**TYPED, **more})
    return RecoveryForm(data, check=check())


def solution(purpose=Purpose.RECOVERY, level=0, now=None):
    challenge = work.challenge(purpose, level, now or datetime.now(UTC))
    found = altcha.solve_challenge(
        challenge["challenge"], challenge["salt"], challenge["algorithm"], challenge["maxnumber"]
    )
    return packed(challenge, found.number)


@pytest.mark.django_db
def test_solution_passes_once_however_it_is_written_down():
    payload = solution()
    parts = json.loads(base64.b64decode(payload))
    again = base64.b64encode(json.dumps(dict(reversed(parts.items())), indent=1).encode()).decode()

    assert sent(altcha=payload).is_valid()
    assert not sent(altcha=payload).is_valid()
    assert not sent(altcha=again).is_valid()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "payload",
    [
        "",
        "x",
        base64.b64encode(b"[]").decode(),
        base64.b64encode(b'{"algorithm": "SHA-256"}').decode(),
        base64.b64encode(b"\xff\xfe").decode(),
        "A" * 5_000,
    ],
)
def test_nothing_and_nonsense_do_not_pass(payload):
    form = sent(altcha=payload)

    assert not form.is_valid()
    assert form.errors["check_digits"]


@pytest.mark.django_db
def test_solution_of_another_purpose_or_of_long_ago_does_not_pass():
    assert not sent(altcha=solution(Purpose.LOGIN)).is_valid()
    assert not sent(altcha=solution(now=NOW - timedelta(minutes=21))).is_valid()


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["salt", "number", "signature", "challenge"])
def test_forged_solution_does_not_pass(field):
    parts = json.loads(base64.b64decode(solution()))
    parts[field] = (
        parts[field] + 1 if field == "number" else parts[field].replace("level=0", "level=6") + "0"
    )

    assert not sent(altcha=base64.b64encode(json.dumps(parts).encode()).decode()).is_valid()


@given(st.dictionaries(st.sampled_from(["algorithm", "challenge", "number", "salt", "signature"]),
       st.one_of(st.none(), st.integers(), st.text(), st.lists(st.text()), st.just("SHA-256"))))  # fmt: skip
def test_any_payload_is_judged(parts):
    assert work.solved(base64.b64encode(json.dumps(parts).encode()).decode()) is None


@given(st.text())
def test_any_text_is_judged(text):
    assert work.solved(text) is None
    assert digits.riddle_of(text, NOW) is None


@pytest.mark.django_db
def test_digits_pass_once_and_a_miss_uses_them_up():
    token = digits.new_token(Purpose.RECOVERY, 0, NOW)
    answer = digits.riddle_of(token, NOW).answer

    assert sent(check_token=token, check_digits=f" {answer[:2]} {answer[2:]} ").is_valid()
    assert not sent(check_token=token, check_digits=answer).is_valid()

    second = digits.new_token(Purpose.RECOVERY, 0, NOW)
    right = digits.riddle_of(second, NOW).answer
    missed = sent(check_token=second, check_digits=str(int(right) + 1)[-5:])
    assert not missed.is_valid()
    assert missed.check.token not in {second, ""}
    assert not sent(check_token=second, check_digits=right).is_valid()


@pytest.mark.django_db
def test_digits_of_another_purpose_do_not_pass_and_old_ones_are_gone():
    token = digits.new_token(Purpose.LOGIN, 0, NOW)
    answer = digits.riddle_of(token, NOW).answer

    assert not sent(check_token=token, check_digits=answer).is_valid()
    assert digits.riddle_of(token, NOW + timedelta(minutes=20)) is None
    assert digits.riddle_of(token[:-1] + ("a" if token[-1] != "a" else "b"), NOW) is None


@pytest.mark.django_db
def test_mistake_in_another_field_does_not_use_the_check_up():
    payload = solution()

    wrong = RecoveryForm(QueryDict("number=1&email=anna@mail.example"), check=check())
    assert not wrong.is_valid()
    assert sent(altcha=payload).is_valid()


@pytest.mark.django_db
def test_picture_and_voice_exist_for_living_tokens_alone(client):
    token = digits.new_token(Purpose.RECOVERY, 6, NOW)

    assert len(digits.riddle_of(token, NOW).answer) == 9
    for prefix in ("", "/en"):
        assert client.get(f"{prefix}/check/{token}.png").status_code == 200
        assert client.get(f"{prefix}/check/{token}.wav").status_code == 200
        assert client.get(f"{prefix}/check/{token}x.png").status_code == 404
    assert client.get("/check/work/?purpose=NONSENSE").status_code == 404
    assert client.get("/check/work/?purpose=LOGIN&level=99").json()["maxnumber"] == work.NUMBERS
    assert "no-store" in client.get("/check/work/?purpose=LOGIN").headers["Cache-Control"]
