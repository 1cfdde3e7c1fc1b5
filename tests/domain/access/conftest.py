from tests.domain.access.fixtures import house, mailbox

__all__ = ["house", "mailbox"]
