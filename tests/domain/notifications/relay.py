"""A mail relay on this machine that answers as a test says, over real sockets."""

import asyncio
import socket
from email import message_from_bytes
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


class Script:
    """What the relay says to RCPT and to the text; ``taken`` holds the letters it accepted."""

    def __init__(self):
        self.rcpt = "250 OK"
        self.text = "250 2.0.0 taken"
        self.break_after_text = False
        self.seconds_before_answer = 0
        self.keep = True
        self.taken = []
        self.offered = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.rcpt.startswith("2"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server, session, envelope):
        self.offered += 1
        if self.text.startswith("2") and self.keep:
            self.taken.append(message_from_bytes(envelope.original_content, policy=default))
        if self.seconds_before_answer:
            await asyncio.sleep(self.seconds_before_answer)
        if self.break_after_text:
            server.transport.abort()
        return self.text


class Relay:
    """The relay with its address."""

    def __init__(self):
        self.script = Script()
        self._controller = Controller(self.script, hostname="127.0.0.1", port=free_port())
        self._controller.factory = lambda: SMTP(self.script, enable_SMTPUTF8=False)

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self._controller.port}"

    def __enter__(self):
        self._controller.start()
        return self

    def __exit__(self, *_):
        self._controller.stop()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
