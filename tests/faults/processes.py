"""Processes that exist to be killed: forked from one that has imported everything.

So a new one is there in milliseconds, and the moment of its death falls into the deed, not into the
imports. SIGKILL ends them as it ends any process: no handler, no ``finally``, sockets just close.
"""

import multiprocessing
import time

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.faults.deeds"])
JOIN_SECONDS_MAX = 120


class DeedFailed(AssertionError):
    """A deed raised in its process; its own words are above."""


class Child:
    """One deed in a process of its own: ready when made, begun by ``go``."""

    def __init__(self, deed, *arguments):
        self._pipe, theirs = CONTEXT.Pipe()
        self._process = CONTEXT.Process(target=_serve, args=(theirs, deed, arguments), daemon=True)
        self._process.start()
        theirs.close()
        self._pipe.recv()

    @property
    def process_id(self):
        return self._process.pid

    def go(self):
        self._pipe.send("go")

    def kill_after(self, seconds):
        """Let the deed run so long, then kill it. Returns whether it was still at work."""
        self.go()
        died = self._pipe.poll(seconds)
        self._process.kill()
        self._process.join()
        self._pipe.close()
        return not died

    def result(self):
        """What the deed returned. Raises: DeedFailed."""
        try:
            outcome = self._pipe.recv()
        except EOFError:
            outcome = None
        self._process.join(JOIN_SECONDS_MAX)
        self._pipe.close()
        if outcome is None or self._process.exitcode != 0:
            raise DeedFailed(f"exit code {self._process.exitcode}")
        return outcome[0]


def run(deed, *arguments):
    """Carry a deed out in a process of its own and return what it returns."""
    child = Child(deed, *arguments)
    child.go()
    return child.result()


def seconds_of(deed, *arguments):
    """How long a deed takes in a process that is ready for it."""
    child = Child(deed, *arguments)
    started = time.perf_counter()
    child.go()
    child.result()
    return time.perf_counter() - started


def _serve(pipe, deed, arguments):
    pipe.send("ready")
    try:
        pipe.recv()
        outcome = deed(*arguments)
    except EOFError:
        return
    pipe.send((outcome,))
