"""Budgets: free tries, then rising work; a count that many processes share; nobody locked out."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from raschet.domain.access.budgets import (
    ALLOWANCES,
    LEVEL_MAX,
    Purpose,
    Subject,
    TooManyTries,
    level,
)
from raschet.domain.access.models import Budget
from raschet.domain.access.services.spend_budget import spend_budget, spent_level
from raschet.domain.access.services.use_check import forget_tries, use_check

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
NAMES = {
    Subject.CLIENT: "203.0.113.7",
    Subject.NETWORK: "203.0.113.0/24",
    Subject.ACCOUNT: "104582",
}


def spend(times, names=NAMES, purpose=Purpose.REGISTRATION, now=NOW):
    return [spend_budget(purpose=purpose, names=names, now=now) for _ in range(times)]


@given(st.integers(0, 10**9), st.integers(1, 10**4))
def test_level_is_nothing_within_the_budget_and_doubles_beyond_it(spent, free):
    reached = level(spent, free)

    assert 0 <= reached <= LEVEL_MAX
    assert (reached == 0) is (spent < free)
    assert level(spent + 1, free) >= reached
    if 0 < reached < LEVEL_MAX:
        assert free << (reached - 1) <= spent < free << reached


@pytest.mark.django_db
def test_tries_of_an_account_rise_for_everybody_who_names_it():
    assert spend(8, {Subject.ACCOUNT: "104582"}) == [0, 0, 0, 1, 1, 1, 2, 2]
    elsewhere = {**NAMES, Subject.CLIENT: "198.51.100.1", Subject.NETWORK: "198.51.100.0/24"}
    assert spent_level(purpose=Purpose.REGISTRATION, names=elsewhere, now=NOW) == 2
    assert spent_level(purpose=Purpose.RECOVERY, names=elsewhere, now=NOW) == 0
    other = {**elsewhere, Subject.ACCOUNT: "104583"}
    assert spent_level(purpose=Purpose.REGISTRATION, names=other, now=NOW) == 0


@pytest.mark.django_db
def test_a_stranger_never_locks_an_owner_out_but_a_wild_client_waits():
    account = {Subject.ACCOUNT: "104582"}
    Budget.objects.all().delete()
    spend(1, account)
    Budget.objects.update(spent=1_000_000)

    assert spend(1, account) == [LEVEL_MAX]

    client = {Subject.CLIENT: "203.0.113.7"}
    spend(1, client)
    Budget.objects.filter(kind="REGISTRATION.CLIENT").update(spent=10_000)
    with pytest.raises(TooManyTries):
        spend(1, client)
    with pytest.raises(TooManyTries):
        spent_level(purpose=Purpose.REGISTRATION, names=client, now=NOW)


@pytest.mark.django_db
def test_window_passes_and_old_rows_are_forgotten():
    spend(5, {Subject.ACCOUNT: "104582"})
    tomorrow = NOW + timedelta(days=1)

    assert spend(1, {Subject.ACCOUNT: "104582"}, now=tomorrow) == [0]
    assert forget_tries(now=NOW + timedelta(days=2, hours=6)) == 1
    assert Budget.objects.count() == 1


@pytest.mark.django_db
def test_table_names_nobody():
    spend(1)

    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(b::text, ' ') FROM access_budget b")
        text = cursor.fetchone()[0]
    assert "104582" not in text
    assert "203.0.113" not in text


@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_counted_one_by_one_and_a_check_is_used_once():
    begin = threading.Barrier(8)
    counted, used = [], []

    def run():
        begin.wait()
        for attempt in range(5):
            counted.extend(spend(1))
            used.append(use_check(mark=f"check {attempt}", expires_at=NOW))
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert set(Budget.objects.values_list("spent", flat=True)) == {40}
    assert used.count(True) == 5
    assert len(counted) == 40


def test_every_purpose_has_budgets():
    assert set(ALLOWANCES) == set(Purpose)
