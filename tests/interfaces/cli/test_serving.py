"""The site served by the real program, in a process of its own."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request

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
        line = program.stdout.readline().decode()
        assert f"http://127.0.0.1:{free_port}" in line
        with urllib.request.urlopen(f"http://127.0.0.1:{free_port}/", timeout=10) as answer:
            assert answer.status == 200

        os.kill(program.pid, ending)
        code = program.wait(20)

    assert code == (-signal.SIGKILL if ending == signal.SIGKILL else 0)
    for _ in range(100):
        try:
            refuse_taken_port(free_port)
            break
        except CommandRefused:
            signal.sigtimedwait([], 0.1)
    refuse_taken_port(free_port)
