"""A resident gives readings without a sign-in: in a real browser, on a phone and on a desk."""

import re
from datetime import UTC, date, datetime

import pytest
from django.test.testcases import _StaticFilesHandler
from tests.browser.conftest import AXE
from tests.browser.test_pages import AXE_RULES, scroll_width

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = {
    "ru": (
        "",
        "Передать показания",
        "Дальше",
        "Показания пока не приняты",
        "Приняли 12\N{NO-BREAK SPACE}ноября",
    ),
    "en": (
        "/en",
        "Send readings",
        "Next",
        "The readings are not taken yet",
        "Taken on 12\N{NO-BREAK SPACE}November",
    ),
}
SIZES = [(320, 640), (390, 844), (1280, 900)]
LONG_PLACE = "Совмещённый санузел за прихожей"


@pytest.fixture(scope="session", autouse=True)
def static_files():
    """The files that pages name, where the server of the test looks for them."""
    from raschet.interfaces.ui.static_files import collect_static_files

    collect_static_files()
    with pytest.MonkeyPatch.context() as patch:
        # Pages name files by their digests, which Django's own handler does not look for.
        patch.setattr("django.contrib.staticfiles.handlers.StaticFilesHandler", _StaticFilesHandler)
        # The browser's driver runs a loop in this thread; Django looks at rows here all the same.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


@pytest.fixture
def town(monkeypatch):
    """The small town with a long place and a meter of two zones; it is noon of 12 November."""
    from tests.domain.town import small_town

    from raschet.domain.registry.models import Meter, Register, Verification

    made = small_town()
    Meter.objects.update(place=LONG_PLACE)
    electric = Meter.objects.create(
        house=made.house, unit=made.anna.unit, account_id=made.anna.pk, service_id=4,
        serial="009001", place="Щит", digits=6, decimals=1, installed_on=date(2024, 1, 1),
    )  # fmt: skip
    Verification.objects.create(
        meter=electric, verified_on=date(2024, 1, 1), due_on=date(2026, 10, 3)
    )
    for number, zone in enumerate(["DAY", "NIGHT"], 1):
        Register.objects.create(meter=electric, number=number, zone=zone, initial_micro=0)
    noon = datetime(2026, 11, 12, 9, tzinfo=UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: noon)
    return made


@pytest.fixture
def page_of(chromium, live_server, town):
    """Open the site in a fresh window."""
    windows = []

    def open_(path="/readings/", size=(390, 844), **options):
        window = chromium.new_context(
            viewport={"width": size[0], "height": size[1]}, base_url=live_server.url, **options
        )
        windows.append(window)
        page = window.new_page()
        page.goto(path)
        return page

    yield open_
    for window in windows:
        window.close()


def submit(page):
    page.locator("main form button[type=submit]").click()
    page.wait_for_load_state()


def to_meters(page):
    page.locator("#id_number").fill("104582")
    submit(page)


def faults(page):
    """What axe finds."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run({runOnly: {type: 'tag', values: rules}})", AXE_RULES)
    return [
        (violation["id"], [node["html"] for node in violation["nodes"]])
        for violation in found["violations"]
    ]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("language", ["ru", "en"])
def test_journey_of_three_pages(page_of, town, language, scripts):
    prefix, send, next_, refused, taken = WORDS[language]
    page = page_of(f"{prefix}/readings/", java_script_enabled=scripts)
    assert page.locator("main form button[type=submit]").inner_text() == next_
    to_meters(page)
    assert page.locator("main form button[type=submit]").inner_text() == send
    field = page.locator(f"#r{town.register.pk}")

    field.fill("104")
    submit(page)
    assert refused in page.locator(".govuk-error-summary").inner_text()
    assert field.input_value() == "104"
    field.fill("110")
    submit(page)

    assert taken in page.locator("h1").inner_text()
    number = page.locator(".receipt-number b").inner_text()
    assert re.fullmatch(r"\d{4}(-\d{4}){3}", number)
    assert page.locator("[data-print]").is_visible() == scripts
    page.goto(f"{prefix}/receipts/")
    page.locator("#id_number").fill(number)
    submit(page)
    assert "110 M3" in page.locator(".signed").first.inner_text()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}")
def test_every_state_is_accessible_and_fits(page_of, town, size):
    page = page_of(size=size)
    states = {}

    def look(name):
        page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
        states[name] = (faults(page), scroll_width(page) <= size[0], page.locator("h1").count())

    look("account")
    page.locator("#id_number").fill("1")
    submit(page)
    look("account, error")
    to_meters(page)
    look("meters")
    fields = page.locator(".drum input")
    for place, value in enumerate(["104", "99999999", "x" * 40]):
        fields.nth(place).fill(value)
    submit(page)
    look("meters, words")
    for place, value in enumerate(["104", "90000", ""]):
        fields.nth(place).fill(value)
    submit(page)
    look("meters, errors and question")
    for box in page.locator(".tick input").all():
        box.check()
    submit(page)
    for box in page.locator(".tick input").all():
        box.check()
    if page.locator(".govuk-error-summary").count():
        submit(page)
    look("done")
    page.goto("/readings/")
    page.locator("#id_number").fill("104583")
    submit(page)
    look("no meters")
    page.goto("/readings/no-such-word/")
    look("ended")

    assert states == {name: ([], True, 1) for name in states}
    assert len(states) == 8


def test_error_summary_takes_the_focus_and_leads_to_the_field(page_of, town):
    page = page_of()
    to_meters(page)
    page.locator(f"#r{town.register.pk}").fill("104")
    submit(page)

    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
    page.locator(".govuk-error-summary a").first.press("Enter")
    assert page.evaluate("document.activeElement.id") == f"r{town.register.pk}"
    assert page.title().startswith("Ошибка: ")


def test_readings_are_given_by_keyboard_alone(page_of, town):
    page = page_of()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "id_number":
            break
    page.keyboard.type("104582")
    page.keyboard.press("Enter")
    page.wait_for_url("**/readings/*/")
    stops = []
    for _ in range(40):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            """() => {
              const it = document.activeElement;
              const box = it.getBoundingClientRect();
              const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
              const style = getComputedStyle(it);
              return {id: it.id, seen: !!top && (it === top || it.contains(top)),
                      outline: parseFloat(style.outlineWidth) >= 3 && style.outlineStyle !== 'none'};
            }"""
        )
        stops.append(stop)
        if stop["id"] == f"r{town.register.pk}":
            break
    assert [stop for stop in stops if not (stop["seen"] and stop["outline"])] == []
    page.keyboard.type("110")
    page.keyboard.press("Enter")
    page.wait_for_url("**/done/")

    assert page.locator(".receipt-number").is_visible()


def test_double_click_and_back_button_make_no_double(page_of, town):
    from raschet.domain.readings.models import Reading, Submission

    page = page_of()
    to_meters(page)
    page.locator(f"#r{town.register.pk}").fill("110")
    page.locator("main form button[type=submit]").dblclick()
    page.wait_for_url("**/done/")
    assert Submission.objects.count() == 1

    page.go_back()
    page.locator(f"#r{town.register.pk}").fill("111")
    submit(page)

    assert page.url.endswith("/done/")
    rows = Reading.objects.filter(register_id=town.register.pk, revision__gt=2).order_by("revision")
    assert list(rows.values_list("value_micro", "state")) == [
        (110_000_000, "SUPERSEDED"),
        (111_000_000, "ACCEPTED"),
    ]


def test_text_of_double_size_needs_no_sideways_scroll(page_of, town):
    page = page_of()
    to_meters(page)
    page.locator(f"#r{town.register.pk}").fill("104")
    submit(page)

    page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")

    assert scroll_width(page) <= 390


def test_printed_receipt_has_the_number_and_no_controls(page_of, town):
    page = page_of()
    to_meters(page)
    page.locator(f"#r{town.register.pk}").fill("110")
    submit(page)

    page.emulate_media(media="print")

    assert page.locator(".receipt-number b").is_visible()
    hidden = page.locator(".top, .tabs, .foot, .actions, .progress").locator("visible=true")
    assert hidden.count() == 0
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) == 1


def test_chosen_size_of_text_stays(page_of, town):
    page = page_of("/accessibility/")
    page.get_by_label("Самый крупный").check()
    submit(page)

    page.goto("/readings/")

    assert page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") == 24
    assert scroll_width(page) <= 390
    assert faults(page) == []


def test_first_visit_of_the_meters_page_is_light(chromium, live_server, town):
    window = chromium.new_context(base_url=live_server.url)
    page = window.new_page()
    session = window.new_cdp_session(page)
    received = []
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))

    page.goto("/readings/", wait_until="networkidle")
    first = sum(received)
    to_meters(page)
    page.wait_for_load_state("networkidle")

    # The test's server compresses nothing: the figure is above what production sends.
    assert len(received) >= 8
    assert (sum(received) - first) / 1024 <= 60
