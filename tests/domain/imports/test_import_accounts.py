from datetime import date

import pytest
from tests.domain.imports.conftest import ACCOUNTS_HEAD, ANNA, BORIS, OCTOBER, refusals

from raschet.domain.registry.imports.report import Outcome
from raschet.domain.registry.models import (
    Account,
    AccountArea,
    AccountHolder,
    House,
    Household,
    ImportBatch,
    Ownership,
    Unit,
)


def test_file_of_accounts_makes_house_units_accounts_and_dated_facts(accounts):
    report = accounts(ANNA, BORIS)

    assert report.outcome is Outcome.APPLIED
    house = House.objects.get()
    assert (house.street, house.number, house.address_key) == (
        "ул Ленина",
        "10",
        "энск|ул ленина|10",
    )
    assert list(Unit.objects.order_by("number").values_list("number", "total_area_micro")) == [
        ("12", 54_300_000),
        ("13", 44_000_000),
    ]
    account = Account.objects.get(number="104582")
    assert account.import_batch_id == report.batch_id
    assert list(
        Household.objects.filter(account_id=account.pk).values_list("registered", "valid_from")
    ) == [(2, OCTOBER)]
    assert list(
        Ownership.objects.filter(account_id=account.pk).values_list("name", "share_denominator")
    ) == [("Анна Иванова", 1)]


def test_same_file_again_changes_nothing_and_names_the_import(accounts):
    first = accounts(ANNA, BORIS)

    again = accounts(ANNA, BORIS)

    assert (again.outcome, again.batch_id, again.same) == (Outcome.UNCHANGED, first.batch_id, 2)
    assert ImportBatch.objects.count() == 1


def test_one_refused_row_keeps_the_whole_file_out(accounts):
    report = accounts(ANNA, BORIS.replace(";44;", ";-44;"))

    assert report.outcome is Outcome.REFUSED
    assert refusals(report) == [(3, "AREA_IMPOSSIBLE")]
    assert (Account.objects.count(), House.objects.count(), ImportBatch.objects.count()) == (
        0,
        0,
        0,
    )


def test_changed_file_shows_the_difference_and_a_dry_run_writes_nothing(accounts):
    accounts(ANNA, BORIS)

    report = accounts(ANNA.replace("54,3", "55,3"), dry_run=True)

    assert report.outcome is Outcome.DRY_RUN
    assert [(c.row, c.subject, c.fact, c.before, c.after) for c in report.changes] == [
        (2, "104582", "area", "54.3", "55.3")
    ]
    assert report.missing == ["104583"]
    assert report.sums == {"area_micro": (54_300_000, 55_300_000)}
    assert AccountArea.objects.filter(area_micro=55_300_000).count() == 0


def test_changed_fact_ends_the_old_row_on_its_day(accounts):
    accounts(ANNA)

    accounts(ANNA.replace("54,3", "55,3"), since=date(2026, 12, 1))

    assert list(
        AccountArea.objects.order_by("valid_from").values_list(
            "area_micro", "valid_from", "valid_until"
        )
    ) == [(54_300_000, OCTOBER, date(2026, 12, 1)), (55_300_000, date(2026, 12, 1), None)]


def test_fact_corrected_on_its_own_day_is_replaced(accounts):
    accounts(ANNA)

    accounts(ANNA.replace("Анна Иванова;2", "Анна Иванова;3"))

    assert list(Household.objects.values_list("registered", "valid_until")) == [(3, None)]


def test_change_before_a_later_one_is_refused(accounts):
    accounts(ANNA)
    accounts(ANNA.replace("54,3", "55,3"), since=date(2026, 12, 1))

    report = accounts(ANNA.replace("54,3", "56,3"), since=date(2026, 11, 1))

    assert refusals(report) == [(2, "FACT_CHANGES_LATER")]


def test_declined_changes_are_not_written(accounts):
    accounts(ANNA)

    report = accounts(ANNA.replace("54,3", "55,3"), confirm=lambda report: False)

    assert report.outcome is Outcome.DECLINED
    assert AccountArea.objects.get().area_micro == 54_300_000


def test_account_twice_is_refused_and_a_repeated_row_is_told(accounts):
    report = accounts(ANNA, ANNA, ANNA.replace("54,3", "60"))

    assert refusals(report) == [(4, "ACCOUNT_TWICE")]
    assert [i.code for i in report.issues if not i.refused] == ["ROW_REPEATED"]


def test_number_never_moves_to_another_flat(accounts):
    accounts(ANNA)

    report = accounts(ANNA.replace(";10;12;", ";10;14;"))

    assert refusals(report) == [(2, "ACCOUNT_ELSEWHERE")]


def test_two_accounts_may_share_a_flat(accounts):
    accounts(ANNA, BORIS.replace(";10;13;", ";10;12;"))

    assert Unit.objects.count() == 1
    assert Account.objects.count() == 2


def test_flat_is_needed_only_where_a_house_has_several_accounts(accounts):
    alone = accounts("104582;Энск;ул Лесная;5;;80;Анна;2")
    crowd = accounts("104583;Энск;ул Мира;5;;80;А;1", "104584;Энск;ул Мира;5;;80;Б;1")

    assert alone.outcome is Outcome.APPLIED
    assert House.objects.get().kind == House.Kind.DETACHED
    assert refusals(crowd) == [(2, "FLAT_MISSING"), (3, "FLAT_MISSING")]


@pytest.mark.parametrize(
    ("name", "kind", "owners"),
    [
        (
            "Муниципальная собственность",
            "MUNICIPALITY",
            [("MUNICIPALITY", "Муниципальная собственность")],
        ),
        ('ООО "Ромашка"', "ORGANISATION", [("ORGANISATION", 'ООО "Ромашка"')]),
        (
            "Иванов И.И., Иванова А.А.",
            "OWNER",
            [("PERSON", "Иванов И.И."), ("PERSON", "Иванова А.А.")],
        ),
        ("ИВАНОВ ПЁТР", "OWNER", [("PERSON", "ИВАНОВ ПЁТР")]),
    ],
)
def test_holder_s_name_tells_who_owns(accounts, name, kind, owners):
    accounts(ANNA.replace("Анна Иванова", name))

    assert AccountHolder.objects.get().kind == kind
    assert list(Ownership.objects.order_by("owner_number").values_list("kind", "name")) == owners


def test_address_in_one_column_matches_the_one_in_several(accounts):
    accounts(ANNA)

    report = accounts("104582;г. Энск, Ленина ул., д.10, кв.12;54,3", head="ЛС;Адрес;Площадь")

    assert report.outcome is Outcome.UNCHANGED
    assert report.same == 1


def test_settlement_may_come_from_the_profile(accounts):
    row = "104582;Ленина 10-12;54,3"

    assert refusals(accounts(row, head="ЛС;Адрес;Площадь")) == [(2, "SETTLEMENT_MISSING")]
    report = accounts(row, head="ЛС;Адрес;Площадь", settings='settlement = "Энск"')
    assert report.outcome is Outcome.APPLIED


def test_wrong_identifiers_and_days_are_refused_in_their_columns(accounts):
    head = f"{ACCOUNTS_HEAD};ИНН УК;ФИАС;Дата открытия;Дата закрытия"

    report = accounts(f"{ANNA};7707083894;не код;01.02.2026;01.01.2026", head=head)

    assert {issue.column: issue.code for issue in report.refused} == {
        "ИНН УК": "INN_INVALID",
        "ФИАС": "FIAS_INVALID",
        "Дата закрытия": "CLOSED_BEFORE_OPENED",
    }


def test_numbers_of_another_pattern_are_refused(accounts):
    report = accounts(ANNA, number_pattern=r"9\d{5}")

    assert refusals(report) == [(2, "ACCOUNT_PATTERN")]
