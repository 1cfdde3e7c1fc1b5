"""A monthly run that is killed at any moment leaves the last published state and nothing else."""

import os
from collections import Counter

import pytest
from tests.faults import deeds
from tests.faults.processes import Child, run
from tests.faults.visible import leftovers, visible

KILLS = 20
KILLS_OF_A_CAMPAIGN = 300
BEYOND_THE_END = 1.2


def test_a_month_killed_at_any_moment_can_be_run_again(databases, city, milestones, chance):
    campaign(databases, city, milestones, chance, KILLS)


@pytest.mark.chaos
def test_a_month_killed_hundreds_of_times(databases, city, milestones, chance):
    campaign(databases, city, milestones, chance, KILLS_OF_A_CAMPAIGN)


def campaign(databases, city, milestones, chance, kills):
    """Kill so many months, each in a copy of the city, and look at what is left of each."""
    *_, seconds = milestones
    found = Counter()
    waiting = begun(databases, city, 0)
    for number in range(kills):
        name, victim = waiting
        moment = chance.uniform(0, seconds * BEYOND_THE_END)
        at_work = victim.kill_after(moment)
        # The next one gets ready while this one is looked at.
        waiting = begun(databases, city, number + 1)
        state = judged(databases.address(name), name, milestones)
        found[state if at_work else "ended before"] += 1
        print(f"kill {number} after {moment:.3f} s of {seconds:.3f} s: {state}")
        databases.drop(name)
    waiting[1].kill_after(0)
    print(dict(found))
    # The moments were chosen over the whole month: most of them must have met it at work.
    assert found["ended before"] < kills / 2
    assert found["nothing published"] > 0


def begun(databases, city, number):
    """A copy of the city and a process that is ready to bill it."""
    name = databases.create(f"faults_kill_{os.getpid()}_{number}", city)
    return name, Child(deeds.bill, name)


def judged(address, name, milestones):
    """Prove the books as the kill left them, then end the month and compare. Returns the state."""
    before, after, _ = milestones
    left = visible(address)
    state = stage_of(left, before, after)
    assert run(deeds.breaches, name) == []
    run(deeds.bill, name)
    assert visible(address) == after
    assert leftovers(address) == []
    assert run(deeds.breaches, name) == []
    return state


def stage_of(left, before, after):
    """Which of the visible states of an undisturbed month this is. No other is allowed."""
    if left == before:
        return "nothing published"
    if left == after:
        return "closed"
    assert left.charged == after.charged
    run_made = after.published_postings - before.published_postings
    assert before.postings[0] + run_made <= left.postings[0] <= after.postings[0]
    assert (left.balances, left.closed) == (before.balances, before.closed)
    return "published"
