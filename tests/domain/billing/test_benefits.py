"""Benefits in the monthly run, in both modes, and the rows of law they follow."""

from datetime import date

import pytest
from django.utils import translation
from tests.domain.month import published
from tests.domain.town import CAPITAL_REPAIR, COLD_WATER, MAINTENANCE, OCTOBER, small_town, supply

from raschet.domain.billing.models import ChargeLine
from raschet.domain.billing.selectors import bill_of_month
from raschet.domain.ledger.models import Posting, PostingKind
from raschet.domain.proofs.services.verify_books import verify_books
from raschet.domain.registry.services.set_entitlement import (
    EntitlementStands,
    end_entitlement,
    grant_entitlement,
)
from raschet.domain.tariffs.models import LawRow
from raschet.domain.tariffs.services.set_benefit_mode import ModeUnknown, set_benefit_mode
from raschet.values.period import Period

pytestmark = pytest.mark.django_db(transaction=True)
JANUARY = Period(2026, 1)
SINCE = date(2026, 1, 1)


def granted(account, category="DISABLED", person=1, valid_from=SINCE):
    return grant_entitlement(
        account_id=account.pk, person=person, category=category, valid_from=valid_from,
        document="decision 1", actor="galina",
    )  # fmt: skip


def discounted():
    set_benefit_mode(mode="DISCOUNT", since=JANUARY, source="law of the region", actor="galina")


def benefits(account):
    rows = ChargeLine.objects.filter(account_id=account.pk, kind="BENEFIT").order_by("service_id")
    return {row.service_id: row for row in rows}


def amounts(account):
    return {service: row.amount_kopecks for service, row in benefits(account).items()}


def test_a_discount_is_a_percent_within_the_norm_for_the_person_entitled():
    town = small_town()
    discounted()
    granted(town.anna)
    granted(town.vera)

    published(OCTOBER)

    # Anna alone used 5 m3, the norm is 4.2: 50 % of 4.2 x 45.21 = 94.94, wastewater 63.32.
    # Vera is one of two by the norm of 8.4 m3: the same; the raising coefficient adds nothing.
    assert amounts(town.anna) == amounts(town.vera) == {COLD_WATER: -94_94, 3: -63_32}
    line = benefits(town.anna)[COLD_WATER]
    assert (line.quantity_micro, line.coefficient_micro) == (4_200_000, 500_000)
    assert (line.reason, line.component, line.norm_micro) == ("DISABLED", "FEDERAL", 4_200_000)
    posted = Posting.objects.filter(account_id=town.anna.pk, kind=PostingKind.BENEFIT)
    assert sum(posting.amount_kopecks for posting in posted) == 94_94 + 63_32
    bill = bill_of_month(town.anna.pk, OCTOBER)
    assert bill.charged_kopecks == 2013_00 - 94_94 - 63_32
    assert [proof for proof in verify_books() if not proof.holds] == []


def test_a_compensation_is_shown_and_the_bill_stays_full():
    town = small_town()
    granted(town.anna)

    published(OCTOBER)

    assert amounts(town.anna) == {COLD_WATER: 0, 3: 0}
    assert bill_of_month(town.anna.pk, OCTOBER).charged_kopecks == 2013_00
    with translation.override("ru"):
        [line] = [one for one in bill_of_month(town.anna.pk, OCTOBER).services[0].lines
                  if one.kind == "BENEFIT"]  # fmt: skip
    text = " ".join(line.sentences).replace("\N{NO-BREAK SPACE}", " ")
    assert "Сумма в счёте не уменьшается: 94,94 ₽ льготнику выплачивает орган соцзащиты." in text
    assert "За льготу платит федеральный бюджет." in text
    assert line.clause == "ФЗ № 181, ст. 17"


def test_by_area_within_the_social_area_of_a_person():
    town = small_town()
    discounted()
    granted(town.anna, "COMBAT_VETERAN")
    granted(town.vera, "COMBAT_VETERAN")

    published(OCTOBER)

    # Anna: 50 % of 33 of 50.5 m2 x 32.40 = 534.60. Vera: one of two, 20 of 40 m2 is less than 21: 324.
    assert amounts(town.anna) == {MAINTENANCE: -534_60}
    assert amounts(town.vera) == {MAINTENANCE: -324_00}


def test_of_two_benefits_of_one_person_the_larger_counts_and_days_are_counted():
    town = small_town()
    supply(town.house, town.supplier, CAPITAL_REPAIR, "AREA_RATE", 10_000_000)
    discounted()
    granted(town.anna, "AGE_70")
    granted(town.anna, "AGE_80", valid_from=date(2026, 9, 1))
    granted(town.vera, "AGE_70", valid_from=date(2026, 10, 17))

    published(OCTOBER)

    # 33 m2 x 10 for the whole month; Vera: 15 of 31 days of one of two on 40 m2, at 50 %.
    assert amounts(town.anna) == {CAPITAL_REPAIR: -330_00}
    assert amounts(town.vera) == {CAPITAL_REPAIR: -48_39}


@pytest.mark.parametrize(
    ("table", "key", "value", "expected"),
    [
        ("benefit", "DISABLED/cold_water", {"percent": "30"}, {COLD_WATER: -56_96, 3: -37_99}),
        ("benefit", "DISABLED/cold_water", {"services": ["cold_water"]}, {COLD_WATER: -94_94}),
        ("benefit", "DISABLED/cold_water", {"limit": "NONE"}, {COLD_WATER: -113_03, 3: -75_38}),
        ("benefit_mode", "", {"mode": "COMPENSATION"}, {COLD_WATER: 0, 3: 0}),
    ],
    ids=["percent", "services", "limit", "mode"],
)
def test_a_changed_row_of_law_changes_the_benefit(table, key, value, expected):
    town = small_town()
    discounted()
    granted(town.anna)
    row = LawRow.objects.filter(table=table, key=key).latest("valid_from")
    row.value.update(value)
    row.save()

    published(OCTOBER)

    assert amounts(town.anna) == expected


def test_another_social_area_changes_the_benefit():
    town = small_town()
    discounted()
    granted(town.anna, "COMBAT_VETERAN")
    LawRow.objects.filter(table="social_area").update(value={"metres": ["18"]})

    published(OCTOBER)

    assert amounts(town.anna) == {MAINTENANCE: -291_60}


def test_an_ended_entitlement_counts_no_more():
    town = small_town()
    discounted()
    granted(town.anna)
    ended = end_entitlement(
        account_id=town.anna.pk, person=1, category="DISABLED", valid_until=date(2026, 10, 1),
        actor="galina",
    )  # fmt: skip

    published(OCTOBER)

    assert ended
    assert amounts(town.anna) == {}


def test_wrong_deeds_are_refused():
    town = small_town()
    granted(town.anna)

    with pytest.raises(EntitlementStands):
        granted(town.anna, valid_from=date(2026, 5, 1))
    with pytest.raises(ModeUnknown):
        set_benefit_mode(mode="GIFT", since=JANUARY, source="", actor="galina")
