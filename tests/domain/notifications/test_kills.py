"""A sender killed with SIGKILL at each step: no letter is lost, none is sent twice by itself."""

import subprocess
import sys
from datetime import UTC, datetime

import pytest

from raschet.adapters.email.smtp import SmtpRelay, relay_address
from raschet.domain.notifications.models import Letter
from raschet.domain.notifications.services.deliver_letter import deliver_letter
from raschet.domain.notifications.services.queue_letter import queue_letter
from raschet.domain.notifications.services.settle_interrupted_letters import (
    settle_interrupted_letters,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("moment", "standing", "settled", "offered"),
    [
        ("before", "CLAIMED", "WAITING", 0),
        ("between", "TRANSMITTING", "UNKNOWN", 0),
        ("after", "TRANSMITTING", "UNKNOWN", 1),
    ],
)
def test_killed_sender(relay, greeting, served_environment, moment, standing, settled, offered):
    letter_id = queue_letter(
        kind="GREETING", address="anna@mail.example", language="ru", facts={"number": 1}
    )
    program = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.domain.notifications.sender",
            str(letter_id),
            relay.url,
            moment,
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=served_environment,
    )
    with program:
        assert program.stdout.readline() == b"now\n"
        letter = Letter.objects.get()
        assert letter.state == standing
        # As long as the sender lives nobody takes the letter from it.
        settle_interrupted_letters(now=datetime.now(UTC))
        assert Letter.objects.get().state == standing
        program.kill()

    settle_interrupted_letters(now=datetime.now(UTC))
    assert Letter.objects.get().state == settled
    assert relay.script.offered == offered

    carrier = SmtpRelay(relay_address(relay.url))
    deliver_letter(letter_id=letter_id, carrier=carrier, now=datetime.now(UTC))

    assert relay.script.offered == (1 if moment != "between" else 0)
    assert Letter.objects.get().message_id == letter.message_id
