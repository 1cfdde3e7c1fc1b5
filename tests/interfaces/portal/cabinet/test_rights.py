"""Who sees which account: the own one, nobody else's, and nothing after the right has ended."""

import pytest
from tests.interfaces.portal.cabinet.conftest import OPEN_PAGES

HAVING_NO_ACCOUNT_ANSWERS = {"/my/", "/my/accounts/"}
"""Pages that say to a person without accounts what to do; the others are not there."""


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_own_account_is_open_and_kept_out_of_every_cache(residents, prefix):
    for path in OPEN_PAGES + residents.meter_pages:
        answer = residents.anna.get(prefix + path)

        assert answer.status_code == 200, path
        assert {"private", "no-store"} <= set(answer.headers["Cache-Control"].split(", ")), path
        assert "Cookie" in answer.headers["Vary"], path


def test_anonymous_is_sent_to_the_sign_in(residents):
    for path in OPEN_PAGES + residents.meter_pages:
        answer = residents.stranger.get(path)

        assert (answer.status_code, answer.headers["Location"]) == (302, f"/login/?next={path}")


def test_former_resident_has_no_account_here(residents):
    for path in OPEN_PAGES + residents.meter_pages:
        answer = residents.vera.get(path)

        assert answer.status_code == (200 if path in HAVING_NO_ACCOUNT_ANSWERS else 404), path
        assert "104 582" not in answer.content.decode(), path
        assert "Садовая" not in answer.content.decode(), path


def test_staff_is_not_signed_in_on_the_residents_site(residents):
    for path in OPEN_PAGES + residents.meter_pages:
        assert residents.galina.get(path).headers["Location"] == f"/login/?next={path}"


def test_neighbours_pages_say_nothing_of_anna(residents):
    for path in OPEN_PAGES:
        text = residents.boris.get(path).content.decode()

        assert "Ковалёва" not in text
        assert "104\N{NO-BREAK SPACE}582" not in text
        assert "кв. 12" not in text
    for path in residents.meter_pages:
        assert residents.boris.get(path).status_code == 404


def test_account_is_switched_by_its_key_and_only_to_an_own_one(residents):
    from raschet.domain.registry.models import Account

    keys = dict(Account.objects.values_list("number", "public_id"))
    chosen = residents.anna.post("/my/accounts/", {"account": str(keys["104584"])})
    pay = residents.anna.get("/my/pay/").content.decode()
    other = residents.anna.post("/my/accounts/", {"account": str(keys["104583"])})
    nonsense = residents.anna.post("/my/accounts/", {"account": "104583"})

    assert (chosen.status_code, chosen.headers["Location"]) == (302, "/my/")
    assert "104\N{NO-BREAK SPACE}584" in pay
    assert (other.status_code, nonsense.status_code) == (404, 404)
    assert "104\N{NO-BREAK SPACE}584" in residents.anna.get("/my/pay/").content.decode()


def test_months_before_the_right_are_not_shown(residents):
    from datetime import date

    from raschet.domain.access.models import Grant

    Grant.objects.filter(user__login="anna").update(valid_from=date(2026, 11, 1))

    assert residents.anna.get("/my/bills/2026-10/").status_code == 404
    assert "2026-10" not in residents.anna.get("/my/bills/").content.decode()
    assert "2026-10" not in residents.anna.get("/my/charges/csv/").content.decode()
    assert residents.anna.get("/my/").context["due"].kopecks is None


def test_right_that_ended_closes_the_page_that_is_open(residents):
    from datetime import date

    from raschet.domain.access.models import Grant

    assert residents.boris.get("/my/bills/").status_code == 200

    Grant.objects.filter(user__login="boris-k").update(valid_until=date(2026, 11, 1))

    assert residents.boris.get("/my/bills/").status_code == 404


def test_pages_cannot_be_written_to(residents):
    for path in OPEN_PAGES + residents.meter_pages:
        if path not in {"/my/accounts/", "/my/readings/"}:
            assert residents.anna.post(path).status_code == 405, path


def test_no_address_of_the_cabinet_names_an_account(residents):
    for path in OPEN_PAGES:
        html = residents.anna.get(path).content.decode()
        for address in (part.split('"')[0] for part in html.split('href="')[1:]):
            assert "104" not in address.partition("?")[0] or address.startswith("/static/"), address
