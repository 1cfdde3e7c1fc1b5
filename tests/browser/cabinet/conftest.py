"""The cabinet of a small town, served by granian as in production, and windows of its residents."""

import json
import os
import subprocess
import sys

import pytest
from tests.browser.conftest import ROOT, free_port, served

TOWN_SECONDS = 300


@pytest.fixture(scope="session")
def town(tmp_path_factory):
    """Address of the site and the session cookies of its residents."""
    folder = tmp_path_factory.mktemp("cabinet")
    environment = {
        **os.environ,
        "RASCHET_VAR": str(folder),
        "RASCHET_DEMO": "0",
        "RASCHET_HTTPS": "0",
        "PYTHONPATH": str(ROOT),
    }
    environment.pop("RASCHET_DATABASE_URL", None)
    cookies = folder / "cookies.json"
    subprocess.run(
        [sys.executable, "-m", "tests.browser.cabinet.town", str(cookies)],
        cwd=ROOT,
        env=environment,
        check=True,
        timeout=TOWN_SECONDS,
    )
    try:
        with served("raschet.config.wsgi:application", free_port(), environment) as address:
            yield address, json.loads(cookies.read_text(encoding="utf-8"))
    finally:
        from raschet.adapters.embedded_postgres import stop

        stop(folder)


@pytest.fixture
def visit(chromium, town):
    """Open a window as a resident; complaints of the browser fail the test."""
    address, cookies = town
    windows = []
    complaints = []

    def open_(who, path="/my/", width=390, height=844, **options):
        window = chromium.new_context(
            viewport={"width": width, "height": height}, base_url=address, **options
        )
        windows.append(window)
        if who:
            window.add_cookies([{"name": "sid", "value": cookies[who], "url": address}])
        page = window.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request",
            lambda request: (
                request.url.startswith(address) or complaints.append(f"left {request.url}")
            ),
        )
        page.goto(path, wait_until="networkidle")
        return page

    open_.complaints = complaints
    yield open_
    for window in windows:
        window.close()
    assert complaints == []
