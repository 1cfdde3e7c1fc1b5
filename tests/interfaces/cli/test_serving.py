"""The site served by the real program, in a process of its own."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request

import psutil
import pytest

from raschet.interfaces.cli.errors import CommandRefused
from raschet.interfaces.cli.exit_codes import ExitCode
from raschet.interfaces.cli.serving import refuse_taken_port


@pytest.fixture
def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_taken_port_is_named_before_anything_is_started():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        with pytest.raises(CommandRefused) as refusal:
            refuse_taken_port(taken.getsockname()[1])

    assert refusal.value.code == ExitCode.ENVIRONMENT


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_up_says_when_it_is_ready_and_leaves_the_port_free(free_port, ending, served_environment):
    program = subprocess.Popen(
        [sys.executable, "-m", "tests.interfaces.cli.program", "up", "--port", str(free_port)],
        stdout=subprocess.PIPE,
        env=served_environment,
    )
    with program:
        family = psutil.Process(program.pid)
        line = program.stdout.readline().decode()
        assert f"http://127.0.0.1:{free_port}" in line
        with urllib.request.urlopen(f"http://127.0.0.1:{free_port}/", timeout=10) as answer:
            assert answer.status == 200

        members = family.children(recursive=True)
        os.kill(program.pid, ending)
        code = program.wait(20)

    assert code == (-signal.SIGKILL if ending == signal.SIGKILL else 0)
    assert len(members) >= 2
    _, left = psutil.wait_procs(members, timeout=20)
    assert left == []
    refuse_taken_port(free_port)


@pytest.mark.django_db(transaction=True)
def test_a_storm_of_signals_to_the_whole_group_ends_it_too(free_port, served_environment):
    """A terminal's Ctrl-C goes to every process of the group, and people press it twice."""
    program = subprocess.Popen(
        [sys.executable, "-m", "tests.interfaces.cli.program", "up", "--port", str(free_port)],
        stdout=subprocess.PIPE,
        env=served_environment,
        start_new_session=True,
    )
    with program:
        program.stdout.readline()
        members = psutil.Process(program.pid).children(recursive=True)

        for ending in (signal.SIGINT, signal.SIGINT, signal.SIGTERM, signal.SIGTERM):
            os.killpg(program.pid, ending)

        assert program.wait(10) == 0
    assert psutil.wait_procs(members, timeout=10)[1] == []
