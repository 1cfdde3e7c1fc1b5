"""The carrier of tests: the demo's mailbox in the folder of this installation."""

from django.conf import settings

from raschet.adapters.email.mailbox import LocalMailbox


def mailbox():
    return LocalMailbox(settings.RASCHET.var_folder / "test-mailbox")
