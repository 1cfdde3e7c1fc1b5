"""The catalogue of Russian texts."""

from gettext import GNUTranslations

import pytest

from raschet.interfaces.ui import messages


@pytest.fixture
def package(tmp_path):
    """A package with messages in Python and in a template, and a part with texts for them."""
    (tmp_path / "words.py").write_text(
        "from django.utils.translation import gettext_lazy, ngettext, pgettext\n"
        'A = gettext_lazy("First " "half")\n'
        'B = ngettext("%(n)d day", "%(n)d days", 2)\n'
        'C = pgettext("month", "May")\n',
        encoding="utf-8",
    )
    (tmp_path / "page.html").write_text(
        "{% load i18n %}\n<p>it's {# not this #}\n"
        '  {% translate "Title" %}{% blocktranslate trimmed with n=m %}\n    Number\n    {{ n }}\n'
        "  {% endblocktranslate %}</p>\n",
        encoding="utf-8",
    )
    write_part(
        tmp_path,
        'msgid "First half"\nmsgstr "Первая половина"\n\n'
        'msgid "%(n)d day"\nmsgid_plural "%(n)d days"\n'
        'msgstr[0] "%(n)d день"\nmsgstr[1] "%(n)d дня"\nmsgstr[2] "%(n)d дней"\n\n'
        'msgctxt "month"\nmsgid "May"\nmsgstr "май"\n\n'
        'msgid "Title"\nmsgstr "Название"\n\n'
        'msgid "Number %(n)s"\nmsgstr "Номер %(n)s"\n',
    )
    return tmp_path


def write_part(package, text, name="area.po"):
    folder = package / "locale" / "ru" / "parts"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def test_messages_of_python_and_templates_are_found(package):
    found = {messages.key_of(message) for message in messages.messages_of_sources(package)}

    assert found - {("", "")} == {
        ("", "First half"), ("", "%(n)d day"), ("month", "May"), ("", "Title"), ("", "Number %(n)s"),
    }  # fmt: skip


def test_complete_catalogue_has_no_faults(package):
    assert messages.faults(package) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('msgstr "май"', 'msgstr ""', "no Russian text: 'May' in words.py"),
        ('msgstr[2] "%(n)d дней"', 'msgstr[2] ""', "no Russian text: '%(n)d day' in words.py"),
        ("Номер %(n)s", "Номер", "other placeholders than in 'Number %(n)s': 'Номер'"),
        ("%(n)d дня", "%(m)d дня", "other placeholders than in '%(n)d day': '%(m)d дня'"),
    ],
)
def test_fault_is_named(package, old, new, fault):
    part = package / "locale" / "ru" / "parts" / "area.po"
    part.write_text(part.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    assert messages.faults(package) == [fault]


def test_text_that_nothing_uses_is_a_fault(package):
    write_part(package, 'msgid "Gone"\nmsgstr "Ушло"\n', "old.po")

    assert messages.faults(package) == ["no longer used: 'Gone'"]


def test_two_different_texts_for_one_message_are_refused(package):
    write_part(package, 'msgid "Title"\nmsgstr "Заголовок"\n', "other.po")

    with pytest.raises(messages.TextsDisagree, match="Title"):
        messages.faults(package)


def test_compiled_catalogue_answers_in_russian(package):
    path = messages.compile_catalogue(package)

    with path.open("rb") as file:
        compiled = GNUTranslations(file)
    assert compiled.pgettext("month", "May") == "май"
    forms = [compiled.ngettext("%(n)d day", "%(n)d days", number) for number in (1, 3, 11)]
    assert forms == ["%(n)d день", "%(n)d дня", "%(n)d дней"]


def test_collecting_moves_parts_into_the_catalogue_and_is_repeatable(package):
    path = messages.collect_parts(package)
    first = path.read_bytes()
    messages.collect_parts(package)

    assert path.read_bytes() == first
    assert messages.part_paths(package) == []
    assert messages.faults(package) == []


def test_every_message_of_the_product_has_its_russian_text():
    assert messages.faults(messages.PACKAGE) == []
