"""The catalogue of Russian texts: what the sources say in English, and its translation.

``python -m raschet.interfaces.ui.messages compile`` makes the ``.mo`` that Django reads, ``check``
proves that no message lacks its Russian text and that no text is left over, ``collect`` moves the
texts of ``locale/ru/parts/*.po``, where each area writes its own, into the one catalogue.
No gettext programs are needed: Babel reads and writes the files.
"""

from __future__ import annotations

import argparse
import re
import sys
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import BinaryIO

PACKAGE: Final = Path(__file__).resolve().parents[2]
LANGUAGE: Final = "ru"
KEYWORDS: Final = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER: Final = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}")
FOLDERS_APART: Final = frozenset({"vendor", "migrations", "locale"})
HEADER: Final = """\
# Russian texts of Raschet. Collected by raschet.interfaces.ui.messages.
msgid ""
msgstr ""
"Language: ru\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"

"""

Key: TypeAlias = tuple[str, str]
"""Context (may be empty) and the English text, the singular where there are two."""


class TextsDisagree(ValueError):
    """Two files translate one message differently."""

    def __init__(self, text: str, file: str) -> None:
        super().__init__(text, file)
        self.text = text
        self.file = file

    def __str__(self) -> str:
        return f"{self.file} translates {self.text!r} differently than another file"


def catalogue_path(package: Path) -> Path:
    """The one catalogue that the repository keeps."""
    return package / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def part_paths(package: Path) -> list[Path]:
    """Texts of single areas that are not collected yet."""
    return sorted((package / "locale" / LANGUAGE / "parts").glob("*.po"))


def key_of(message: Message) -> Key:
    """What a message is found by."""
    return message.context or "", message.id if isinstance(message.id, str) else message.id[0]


def extract_template(
    file: BinaryIO, keywords: Any, comment_tags: Any, options: Any
) -> Iterator[Any]:
    """Babel's extraction method for Django templates, around Django's own reading of their tags."""
    from babel.messages.extract import extract_python
    from django.utils.translation.template import templatize

    calls = templatize(file.read().decode("utf-8"), getattr(file, "name", None))
    # What templatize leaves is calls among blanked-out text; indentation means nothing there.
    lines = "\n".join(line.strip() for line in calls.splitlines())
    yield from extract_python(BytesIO(lines.encode("utf-8")), keywords, comment_tags, options)


METHODS: Final[dict[str, str | Callable[..., Any]]] = {".py": "python", ".html": extract_template}


def messages_of_sources(package: Path) -> Catalog:
    """Every message of the Python files and templates, with the files that use it."""
    catalogue = Catalog(locale=LANGUAGE, project="Raschet", charset="utf-8")
    for path in sorted(package.rglob("*")):
        method = METHODS.get(path.suffix)
        place = path.relative_to(package)
        if method is None or FOLDERS_APART.intersection(place.parts):
            continue
        with path.open("rb") as file:
            for _, text, _, context in extract(
                method, file, KEYWORDS, options={"encoding": "utf-8"}
            ):
                catalogue.add(text, locations=[(place.as_posix(), 0)], context=context)
    return catalogue


def read_texts(package: Path) -> dict[Key, Message]:
    """All Russian texts there are, from the catalogue and the parts. Raises: TextsDisagree."""
    texts: dict[Key, Message] = {}
    for path in [catalogue_path(package), *part_paths(package)]:
        if not path.is_file():
            continue
        with path.open("rb") as file:
            part = read_po(file, locale=LANGUAGE)
        for message in part:
            known = texts.setdefault(key_of(message), message)
            if message.id and known.string != message.string:
                raise TextsDisagree(key_of(message)[1], path.name)
    return texts


def merged(package: Path) -> Catalog:
    """The messages of the sources with their Russian texts. Raises: TextsDisagree."""
    catalogue = messages_of_sources(package)
    texts = read_texts(package)
    for message in catalogue:
        text = texts.get(key_of(message))
        if message.id and text is not None and _same_shape(message, text):
            message.string = text.string
    return catalogue


def faults(package: Path) -> list[str]:
    """What stands between us and a complete catalogue, a line each. Raises: TextsDisagree."""
    catalogue = merged(package)
    wanted = {key_of(message) for message in catalogue}
    found = [fault for message in catalogue if message.id for fault in _faults_of(message)]
    for key, message in read_texts(package).items():
        if message.id and key not in wanted:
            found.append(f"no longer used: {key[1]!r}")
    return found


def _same_shape(message: Message, text: Message) -> bool:
    """Whether both have one text or both a singular with plurals."""
    return isinstance(message.id, str) == isinstance(text.id, str)


def _faults_of(message: Message) -> Iterator[str]:
    identifiers = _forms(message.id)
    strings = _forms(message.string)
    where = message.locations[0][0] if message.locations else ""
    if not strings or not all(strings):
        yield f"no Russian text: {identifiers[0]!r} in {where}"
        return
    wanted = {name for text in identifiers for name in PLACEHOLDER.findall(text)}
    for string in strings:
        names = set(PLACEHOLDER.findall(string))
        # A plural form may say "one day" in words and leave its number out.
        if names - wanted or (len(identifiers) == 1 and names != wanted):
            yield f"other placeholders than in {identifiers[0]!r}: {string!r}"


def _forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """One text as one form, a singular with plurals as it is."""
    if text is None:
        return ()
    return (text,) if isinstance(text, str) else tuple(text)


def compile_catalogue(package: Path = PACKAGE) -> Path:
    """Write the ``.mo`` beside the catalogue, whole or not at all. Raises: TextsDisagree."""
    target = catalogue_path(package).with_suffix(".mo")
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(".mo.draft")
    with draft.open("wb") as file:
        write_mo(file, merged(package))
    draft.replace(target)
    return target


def collect_parts(package: Path = PACKAGE) -> Path:
    """Move the texts of the parts into the catalogue and remove the parts. Raises: TextsDisagree."""
    target = catalogue_path(package)
    catalogue = merged(package)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(".po.draft")
    with draft.open("wb") as file:
        # Babel's header carries the moment of writing; ours is the same for the same texts.
        file.write(HEADER.format(plurals=catalogue.plural_forms).encode("utf-8"))
        write_po(
            file, catalogue, sort_output=True, include_lineno=False, width=100, omit_header=True
        )
    draft.replace(target)
    for part in part_paths(package):
        part.unlink()
    return target


def main(arguments: Sequence[str]) -> int:
    """Run one of the three deeds. Returns the exit code: 0, or 1 when the catalogue has faults."""
    parser = argparse.ArgumentParser(prog="raschet.interfaces.ui.messages", description=__doc__)
    parser.add_argument("deed", choices=("compile", "check", "collect"))
    deed = parser.parse_args(arguments).deed
    try:
        if deed == "compile":
            compile_catalogue()
            return 0
        found = faults(PACKAGE)
        if deed == "collect" and not found:
            collect_parts()
    except TextsDisagree as error:
        found = [str(error)]
    for fault in found:
        sys.stderr.write(fault + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
