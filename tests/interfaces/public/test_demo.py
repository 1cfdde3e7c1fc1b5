"""The gate of the demo's pages."""

import pytest
from django.http import Http404, HttpResponse
from django.test import RequestFactory, override_settings

from raschet.config.environment import Environment
from raschet.interfaces.public.demo import demo_only

DEMO = Environment(demo="1")


@demo_only
def opened(request):
    return HttpResponse("open")


def request_of(address="127.0.0.1", host="localhost:8000", **headers):
    return RequestFactory(REMOTE_ADDR=address, headers={"host": host, **headers}).get("/")


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "[::1]:8000", "localhost"])
@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "127.8.8.8"])
@override_settings(RASCHET=DEMO)
def test_demo_on_loopback_is_open_and_never_cached(address, host):
    answer = opened(request_of(address, host))

    assert answer.content == b"open"
    assert "no-store" in answer.headers["Cache-Control"]


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
    with pytest.raises(Http404):
        opened(request_)


@override_settings(RASCHET=Environment(demo="0"))
def test_demo_is_closed_outside_demo_mode():
    with pytest.raises(Http404):
        opened(request_of())
