"""The kind of letter that tests send."""

from raschet.domain.notifications.letters import LetterWords, register_letter

WANTED = True


def _words(occasion):
    if not WANTED:
        return None
    return LetterWords(f"Привет {occasion.facts['number']}", "Добрый день", "<p>Добрый день</p>")


register_letter("GREETING", _words)
