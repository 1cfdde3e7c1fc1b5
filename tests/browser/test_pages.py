"""What people meet in a browser: on a phone, on a desk, in two languages, by keyboard, on paper."""

import re

import pytest
from tests.browser.conftest import AXE

pytestmark = pytest.mark.browser

PAGES = [
    "/",
    "/en/",
    "/readings/",
    "/receipts/",
    "/contacts/",
    "/en/accessibility/",
    "/privacy/",
    "/en/pay/",
    "/login/",
]
SIZES = [(390, 844), (1280, 900), (320, 640)]
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FIRST_VISIT_KIB_MAX = 120


def scroll_width(page):
    return page.evaluate("document.documentElement.scrollWidth")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}")
@pytest.mark.parametrize("path", PAGES)
def test_page_is_accessible_and_fits(open_page, path, size):
    page = open_page(path, *size)
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")

    # The policy of the page forbids foreign scripts; axe comes in beside it.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate("rules => axe.run({runOnly: {type: 'tag', values: rules}})", AXE_RULES)
    found = [
        (violation["id"], [node["html"] for node in violation["nodes"]])
        for violation in result["violations"]
    ]
    assert found == []
    assert scroll_width(page) <= size[0]
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize("path", ["/", "/readings/", "/login/"])
def test_text_of_double_size_needs_no_sideways_scroll(open_page, path):
    page = open_page(path)
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")

    page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")

    assert scroll_width(page) <= 390


@pytest.mark.parametrize(
    ("path", "other", "heading"),
    [
        ("/", "/en/", "Readings, bills and payments for your home"),
        ("/en/pay/", "/pay/", "Оплатить по номеру счёта"),
    ],
)
def test_language_switch_keeps_the_page(open_page, path, other, heading):
    page = open_page(path)

    page.locator(".top-act[lang]").click()

    assert page.url.endswith(other)
    assert page.locator("h1").inner_text() == heading
    assert page.locator("html").get_attribute("lang") == (
        "en" if other.startswith("/en/") else "ru"
    )


def test_phone_has_a_bar_of_five_and_a_desk_has_a_row_on_top(open_page):
    phone = open_page("/")
    desk = open_page("/", 1280, 900)

    assert phone.locator(".tabs a:visible").count() == 5
    assert phone.locator(".top-nav a:visible").count() == 0
    assert desk.locator(".tabs a:visible").count() == 0
    assert desk.locator(".top-nav a:visible").all_inner_texts() == [
        "Главная", "Показания", "Оплата", "Счета", "Обращения",
    ]  # fmt: skip


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}")
def test_keyboard_walk_shows_where_it_is(open_page, size):
    """Every stop is visible, inside the window, not under the bar, and marked by an outline."""
    page = open_page("/", *size)
    stops = []
    for _ in range(60):
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
                name: it.innerText.trim().slice(0, 40),
                seen: box.width > 0 && box.top >= 0 && box.bottom <= innerHeight + 1
                      && !!top && (it === top || it.contains(top) || top.contains(it)),
                outline: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 3,
              };
            }"""
        )
        if stop is None:
            break
        stops.append(stop)

    assert stops[0]["name"] == "Перейти к содержанию"
    assert len(stops) >= 8
    assert [stop for stop in stops if not (stop["seen"] and stop["outline"])] == []


@pytest.mark.parametrize("path", ["/", "/login/"])
def test_first_visit_is_light(chromium, site, path):
    window = chromium.new_context(base_url=site)
    page = window.new_page()
    session = window.new_cdp_session(page)
    received = []
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))

    page.goto(path, wait_until="networkidle")
    window.close()

    assert len(received) >= 8
    assert sum(received) / 1024 <= FIRST_VISIT_KIB_MAX


def test_served_files_are_hashed_and_cached_for_ever(open_page):
    page = open_page("/")
    addresses = page.evaluate("performance.getEntriesByType('resource').map(entry => entry.name)")

    assert addresses
    for address in addresses:
        assert re.search(r"\.[0-9a-f]{12}\.\w+", address), address
        headers = page.request.get(address.split("#")[0]).headers
        assert "immutable" in headers["cache-control"], address


@pytest.mark.parametrize(
    ("path", "status", "heading"),
    [
        ("/no-such-page/", 404, "Такой страницы нет"),
        ("/en/no-such-page/", 404, "There is no such page"),
        ("/sample/fails/", 500, "У нас что-то сломалось"),
    ],
)
def test_error_pages_have_the_look_and_a_way_on(open_page, path, status, heading):
    page = open_page("/")

    answer = page.goto(path)

    assert answer.status == status
    assert page.locator("h1").inner_text() == heading
    assert page.locator("main .call").is_visible()
    open_page.complaints[:] = [c for c in open_page.complaints if f"{status} (" not in c]
