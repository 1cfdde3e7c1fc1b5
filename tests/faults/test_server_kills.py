"""The database server is killed while a month is computed: the next command starts it again."""

import os
import signal
import time

import psycopg
import pytest
from tests.faults.conftest import ACCOUNTS
from tests.faults.installation import COMMAND_SECONDS_MAX, PERIOD, Installation
from tests.faults.visible import leftovers, visible

from raschet.interfaces.cli.exit_codes import ExitCode

KILLS = 2
KILLS_OF_A_CAMPAIGN = 40
DRAFT_SQL = "SELECT 1 FROM billing_run WHERE state = 'DRAFT'"


@pytest.fixture
def installation(tmp_path):
    tmp_path.chmod(0o711)
    made = Installation(tmp_path / "var")
    try:
        made.build(ACCOUNTS)
        yield made
    finally:
        made.remove_server()


def test_a_server_killed_during_a_run_is_started_again(installation, milestones, chance):
    campaign(installation, milestones, chance, KILLS)


@pytest.mark.chaos
def test_a_server_killed_many_times(installation, milestones, chance):
    campaign(installation, milestones, chance, KILLS_OF_A_CAMPAIGN)


def campaign(installation, milestones, chance, kills):
    """Kill the server again and again during a run, then end the month."""
    before, after, seconds = milestones
    codes = []
    for number in range(kills):
        moment = chance.uniform(0, seconds / 2)
        code, said = killed_while_billing(installation, moment)
        print(f"kill {number}, {moment:.3f} s after the run began: exit code {code}")
        assert "Traceback" not in said
        codes.append(code)
        proved, words = installation.command("verify")
        assert proved == 0, words
        assert visible(installation.address) == before
    # A run may outlive its server by the moment it needs to end; most must not.
    assert codes.count(ExitCode.ENVIRONMENT) >= kills / 2, codes
    installation.finish_month()
    assert visible(installation.address) == after
    assert leftovers(installation.address) == []
    assert installation.command("verify")[0] == 0


def killed_while_billing(installation, moment):
    """Bill, and so long after the run has begun end the server's main process with SIGKILL."""
    server = installation.server_process_id
    with installation.start("bill", PERIOD) as process:
        await_draft(installation.address)
        time.sleep(moment)
        os.kill(server, signal.SIGKILL)
        said, _ = process.communicate(timeout=COMMAND_SECONDS_MAX)
    return process.returncode, said


def await_draft(address):
    """Wait until a run is at work."""
    deadline = time.monotonic() + COMMAND_SECONDS_MAX
    with psycopg.connect(address, autocommit=True) as connection:
        while not connection.execute(DRAFT_SQL).fetchone():
            assert time.monotonic() < deadline, "the run never began"
            time.sleep(0.005)
