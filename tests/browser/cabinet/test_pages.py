"""Every page of the cabinet in every state: axe, width, text size, keyboard, paper, weight."""

import re
from datetime import date

import pytest
from tests.browser.conftest import AXE

pytestmark = pytest.mark.browser

PAGES = [
    "/my/", "/my/accounts/", "/my/home/", "/my/readings/", "/my/balances/", "/my/charges/",
    "/my/bills/", "/my/payments/", "/my/pay/", "/my/appeals/", "/my/notifications/",
    "/my/settings/",
]  # fmt: skip
SIZES = [(320, 640), (390, 844), (1280, 900)]
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FIRST_VISIT_KIB_MAX = 120
OPEN_ALL = "document.querySelectorAll('details').forEach(part => part.open = true)"


def violations(page):
    """What axe finds with everything opened. The policy forbids foreign scripts; axe comes beside."""
    page.evaluate(OPEN_ALL)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate("rules => axe.run({runOnly: {type: 'tag', values: rules}})", AXE_RULES)
    return [
        (page.url, violation["id"], [node["html"] for node in violation["nodes"]])
        for violation in result["violations"]
    ]


def faults(page, width):
    """Violations, sideways scroll, and a count of headings that is not one."""
    found = violations(page)
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > width:
        found.append((page.url, "scrolls sideways", wide))
    if page.locator("h1").count() != 1:
        found.append((page.url, "headings", page.locator("h1").count()))
    return found


def all_pages(page):
    """The fixed pages, and a bill: the last one, or this month's, which nobody has yet."""
    this_month = f"/my/bills/{date.today():%Y-%m}/"
    links = page.locator("main a").evaluate_all("links => links.map(link => link.pathname)")
    return [*PAGES, next((link for link in links if "/my/bills/2" in link), this_month)]


STATES = [(who, size) for who in ("usual", "new", "long") for size in SIZES]
STATES += [("debtor", SIZES[1]), ("overpaid", SIZES[1])]


@pytest.mark.parametrize(("who", "size"), STATES, ids=[f"{who}-{size[0]}" for who, size in STATES])
def test_every_page_is_accessible_and_fits(visit, who, size):
    page = visit(who, "/my/", *size)
    found = []
    for path in all_pages(page):
        page.goto(path, wait_until="networkidle")
        found += faults(page, size[0])
    page.goto("/my/readings/")
    if page.locator(".meter-history").count():
        page.locator(".meter-history").first.click()
        page.wait_for_url("**/readings/*-*/")
        found += faults(page, size[0])

    assert found == []


def test_every_page_speaks_english(visit):
    page = visit("usual", "/en/my/")
    found = []
    for path in all_pages(page):
        page.goto(path if path.startswith("/en/") else f"/en{path}", wait_until="networkidle")
        found += faults(page, 390)
        assert page.locator("html").get_attribute("lang") == "en"
        text = page.locator("h1, h2, nav, th, dt, label, button:not(.door)").all_inner_texts()
        russian = [each for each in text if re.search("[а-яё]{3}", each.replace("Русский", ""))]
        # Names of people, houses and organisations stay as they are, and the places of meters.
        own = ("Анна", "Расч", ", No. ")
        assert [each for each in russian if not any(name in each for name in own)] == []

    assert found == []


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}")
def test_refused_readings_are_accessible_and_the_summary_takes_focus(visit, size):
    page = visit("usual", "/my/readings/", *size)
    fields = page.locator(".drum input")
    fields.nth(0).fill("0")
    fields.nth(1).fill("99999")
    page.get_by_role("button", name="Передать показания").click()
    page.wait_for_load_state("networkidle")

    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
    assert page.title().startswith("Ошибка: ")
    assert faults(page, size[0]) == []

    page.locator(".govuk-error-summary a").first.click()

    assert page.evaluate("document.activeElement.id") == fields.nth(0).get_attribute("id")


@pytest.mark.parametrize("who", ["usual", "long", "new"])
def test_text_of_double_size_needs_no_sideways_scroll(visit, who):
    page = visit(who)
    wide = []
    for path in all_pages(page):
        page.goto(path)
        page.evaluate(OPEN_ALL)
        page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
        if page.evaluate("document.documentElement.scrollWidth") > 390:
            wide.append(path)

    assert wide == []


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}")
@pytest.mark.parametrize("path", ["/my/", "/my/readings/", "/my/balances/"])
def test_keyboard_walk_shows_where_it_is(visit, path, size):
    """Every stop is visible, inside the window, not under the bar, and marked."""
    page = visit("usual", path, *size)
    stops = []
    for _ in range(70):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            """() => {
              const it = document.activeElement;
              if (it === document.body) return null;
              const box = it.getBoundingClientRect();
              const style = getComputedStyle(it);
              const x = Math.min(box.left + box.width / 2, innerWidth - 1);
              const top = document.elementFromPoint(x, box.top + box.height / 2);
              return {
                name: (it.innerText || it.name || '').trim().slice(0, 40),
                seen: box.width > 0 && box.top >= 0 && box.bottom <= innerHeight + 1
                      && !!top && (it === top || it.contains(top) || top.contains(it)),
                outline: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 3,
              };
            }"""
        )
        if stop is None:
            break
        stops.append(stop)

    assert len(stops) >= 12
    assert [stop for stop in stops if not (stop["seen"] and stop["outline"])] == []


def test_printed_bill_shows_every_calculation_and_no_controls(visit):
    page = visit("usual", "/my/", 1280, 900)
    page.get_by_role("link", name="Почему столько?").click()
    page.wait_for_load_state("networkidle")
    lines = page.locator(".calculation").count()

    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")

    controls = ".top, .tabs, .foot, .bill-actions, .bill-more, .back"
    assert page.locator(controls).locator("visible=true").count() == 0
    assert page.locator(".calculation:visible").count() == lines > 5
    pdf = page.pdf(format="A4")
    # A sheet holds two explained lines at least.
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) <= (lines + 1) // 2
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details[open]").count() == 0


@pytest.mark.parametrize("path", ["/my/", "/my/readings/"])
def test_first_visit_is_light(chromium, town, path):
    address, cookies = town
    window = chromium.new_context(base_url=address)
    window.add_cookies([{"name": "sid", "value": cookies["usual"], "url": address}])
    page = window.new_page()
    session = window.new_cdp_session(page)
    received = []
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))

    page.goto(path, wait_until="networkidle")
    window.close()

    assert len(received) >= 8
    assert sum(received) / 1024 <= FIRST_VISIT_KIB_MAX


def test_forced_colours_keep_edges_and_bars(visit):
    page = visit("usual", "/my/", forced_colors="active")

    card = page.locator(".card").first.evaluate("it => getComputedStyle(it).borderTopStyle")
    bar = page.locator(".bars rect").first.evaluate("it => getComputedStyle(it).fill")

    assert (card, bar != "none") == ("solid", True)


def test_person_without_accounts_is_told_what_to_do(visit):
    page = visit("nobody")

    assert "Ни один лицевой счёт вам не открыт" in page.locator("main").inner_text()
    assert faults(page, 390) == []
