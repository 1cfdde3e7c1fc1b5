"""Who is shown the logins of the demo."""

import pytest
from django.test import Client, RequestFactory, override_settings

from raschet.config.environment import Environment
from raschet.demo_city.residents import LOGINS
from raschet.interfaces.public.demo import demo_open

DEMO = Environment(demo="1")


def request_of(address="127.0.0.1", host="localhost:8000", **headers):
    return RequestFactory(REMOTE_ADDR=address, headers={"host": host, **headers}).get("/")


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "[::1]:8000", "localhost"])
@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "127.8.8.8"])
@override_settings(RASCHET=DEMO)
def test_demo_on_loopback_is_open(address, host):
    assert demo_open(request_of(address, host))


@pytest.mark.parametrize(
    "request_",
    [
        request_of(address="10.0.0.7"),
        request_of(address=""),
        request_of(host="centre.example"),
        request_of(**{"x-forwarded-for": "127.0.0.1"}),
        request_of(forwarded="for=127.0.0.1"),
        request_of(**{"x-real-ip": "127.0.0.1"}),
        request_of(via="1.1 proxy"),
    ],
    ids=["other-machine", "no-address", "public-name", "xff", "forwarded", "real-ip", "via"],
)
@override_settings(RASCHET=DEMO, ALLOWED_HOSTS=["*"])
def test_anything_between_us_and_the_visitor_closes_the_demo(request_):
    assert not demo_open(request_)


@override_settings(RASCHET=Environment(demo="0"))
def test_demo_is_closed_outside_demo_mode():
    assert not demo_open(request_of())


@pytest.mark.django_db
@pytest.mark.parametrize(("demo", "shown"), [("1", True), ("0", False)])
def test_start_page_shows_the_logins_in_the_demo_alone(demo, shown):
    with override_settings(RASCHET=Environment(demo=demo)):
        page = Client(headers={"host": "localhost"}).get("/").content.decode()

    assert [known.password in page for known in LOGINS] == [shown] * len(LOGINS)
