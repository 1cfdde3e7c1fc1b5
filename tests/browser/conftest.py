"""A real server and a real browser for all browser tests."""

import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlencode

import psycopg
import pytest
from django.db import connections
from playwright.sync_api import sync_playwright
from psycopg import sql

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 30
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="session")
def site_database(django_db_setup):
    """Address of a database of the site's own: the first state of the tests' one, with nobody in it."""
    wired = connections["default"].settings_dict
    name = f"site_{os.getpid()}"
    reached = {"host": wired["HOST"], "port": wired["PORT"], "user": wired["USER"]}
    if wired.get("PASSWORD"):
        reached["password"] = wired["PASSWORD"]
    with psycopg.connect(dbname="postgres", autocommit=True, **reached) as server:
        names = {"name": sql.Identifier(name), "copy": sql.Identifier(f"{wired['NAME']}_copy")}
        server.execute(sql.SQL("CREATE DATABASE {name} TEMPLATE {copy}").format(**names))
        password = f":{quote(wired['PASSWORD'], safe='')}" if wired.get("PASSWORD") else ""
        query = urlencode({"host": wired["HOST"], "port": wired["PORT"]})
        yield f"postgresql://{wired['USER']}{password}@/{name}?{query}"
        server.execute(sql.SQL("DROP DATABASE {name} WITH (FORCE)").format(**names))


@pytest.fixture(scope="session")
def site(tmp_path_factory, site_database):
    """Address of the site, served by granian as in production."""
    environment = {
        **os.environ,
        "RASCHET_VAR": str(tmp_path_factory.mktemp("var")),
        "RASCHET_DATABASE_URL": site_database,
        "RASCHET_DEMO": "0",
        "PYTHONPATH": str(ROOT),
    }
    with served("tests.browser.site:application", free_port(), environment) as address:
        yield address


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def served(application, port, environment):
    """A server of an application, until the end of the block."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
    server = subprocess.Popen(
        [*command, "--port", str(port), "--no-ws", "--log-level", "critical", application],
        cwd=ROOT,
        env=environment,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_ready(server, address)
        yield address
    finally:
        server.terminate()
        server.wait(START_SECONDS)


def wait_until_ready(server, address):
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert server.poll() is None, "the server ended before it answered"
        if answers(address):
            return
        time.sleep(0.1)
    raise AssertionError(f"no answer from {address} in {START_SECONDS} s")


def answers(address):
    connection = HTTPConnection(address.removeprefix("http://"))
    try:
        connection.request("GET", "/")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


@pytest.fixture(scope="session")
def chromium():
    executable = shutil.which("chromium")
    assert executable, "browser tests need chromium: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=["--no-sandbox", "--force-color-profile=srgb"]
        )
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, site):
    """Open a page of the site in a fresh window; complaints of the browser fail the test."""
    windows = []
    complaints = []

    def open_(path, width=390, height=844, **options):
        window = chromium.new_context(
            viewport={"width": width, "height": height}, base_url=site, **options
        )
        windows.append(window)
        page = window.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("requestfailed", lambda request: complaints.append(f"failed {request.url}"))
        page.on(
            "request",
            lambda request: (
                request.url.startswith(site) or complaints.append(f"left {request.url}")
            ),
        )
        page.goto(path, wait_until="networkidle")
        return page

    open_.complaints = complaints
    yield open_
    for window in windows:
        window.close()
    assert complaints == []
