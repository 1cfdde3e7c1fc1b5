"""What becomes of a request for access, told by its letters; and that its work tells nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection
from tests.domain.access.people import TODAY, letters, passport_of, text_of, work_off

from raschet.domain.access import password_hashers
from raschet.domain.access.models import Grant, OneTimePassword, PassportProof, Registration, User
from raschet.domain.access.one_time import secret_digest
from raschet.domain.access.services.decide_registration import finish_pause
from raschet.domain.access.services.judge_registration import (
    AccountNotKnown,
    RegistrationNotOpen,
    approve_registration,
    object_to_registration,
    refuse_registration,
    write_again,
)
from raschet.domain.access.services.receive_registration import receive_registration

NOW = datetime(2030, 1, 1, 9, tzinfo=UTC)


def ask(number="104582", surname="Иванова", passport=None, email="anna@mail.example", **more):
    return receive_registration(
        number=number,
        surname=surname,
        passport=passport or passport_of(number),
        email=email,
        language=more.pop("language", "ru"),
        pepper=settings.PASSPORT_PEPPER,
        today=TODAY,
        **more,
    )


def request_of(public_id):
    return Registration.objects.get(public_id=public_id)


def secret_in(letter):
    line = next(row for row in text_of(letter).splitlines() if row.startswith(("Одно", "One-")))
    return line.partition(": ")[2]


def test_match_opens_access_and_the_letter_carries_login_and_one_time_password(house):
    public_id = ask()

    assert work_off() == ["decide_registration", "deliver_letter"]

    (letter,) = letters()
    user = User.objects.get()
    assert request_of(public_id).state == "GRANTED"
    assert (user.login, user.email) == ("104582", "anna@mail.example")
    assert not user.has_usable_password()
    assert Grant.objects.get(user=user).account_id == house["104582"]
    assert letter["To"] == "anna@mail.example"
    assert "Логин: 104582" in text_of(letter)
    assert bytes(OneTimePassword.objects.get().digest) == secret_digest(secret_in(letter))


def test_letter_speaks_the_language_of_the_page(house):
    ask(language="en")
    work_off()

    (letter,) = letters()
    assert letter["Subject"] == "Your login to the residents' area"
    assert "/en/login/" in text_of(letter)
    assert '<html lang="en">' in letter.get_body(("html",)).get_content()


@pytest.mark.parametrize(
    ("number", "surname", "passport"),
    [
        ("104582", "Иванова", "4512000000"),
        ("104582", "Сидорова", "4512104582"),
        ("104582", "Иванова", "4512104583"),
        ("999999", "Иванова", "4512999999"),
        ("104584", "Бывших", "4512104584"),
        ("104585", "Закрытов", "4512104585"),
    ],
    ids=["passport", "surname", "neighbours-passport", "no-account", "former-owner", "closed"],
)
def test_any_miss_goes_to_people_and_the_letter_names_no_field(house, number, surname, passport):
    public_id = ask(number, surname, passport)
    work_off()

    (letter,) = letters()
    assert request_of(public_id).state == "PERSON"
    assert not User.objects.exists()
    assert "не совпали с нашими данными" in text_of(letter)
    assert settings.RASCHET.centre_office in text_of(letter)
    assert number not in text_of(letter)
    assert surname not in text_of(letter)


@pytest.mark.parametrize("surname", ["иванова", " ИВАНОВА", "Иванова"])
def test_surname_is_compared_as_people_write_it(house, surname):
    assert request_of(ask(surname=surname)).surname_matched


def test_yo_and_e_are_one_letter_and_names_may_stand_first(house):
    assert request_of(ask("104584", "Новоселова")).surname_matched
    assert request_of(ask("104583", "Петров")).surname_matched


def test_every_request_costs_the_same_hashes_and_queries(house):
    """Known, unknown, matching, not matching, registered before: nothing differs but the letter."""
    ask()
    work_off()
    costs = set()
    for number, surname, passport in [
        ("104582", "Иванова", "4512104582"),
        ("104583", "Петров", "4512104583"),
        ("104583", "Петров", "4512000000"),
        ("104583", "Чужих", "4512104583"),
        ("999999", "Иванова", "4512999999"),
        ("104585", "Закрытов", "4512104585"),
    ]:
        before = password_hashers.GATE.passed
        with connection.execute_wrapper(counting := Counter()):
            ask(number, surname, passport)
        costs.add((password_hashers.GATE.passed - before, tuple(counting.statements)))

    assert len(costs) == 1
    ((hashes, statements),) = costs
    assert hashes == 4
    assert len(statements) >= 6


class Counter:
    """What was asked of the database: the kind of each statement and its table."""

    def __init__(self):
        self.statements = []

    def __call__(self, execute, sql, params, many, context):
        if "SAVEPOINT" not in sql:
            self.statements.append(sql.split("WHERE")[0][:120])
        return execute(sql, params, many, context)


def test_second_registration_pauses_for_a_day_and_the_first_resident_is_told(house):
    ask()
    work_off()
    public_id = ask(email="stranger@mail.example")
    work_off()

    request = request_of(public_id)
    assert request.state == "PAUSED"
    assert User.objects.count() == 1
    told = {letter["To"]: letter["Subject"] for letter in letters(2)}
    assert told == {
        "anna@mail.example": "Кто-то просит доступ к вашему счёту",
        "stranger@mail.example": "Доступ откроется через сутки",
    }
    assert "stranger" not in "".join(
        text_of(letter) for letter in letters() if letter["To"] == "anna@mail.example"
    )

    finish_pause(
        registration_id=request.pk, now=request.pause_until - timedelta(seconds=1), today=TODAY
    )
    assert User.objects.count() == 1
    finish_pause(registration_id=request.pk, now=request.pause_until, today=TODAY)
    work_off()

    second = User.objects.get(email="stranger@mail.example")
    assert second.login == "104582-2"
    assert "Логин: 104582-2" in text_of(letters(1)[0])


def test_first_resident_objects_and_the_pause_opens_nothing(house):
    ask()
    work_off()
    anna = User.objects.get()
    public_id = ask(email="stranger@mail.example")
    work_off()
    request = request_of(public_id)

    for user_id, accounts in [(anna.pk, [house["104583"]]), (anna.pk, [])]:
        with pytest.raises(RegistrationNotOpen):
            object_to_registration(
                public_id=public_id, user_id=user_id, account_ids=accounts, now=NOW
            )
    object_to_registration(
        public_id=public_id, user_id=anna.pk, account_ids=[house["104582"]], now=NOW
    )
    finish_pause(registration_id=request.pk, now=request.pause_until, today=TODAY)
    work_off()

    assert User.objects.count() == 1
    assert letters(1)[0]["Subject"] == "Доступ не открыт"


def test_the_same_mailbox_again_is_reminded_of_its_login(house):
    ask()
    work_off()
    User.objects.update(password="set")
    public_id = ask(email="Anna@mail.example")
    work_off()

    assert request_of(public_id).state == "GRANTED"
    assert User.objects.count() == 1
    assert letters(1)[0]["Subject"] == "У вас уже есть логин"


def test_signed_in_resident_adds_an_account(house):
    ask()
    work_off()
    anna = User.objects.get()
    ask("104583", "Петров", user_id=anna.pk)
    work_off()

    assert set(Grant.objects.filter(user=anna).values_list("account_id", flat=True)) == {
        house["104582"], house["104583"],
    }  # fmt: skip
    assert letters(1)[0]["Subject"] == "Добавлен лицевой счёт"


def test_person_of_the_centre_approves_or_refuses_once(house):
    first, second = ask(passport="4512000000"), ask("999999")
    work_off()

    approve_registration(registration_id=request_of(first).pk, actor="galina", now=NOW, today=TODAY)
    with pytest.raises(AccountNotKnown):
        approve_registration(
            registration_id=request_of(second).pk, actor="galina", now=NOW, today=TODAY
        )
    refuse_registration(
        registration_id=request_of(second).pk, actor="galina", reason="нет такого", now=NOW
    )
    work_off()

    assert [letter["Subject"] for letter in letters(2)] == [
        "Доступ не открыт", "Ваш логин для личного кабинета",
    ]  # fmt: skip
    assert request_of(first).decided_by == "galina"
    for registration_id in (request_of(first).pk, request_of(second).pk, 0):
        with pytest.raises(RegistrationNotOpen):
            refuse_registration(registration_id=registration_id, actor="galina", reason="", now=NOW)


def test_match_does_not_count_by_itself_when_an_account_was_tried_too_often(house):
    public_id = ask(by_machine=False)
    work_off()

    assert request_of(public_id).state == "PERSON"


def test_a_mailbox_gets_three_letters_a_day_whoever_asks(house):
    for attempt in range(6):
        ask(passport=f"451200000{attempt}", email="victim@mail.example")
    work_off()

    assert len(letters()) == 3


def test_letter_is_written_again_after_a_minute_and_voids_the_one_before(house):
    public_id = ask()
    work_off()
    first = secret_in(letters(1)[0])
    received = request_of(public_id).received_at

    write_again(public_id=public_id, now=received + timedelta(seconds=59))
    assert work_off() == []
    write_again(public_id=public_id, now=received + timedelta(seconds=61))
    work_off()

    second = secret_in(letters(1)[0])
    digests = [bytes(row.digest) for row in OneTimePassword.objects.all()]
    assert digests == [secret_digest(second)] != [secret_digest(first)]
    write_again(public_id=public_id, now=received + timedelta(minutes=5))
    write_again(public_id=public_id, now=received + timedelta(minutes=9))
    work_off()
    assert len(letters()) == 3


def test_decision_made_twice_by_two_workers_is_made_once(house):
    from raschet.domain.access.services.decide_registration import decide_registration

    public_id = ask()
    work_off()
    decide_registration(registration_id=request_of(public_id).pk, now=NOW, today=TODAY)

    assert User.objects.count() == 1
    assert work_off() == []


def test_neither_passport_nor_secret_stands_anywhere_in_the_database(house):
    ask()
    work_off()
    secret = secret_in(letters(1)[0])
    canaries = ["4512104582", "104582|4512", secret, secret.replace("-", "")]

    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' "
            "AND table_type = 'BASE TABLE'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            rows = "\n".join(row[0] for row in cursor.fetchall())
            found += [(table, canary) for canary in canaries if canary in rows]

    assert found == []
    assert PassportProof.objects.count() == 4
