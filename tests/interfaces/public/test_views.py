"""Pages without login, through Django's client."""

import pytest
from django.test import Client

CLIENT = Client(headers={"host": "localhost"})
PAGES = [
    "/",
    "/readings/",
    "/receipts/",
    "/contacts/",
    "/accessibility/",
    "/privacy/",
    "/pay/",
    "/login/",
]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("path", PAGES)
def test_page_answers_under_the_strict_policy(path, prefix):
    answer = CLIENT.get(prefix + path)
    html = answer.content.decode()

    assert answer.status_code == 200
    assert "'unsafe-inline'" not in answer.headers["Content-Security-Policy"]
    assert " style=" not in html
    assert "<style" not in html
    assert " onclick=" not in html
    assert html.count("<script") == 1
    assert f'<html lang="{"en" if prefix else "ru"}"' in html


@pytest.mark.parametrize("path", PAGES)
def test_every_link_of_a_page_leads_to_a_page(path):
    html = CLIENT.get(path).content.decode()
    links = {part.split('"')[0] for part in html.split('href="')[1:]}

    for link in links:
        if link.startswith("/") and not link.startswith("/static/"):
            answer = CLIENT.get(link, follow=True)
            # What belongs to a resident's own pages asks for a sign-in first.
            assert answer.status_code == 200, link
            assert not answer.redirect_chain or "/my/" in link, link


def test_help_is_the_first_link_of_the_footer_everywhere():
    for path in [*PAGES, "/absent/"]:
        footer = CLIENT.get(path).content.decode().partition("<footer")[2]
        assert footer.split('href="')[1].startswith("tel:+70000000000"), path


def test_absent_page_offers_the_start_of_the_other_language():
    html = CLIENT.get("/absent/").content.decode()

    assert 'class="top-act" href="/en/"' in html


def test_page_cannot_be_posted_to():
    assert CLIENT.post("/").status_code == 405
