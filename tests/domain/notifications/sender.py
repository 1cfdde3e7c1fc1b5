"""A sender in a process of its own: ``python -m tests.domain.notifications.sender ID URL``.

It stops itself where it is told to be killed: before the text, or after it was handed over.
"""

import os
import sys
from datetime import UTC, datetime


def main(letter_id, url, moment):
    os.environ["DJANGO_SETTINGS_MODULE"] = "raschet.config.settings"
    import django

    django.setup()
    from tests.domain.notifications import greetings

    from raschet.adapters.email.smtp import SmtpRelay, relay_address
    from raschet.domain.notifications.services.deliver_letter import deliver_letter

    assert greetings.WANTED

    class Watched(SmtpRelay):
        def send(self, message, *, recipient, before_text):
            def told():
                if moment == "before":
                    wait_for_the_kill()
                before_text()
                if moment == "between":
                    wait_for_the_kill()

            reply = super().send(message, recipient=recipient, before_text=told)
            if moment == "after":
                wait_for_the_kill()
            return reply

    deliver_letter(letter_id=letter_id, carrier=Watched(relay_address(url)), now=datetime.now(UTC))


def wait_for_the_kill():
    sys.stdout.write("now\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3])
