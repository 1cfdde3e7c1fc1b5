"""The demo from the start page to an explained bill, on a small city whose months were published."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.test import Client, override_settings

from raschet.config.environment import Environment
from raschet.demo_city.inputs import STAFF, found_city
from raschet.demo_city.life import arrive
from raschet.domain.billing.services.approve_run import approve_run
from raschet.domain.billing.services.run_month import run_month
from raschet.domain.documents.services.publish_month import publish_month
from raschet.domain.registry.selectors import account_examples
from raschet.values.period import Period

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
SEPTEMBER, OCTOBER = Period(2026, 9), Period(2026, 10)
SIGNERS = [login for login, _, _ in STAFF]


@pytest.fixture
def city(transactional_db):
    inputs = found_city(
        accounts=60, months=2, seed=7, last_period=OCTOBER, progress=lambda name, rows: None
    )
    for period in (SEPTEMBER, OCTOBER):
        arrive(inputs, period)
        run = run_month(period=period, actor="demo", now=NOW)
        for login in SIGNERS:
            approve_run(run_id=run.run_id, login=login, approved_at=NOW, accept_errors=True)
        publish_month(run_id=run.run_id, login=SIGNERS[0], published_at=NOW)
    with override_settings(
        RASCHET=Environment(demo="1"), ROOT_URLCONF="tests.interfaces.public.demo_site"
    ):
        yield Client(headers={"host": "localhost"})


def test_start_page_leads_to_explained_bills_of_every_kind_of_account(city):
    start = city.get("/").content.decode()
    examples = account_examples(limit=6)

    assert len(examples) == 6
    changed = 0
    for example in examples:
        address = f"/demo/accounts/{example.public_id}/"
        assert f'href="{address}"' in start
        answer = city.get(address)
        page = answer.context["page"]
        assert answer.status_code == 200
        assert "no-store" in answer.headers["Cache-Control"]
        assert page.card.number == example.number
        assert sum(service.amount_kopecks for service in page.services) == page.charged_kopecks
        *parts, total = page.totals
        assert sum(part.kopecks for part in parts) == total.kopecks
        if page.change:
            changed += 1
            causes = [*page.change.causes, *page.change.others]
            assert sum(cause.kopecks for cause in causes) == page.change.total.kopecks
            assert page.change.heading in answer.content.decode()
        assert all(
            line.formula and line.clause
            for service in page.services
            for line in service.calculations
        )
    assert changed


def test_other_months_open_and_absent_ones_say_so(city):
    public_id = account_examples(limit=1)[0].public_id

    earlier = city.get(f"/demo/accounts/{public_id}/{SEPTEMBER}/").context["page"]
    absent = city.get(f"/en/demo/accounts/{public_id}/2026-12/").context["page"]

    assert [bar.address for bar in earlier.bars] == [
        f"/demo/accounts/{public_id}/2026-09/",
        f"/demo/accounts/{public_id}/2026-10/",
    ]
    assert [bar.current for bar in earlier.bars] == [True, False]
    assert absent.empty_heading == "There is no bill for December\N{NO-BREAK SPACE}2026"
    assert city.get(f"/demo/accounts/{public_id}/2026-13/").status_code == 404
    assert city.get(f"/demo/accounts/{uuid4()}/").status_code == 404
    assert city.get(f"/demo/accounts/{public_id}/", REMOTE_ADDR="10.0.0.7").status_code == 404
