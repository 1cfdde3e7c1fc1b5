"""Whole files: headings, totals, encodings, carriers. What is left out is always reported."""

import struct
from datetime import date

import pytest

from raschet.formats.tables.errors import (
    ColumnRepeated,
    ColumnsMissing,
    DbfDamaged,
    FileEmpty,
    FormatUnknown,
    ProfileInvalid,
    ProfileUnfit,
    ProfileUnknown,
    QuoteUnclosed,
    SheetNotFound,
    SheetsAmbiguous,
    TemplateNotFilled,
)
from raschet.formats.tables.profile import parse_profile, shipped_names, shipped_profile
from raschet.formats.tables.read_table import FileNote, read_table

HEAD = "ЛС;ФИО;Сумма"
ROW = "104582;Анна;1 234,56"


def text(*lines):
    return "\r\n".join(lines)


def note_codes(table):
    return [note.code for note in table.notes]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "cp866", "koi8-r"])
def test_encoding_of_a_text_is_found(profile, encoding):
    table = read_table(text(HEAD, ROW).encode(encoding), profile)

    assert table.columns["holder"] == ["Анна"]
    assert table.columns["amount"] == [123456]
    assert table.source.encoding == encoding


@pytest.mark.parametrize("encoding", ["cp1251", "cp866", "koi8-r"])
@pytest.mark.parametrize(
    "word", ["Сумма", "ИТОГО", "Иванов И.И.", "дом", "ул. Ленина", "ЗАО «Рассвет»"]
)
def test_encoding_is_found_from_a_short_text(profile, encoding, word):
    from raschet.formats.tables.encoding import decode_text

    if word == "ЗАО «Рассвет»" and encoding != "cp1251":
        word = "ЗАО Рассвет"
    assert decode_text(word.encode(encoding))[0] == word


def test_delimiter_is_chosen_by_the_profile_not_by_counting(profile):
    table = read_table(text("ЛС|ФИО|Сумма", "104582|А, Б, В|1,50").encode(), profile)

    assert table.source.delimiter == "|"
    assert table.columns["amount"] == [150]


def test_semicolon_inside_unquoted_text_refuses_its_row_only(profile):
    table = read_table(text(HEAD, "104582;ул. Ленина; 5;10", "104583;Борис;5").encode(), profile)

    assert table.refused_rows == {2}
    assert [issue.code for issue in table.issues if not issue.column] == ["TOO_MANY_CELLS"]


def test_quotes_line_breaks_comments_and_blank_lines_keep_row_numbers_true(profile):
    data = text("# выгрузка", HEAD, "", '104582;"ООО ""Ромашка""', 'и ;Ко";5', "", "104583;Борис;x")

    table = read_table(data.encode(), profile)

    assert table.columns["holder"] == ['ООО "Ромашка" и ;Ко', "Борис"]
    assert table.row_numbers == [4, 7]
    assert [(issue.row, issue.column, issue.value) for issue in table.issues] == [(7, "Сумма", "x")]


def test_unclosed_quote_is_named_and_not_swallowed(profile):
    rows = [f"{100000 + index};Анна;5" for index in range(80)]

    with pytest.raises(QuoteUnclosed) as refusal:
        read_table(text(HEAD, '104582;"Анна;5', *rows).encode(), profile)

    assert refusal.value.fields == {"row": 2}


def test_heading_in_a_late_row_totals_signatures_and_repeats_are_left_out_and_told(profile, xlsx):
    rows = [
        ["Оборотная ведомость"],
        [],
        ["ЖЭУ-1"],
        [],
        ["ЛС", "ФИО", "Сумма"],
        [1, 2, 3],
        ["104582", "Анна", 10],
        ["Итого по дому", None, 10],
        ["ЛС", "ФИО", "Сумма"],
        ["104583", "Борис", 20],
        ["ИТОГО:", None, 30],
        [],
        ["Главный бухгалтер", None, "Иванова"],
        ["Исполнитель: Петрова, тел. 12-34"],
    ]

    table = read_table(xlsx(rows), profile)

    assert table.columns["number"] == ["104582", "104583"]
    assert table.row_numbers == [7, 10]
    assert table.issues == []
    assert {note.fields["reason"]: note.fields["rows"] for note in table.notes} == {
        "COLUMN_NUMBERS": "6",
        "HEADING_REPEATED": "9",
        "SIGNATURE": "13, 14",
        "TOTALS": "8, 11",
    }


def test_account_named_like_a_total_is_data(profile):
    table = read_table(text("ФИО;ЛС;Сумма", "Итого Иван;104582;5").encode(), profile)

    assert table.columns["number"] == ["104582"]


def test_two_level_heading_with_merged_cells_is_understood(profile, xlsx):
    def merge(_, sheet):
        sheet.merge_cells("A1:A2")
        sheet.merge_cells("B1:C1")

    rows = [["ЛС", "Сальдо", None], [None, "Дебет", "Кредит"], ["104582", 5, None]]

    table = read_table(xlsx(rows, change=merge), profile)

    assert table.columns == {"number": ["104582"], "amount": [500]}
    assert table.notes == [FileNote("COLUMNS_UNKNOWN", {"columns": ("Сальдо / Кредит",)})]


def test_merged_cell_in_the_data_speaks_for_all_its_rows(profile, xlsx):
    rows = [["ЛС", "Сумма"], ["104582", 1], [None, 2]]

    table = read_table(xlsx(rows, change=lambda _, s: s.merge_cells("A2:A3")), profile)

    assert table.columns["number"] == ["104582", "104582"]


def test_hidden_rows_and_columns_are_read_and_told_or_skipped(profile, profile_with, xlsx):
    def hide(_, sheet):
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["B"].hidden = True

    data = xlsx([["ЛС", "Сумма"], ["104582", 1], ["104583", 2]], change=hide)

    read = read_table(data, profile)
    skipped = read_table(data, profile_with('[table]\nhidden_rows = "skip"\n'))

    assert read.columns["amount"] == [100, 200]
    assert note_codes(read) == ["HIDDEN_ROWS_READ", "HIDDEN_COLUMNS_READ"]
    assert skipped.columns["amount"] == [100]


def test_failed_and_uncomputed_formulas_are_not_empty_cells(profile, xlsx):
    def spoil(_, sheet):
        sheet["B2"] = "#N/A"
        sheet["B2"].data_type = "e"
        sheet["B3"] = "=1+1"

    rows = [["ЛС", "Сумма"], ["104582", None], ["104583", None], ["104584", 3]]

    table = read_table(xlsx(rows, change=spoil), profile)

    assert [(issue.row, issue.code) for issue in table.issues] == [
        (2, "FORMULA_FAILED"),
        (3, "FORMULA_NOT_COMPUTED"),
    ]
    assert table.columns["amount"] == [None, None, 300]


def test_totals_that_differ_from_the_sum_are_refused(profile_with):
    checking = profile_with('[table]\ntotals = "check"\n')

    right = read_table(text(HEAD, ROW, "Итого;;1 234,56").encode(), checking)
    wrong = read_table(text(HEAD, ROW, "Итого;;1 234,57").encode(), checking)

    assert right.issues == []
    assert [(i.row, i.code, i.fields) for i in wrong.issues] == [
        (3, "TOTAL_DIFFERS", {"sum": "1234.56"})
    ]


def test_missing_column_names_what_was_found_and_what_was_expected(profile):
    with pytest.raises(ColumnsMissing) as refusal:
        read_table(text("ЛС;Квартира", "104582;1").encode(), profile)

    assert refusal.value.fields == {
        "missing": ("Сумма",),
        "found": ("ЛС", "Квартира"),
        "row": 1,
        "profile": "probe",
    }


def test_headings_match_by_normalising_never_by_likeness(profile):
    table = read_table(text("ЛИЦЕВОЙ  счЁт;сумма ", "104582;1").encode(), profile)

    assert table.columns["amount"] == [100]
    with pytest.raises(ColumnsMissing):
        read_table(text("Лицевой счетт;Сумма", "104582;1").encode(), profile)


def test_two_columns_of_one_meaning_are_refused(profile):
    with pytest.raises(ColumnRepeated) as refusal:
        read_table(text("ЛС;Сумма;Сумма", "104582;1;2").encode(), profile)

    assert refusal.value.fields == {"column": "Сумма", "found": ("B", "C"), "row": 1}


def test_sheet_is_chosen_by_its_columns_or_by_name(profile, profile_with, xlsx):
    def add(book, _):
        other = book.create_sheet("Справка")
        other.append(["Пояснения"])

    def add_twin(book, _):
        twin = book.create_sheet("Февраль")
        twin.append(["ЛС", "Сумма"])
        twin.append(["104582", 7])

    rows = [["ЛС", "Сумма"], ["104582", 1]]

    table = read_table(xlsx(rows, change=add), profile)

    assert table.notes == [FileNote("SHEETS_UNREAD", {"sheets": ("Справка",)})]
    with pytest.raises(SheetsAmbiguous):
        read_table(xlsx(rows, change=add_twin), profile)
    named = profile_with('[table]\nsheet = "февраль"\n')
    assert read_table(xlsx(rows, change=add_twin), named).columns["amount"] == [700]
    with pytest.raises(SheetNotFound):
        read_table(xlsx(rows), named)


FIELDS = [("LS", "C", 6), ("FIO", "C", 20), ("SUMMA", "N", 8), ("NOTE", "M", 10)]
DBF_PROFILE = """
title = "dbf"
subject = "balances"
[columns.number]
headers = ["LS"]
kind = "account"
required = true
[columns.holder]
headers = ["FIO"]
kind = "name"
[columns.amount]
headers = ["SUMMA"]
kind = "money"
"""


def test_dbf_skips_deleted_records_reports_the_memo_and_the_stars(dbf):
    records = [
        (False, ["104582", "Анна", "  12.50", ""]),
        (True, ["104583", "Борис", "1", ""]),
        (False, ["104584", "Вера", "********", ""]),
    ]

    table = read_table(dbf(FIELDS, records), parse_profile(DBF_PROFILE, "dbf"))

    assert table.columns["number"] == ["104582", "104584"]
    assert table.columns["amount"] == [1250, None]
    assert [(i.row, i.code) for i in table.issues] == [(3, "NUMBER_DID_NOT_FIT")]
    assert note_codes(table) == ["COLUMNS_UNKNOWN", "DELETED_RECORDS", "MEMO_NOT_READ"]


@pytest.mark.parametrize(
    ("real", "language", "declared"), [("cp1251", 0x65, "cp866"), ("cp866", 0xC9, "cp1251")]
)
def test_dbf_that_lies_about_its_encoding_is_overruled(dbf, real, language, declared):
    data = dbf(
        FIELDS[:3], [(False, ["104582", "Иванова Анна", "1"])], language=language, encoding=real
    )

    table = read_table(data, parse_profile(DBF_PROFILE, "dbf"))

    assert table.columns["holder"] == ["Иванова Анна"]
    assert table.notes == [FileNote("ENCODING_OVERRULED", {"declared": declared, "found": real})]


def test_dbf_whose_header_promises_more_records_than_there_are_is_refused(dbf):
    data = bytearray(dbf(FIELDS[:3], [(False, ["104582", "Анна", "1"])]))
    struct.pack_into("<I", data, 4, 1000)

    with pytest.raises(DbfDamaged):
        read_table(bytes(data), parse_profile(DBF_PROFILE, "dbf"))


def test_content_digest_depends_on_what_is_said_not_on_the_carrier(profile, xlsx):
    sheet = read_table(xlsx([["ЛС", "Сумма"], ["104582", 1.5]]), profile)
    plain = read_table(text("ЛС;Сумма", "104582;1,50").encode(), profile)
    other = read_table(text("ЛС;Сумма", "104582;1,51").encode(), profile)

    assert sheet.content_sha256() == plain.content_sha256() != other.content_sha256()


@pytest.mark.parametrize(
    ("data", "looks_like"),
    [
        (b"<html><table><tr><td>1</td></tr></table></html>", "HTML"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "XML_SPREADSHEET",
        ),
        (b"\x09\x08\x08\x00\x00\x05\x05\x00" * 4, "OLD_XLS"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"Rar!\x1a\x07\x00", "ARCHIVE"),
    ],
)
def test_what_is_no_table_is_named(profile, data, looks_like):
    with pytest.raises(FormatUnknown) as refusal:
        read_table(data, profile)

    assert refusal.value.fields == {"looks_like": looks_like}


def test_file_without_rows_is_empty(profile, xlsx):
    for data in (b"", b" \r\n", text(HEAD).encode(), xlsx([])):
        with pytest.raises(FileEmpty):
            read_table(data, profile)


def test_placeholders_of_a_template_are_recognised(profile, xlsx):
    with pytest.raises(TemplateNotFilled):
        read_table(xlsx([["{d.i18n.date}", "{d.i18n.account}"]]), profile)


def test_sensitive_values_never_appear_in_an_issue(profile_with):
    hiding = profile_with('[columns.passport]\nkind = "digits"\ndigits = 4\nsensitive = true\n')

    table = read_table(text("ЛС;Сумма;passport", "104582;1;45x6").encode(), hiding)

    assert [(i.code, i.value) for i in table.issues] == [("NOT_DIGITS", "•••")]


def test_file_without_heading_is_read_by_position(profile):
    placed = parse_profile(
        'title = "p"\nsubject = "balances"\n[table]\nheading = false\n'
        '[columns.number]\nkind = "account"\nposition = 1\nrequired = true\n'
        '[columns.amount]\nkind = "money"\nposition = 3\n',
        "placed",
    )

    table = read_table(text("104582;x, y;5,50", "104583;z, w;6").encode(), placed)

    assert table.columns == {"number": ["104582", "104583"], "amount": [550, 600]}
    assert table.row_numbers == [1, 2]


@pytest.mark.parametrize("name", shipped_names())
def test_every_shipped_profile_is_valid_and_extends_cleanly(name):
    profile = shipped_profile(name)

    assert profile.title != name
    assert shipped_profile(name, subject=profile.subject) == profile


@pytest.mark.parametrize(
    ("toml", "place", "problem"),
    [
        ("subject = 'cats'", "subject", "NOT_A_SUBJECT"),
        ("subject = 'accounts'", "columns", "NOT_A_TABLE"),
        ("subject = 'accounts'\n[columns.a]\nkind='dog'", "columns.a.kind", "NOT_A_KIND"),
        ("subject = 'accounts'\n[columns.a]\nheader=['x']", "columns.a.header", "UNKNOWN_KEY"),
        ("subject = 'accounts'\n[columns.a]\nkind='code'", "columns.a.values", "NOT_A_TABLE"),
        ("subject = 'accounts'\n[table]\nkey=['b']\n[columns.a]", "table.key", "NOT_A_COLUMN"),
        ("subject = 'accounts'\n[table]\nheading=false\n[columns.a]", "columns", "NO_POSITIONS"),
        (
            "subject = 'accounts'\n[table]\nencoding='latin'\n[columns.a]",
            "table.encoding",
            "NOT_AN_ENCODING",
        ),
    ],
)
def test_profile_with_a_mistake_says_where_it_is(toml, place, problem):
    with pytest.raises(ProfileInvalid) as refusal:
        parse_profile(toml, "mine")

    assert refusal.value.fields == {"name": "mine", "place": place, "problem": problem}


def test_unknown_and_unfit_profiles_are_told_apart():
    with pytest.raises(ProfileUnknown) as refusal:
        shipped_profile("nobody")
    assert "accounts" in refusal.value.fields["known"]
    with pytest.raises(ProfileUnfit):
        shipped_profile("meters", subject="accounts")
    with pytest.raises(ProfileInvalid):
        parse_profile("это не TOML", "mine")


def test_own_profile_takes_over_the_columns_of_a_shipped_one():
    own = parse_profile('extends = "balances"\n[settings]\npositive = "OVERPAYMENT"\n', "own")

    assert own.settings["positive"] == "OVERPAYMENT"
    assert own.columns["amount"] == shipped_profile("balances").columns["amount"]


def test_days_come_typed_from_a_workbook(profile, xlsx):
    table = read_table(xlsx([["ЛС", "Сумма", "Период"], ["104582", 1, date(2026, 11, 1)]]), profile)

    assert table.columns["period"] == [date(2026, 11, 1)]
