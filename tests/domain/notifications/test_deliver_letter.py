"""What becomes of a letter, told by a real relay."""

from datetime import UTC, datetime, timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.domain.notifications.relay import free_port

from raschet.adapters.email.smtp import SmtpRelay, relay_address
from raschet.domain.notifications.models import Letter
from raschet.domain.notifications.selectors import letter_counts, letters_to_look_at
from raschet.domain.notifications.services.decide_letter import (
    LetterNotUndecided,
    drop_letter,
    repeat_letter,
)
from raschet.domain.notifications.services.deliver_letter import PAUSES, deliver_letter
from raschet.domain.notifications.services.forget_letters import forget_letters
from raschet.domain.notifications.services.queue_letter import queue_letter

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2030, 1, 1, 9, tzinfo=UTC)


def queued(number=1):
    return queue_letter(
        kind="GREETING", address="anna@mail.example", language="ru", facts={"number": number}
    )


def deliver(letter_id, relay, now=NOW, timeout=5):
    carrier = SmtpRelay(relay_address(relay if isinstance(relay, str) else relay.url), timeout)
    deliver_letter(letter_id=letter_id, carrier=carrier, now=now)
    return Letter.objects.get(pk=letter_id)


def test_letter_arrives_whole_with_its_one_message_id(relay, greeting):
    letter = deliver(queued(), relay)

    (mail,) = relay.script.taken
    assert (letter.state, letter.reply, letter.attempts) == ("SENT", "250 2.0.0", 1)
    assert mail["Message-ID"] == letter.message_id
    assert mail["Subject"] == "Привет 1"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["To"] == "anna@mail.example"
    assert mail.get_body(("plain",)).get_content().strip() == "Добрый день"
    assert mail.get_body(("html",)).get_content().strip() == "<p>Добрый день</p>"


def test_letter_is_queued_with_what_it_tells_or_not_at_all(greeting):
    from django.db import transaction

    with pytest.raises(RuntimeError), transaction.atomic():
        queued()
        raise RuntimeError

    assert Letter.objects.count() == ProcrastinateJob.objects.count() == 0
    queued()
    assert ProcrastinateJob.objects.get().task_name == "deliver_letter"


@pytest.mark.parametrize(
    ("step", "answer", "reply"),
    [
        ("rcpt", "450 4.2.1 mailbox busy anna@mail.example", "450 4.2.1"),
        ("text", "451 4.3.0 try later", "451 4.3.0"),
    ],
)
def test_refusal_for_now_is_repeated_later_under_the_same_id(relay, greeting, step, answer, reply):
    setattr(relay.script, step, answer)
    first = deliver(queued(), relay)

    assert (first.state, first.reply) == ("WAITING", reply)
    assert first.next_try_at == NOW + PAUSES[0]
    assert deliver(first.pk, relay, NOW + timedelta(seconds=30)).attempts == 1

    setattr(relay.script, step, "250 OK")
    again = deliver(first.pk, relay, first.next_try_at)

    assert (again.state, again.attempts) == ("SENT", 2)
    assert [mail["Message-ID"] for mail in relay.script.taken] == [first.message_id]


@pytest.mark.parametrize(
    ("step", "answer"), [("rcpt", "550 5.1.1 no such user"), ("text", "554 5.7.1 spam")]
)
def test_refusal_for_good_goes_to_people(relay, greeting, step, answer):
    setattr(relay.script, step, answer)

    letter = deliver(queued(), relay)

    assert letter.state == "REFUSED"
    assert letter.reply == answer[:9].strip()
    assert [row.letter_id for row in letters_to_look_at()] == [letter.pk]


def test_relay_that_is_not_there_is_tried_for_a_day(greeting):
    address = f"smtp://127.0.0.1:{free_port()}"
    letter_id, now = queued(), NOW

    for attempt in range(len(PAUSES)):
        letter = deliver(letter_id, address, now)
        assert (letter.state, letter.attempts) == ("WAITING", attempt + 1)
        now = letter.next_try_at

    assert now - NOW >= timedelta(hours=23)
    assert deliver(letter_id, address, now).state == "REFUSED"


@pytest.mark.parametrize("fault", ["break", "silence"])
@pytest.mark.parametrize("kept", [True, False])
def test_connection_lost_after_the_text_is_unknown_and_never_repeated(relay, greeting, fault, kept):
    relay.script.keep = kept
    relay.script.break_after_text = fault == "break"
    relay.script.seconds_before_answer = 3 if fault == "silence" else 0

    letter = deliver(queued(), relay, timeout=1)

    assert letter.state == "UNKNOWN"
    relay.script.break_after_text = False
    assert deliver(letter.pk, relay, NOW + timedelta(days=1)).state == "UNKNOWN"
    assert relay.script.offered == 1
    assert letter_counts() == {"UNKNOWN": 1}


def test_people_repeat_or_drop_what_nobody_knows_once(relay, greeting):
    relay.script.break_after_text = True
    first, second = deliver(queued(1), relay), deliver(queued(2), relay)
    relay.script.break_after_text = False

    repeat_letter(letter_id=first.pk, actor="galina", now=NOW)
    drop_letter(letter_id=second.pk, actor="galina", now=NOW)

    assert deliver(first.pk, relay).state == "SENT"
    assert deliver(second.pk, relay).state == "DROPPED"
    assert [mail["Message-ID"] for mail in relay.script.taken].count(first.message_id) == 2
    for decide in (repeat_letter, drop_letter):
        with pytest.raises(LetterNotUndecided):
            decide(letter_id=first.pk, actor="galina", now=NOW)


def test_letter_without_words_any_more_is_dropped_unsent(relay, greeting):
    letter_id = queued()
    greeting.WANTED = False

    assert deliver(letter_id, relay).state == "DROPPED"
    assert relay.script.offered == 0


def test_two_workers_send_one_letter_once(relay, greeting):
    import threading

    from django.db import connection

    relay.script.seconds_before_answer = 0.5
    letter_id = queued()

    def work():
        deliver(letter_id, relay)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert relay.script.offered == 1
    assert Letter.objects.get().state == "SENT"


def test_settled_letters_are_forgotten_after_a_month_undecided_ones_never(relay, greeting):
    sent = deliver(queued(), relay)
    relay.script.break_after_text = True
    unknown = deliver(queued(), relay)

    assert forget_letters(now=NOW + timedelta(days=29)) == 0
    assert forget_letters(now=NOW + timedelta(days=31)) == 1
    assert list(Letter.objects.values_list("pk", flat=True)) == [unknown.pk]
    assert sent.state == "SENT"


def test_line_breaks_cannot_reach_a_header(relay, greeting):
    letter_id = queue_letter(
        kind="GREETING",
        address="a@b.example",
        language="ru",
        facts={"number": "1\nBcc: x@y.example"},
    )

    with pytest.raises(ValueError, match="linefeed or carriage return"):
        deliver(letter_id, relay)

    assert relay.script.offered == 0
