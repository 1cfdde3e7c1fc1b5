"""The run's checks find errors that were planted in the demo city, and say so in plain words."""

import pytest
from django.utils import translation
from tests.domain.month import approved, published
from tests.domain.town import NOVEMBER, NOW, OCTOBER, small_town

from raschet.demo_city.build import build_city
from raschet.demo_city.inputs import ACTOR, STAFF
from raschet.domain.billing.errors import ErrorsNotAccepted
from raschet.domain.billing.explanations.findings import SENTENCES, finding_sentence
from raschet.domain.billing.models import RunFinding
from raschet.domain.billing.selectors import run_of_month
from raschet.domain.billing.services.approve_run import approve_run
from raschet.domain.billing.services.run_month import run_month
from raschet.domain.tariffs.models import LawRow, Norm, Tariff

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city():
    """A city whose November waits for its run."""
    build_city(accounts=120, months=2, seed=7, last_period=OCTOBER, progress=lambda *_: None)


def errors_of_november():
    run = run_month(period=NOVEMBER, actor=ACTOR, now=NOW)
    return run, list(RunFinding.objects.filter(run_id=run.run_id, severity="ERROR"))


def words(finding):
    with translation.override("ru"):
        text = finding_sentence(finding.code, finding.detail)
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_an_honest_month_has_no_errors(city):
    assert errors_of_november()[1] == []


def test_a_tariff_ten_times_too_high_is_found(city):
    tariff = Tariff.objects.filter(service_id=1, valid_until=None).order_by("id").first()
    honest = tariff.rate_micro_rubles
    tariff.rate_micro_rubles *= 10
    tariff.save()

    run, [finding] = errors_of_november()

    assert finding.code == "TARIFF_JUMPED"
    assert (finding.detail["before_micro_rubles"], finding.detail["now_micro_rubles"]) == (
        honest,
        honest * 10,
    )
    assert words(finding).startswith("Холодная вода: тариф группы")
    assert "Такая разница похожа на описку: проверьте тариф, прежде чем подписать." in words(
        finding
    )
    with pytest.raises(ErrorsNotAccepted):
        approve_run(run_id=run.run_id, login=STAFF[0][0], approved_at=NOW)


def test_a_service_without_a_norm_is_found(city):
    Norm.objects.filter(service_id=1).update(valid_until=NOVEMBER.first_day)

    _, findings = errors_of_november()

    assert {(finding.code, finding.detail["service_id"]) for finding in findings} == {
        ("NO_NORM", 1)
    }
    assert findings[0].detail["accounts"] >= 10


def test_a_new_row_with_a_slip_is_found_and_an_honest_rise_is_not():
    small_town()
    published(OCTOBER)
    for service_id, rate in ((1, 450_000_000), (8, 45_000_000)):
        Tariff.objects.filter(service_id=service_id).update(valid_until=NOVEMBER.first_day)
        Tariff.objects.create(
            service_id=service_id, tariff_group="A", rate_micro_rubles=rate,
            valid_from=NOVEMBER.first_day,
        )  # fmt: skip

    approved(NOVEMBER, accept_errors=True)

    [finding] = [one for one in run_of_month(NOVEMBER).findings if one.severity == "ERROR"]
    assert (finding.code, finding.detail["service"]) == ("TARIFF_JUMPED", "cold_water")


def test_a_year_without_its_calendar_is_a_warning():
    small_town()
    LawRow.objects.filter(table="calendar", key="2026").delete()
    approved(OCTOBER)

    [finding] = RunFinding.objects.filter(code="CALENDAR_MISSING")

    assert (finding.severity, finding.detail) == ("WARNING", {"year": 2026})
    assert words(finding).startswith("Выходные и рабочие дни 2026 года не внесены")


def test_every_sentence_is_for_a_known_code():
    assert set(SENTENCES) >= {"KEY_RATE_MISSING", "TARIFF_JUMPED", "CALENDAR_MISSING"}
    assert finding_sentence("ACCOUNT_CHANGED", {}) == ""
