"""What residents come for, on a phone and on a desk, in two languages, with and without scripts."""

import csv
from decimal import Decimal
from io import StringIO

import pytest
from tests.browser.cabinet.passwords import LOGIN, PASSWORD

pytestmark = pytest.mark.browser

SIZES = [(390, 844), (1280, 900)]


@pytest.fixture(params=SIZES, ids=lambda size: f"{size[0]}")
def size(request):
    return request.param


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def scripts(request):
    return request.param


def test_sign_in_leads_to_what_is_owed(visit, size, scripts):
    page = visit(None, "/login/", *size, java_script_enabled=scripts)

    page.get_by_label("Логин", exact=False).first.fill(LOGIN)
    page.get_by_label("Пароль", exact=True).fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_load_state("networkidle")

    assert page.url.endswith("/my/")
    assert page.locator("h1").inner_text().replace("\n", " ") == "Здравствуйте, Анна Петровна"


@pytest.mark.parametrize(("prefix", "why"), [("", "Почему столько?"), ("/en", "Why this much?")])
def test_bill_is_understood_one_tap_from_home(visit, size, scripts, prefix, why):
    page = visit("usual", f"{prefix}/my/", *size, java_script_enabled=scripts)

    page.get_by_role("link", name=why).click()
    page.wait_for_load_state("networkidle")
    causes = page.locator(".why > li").count()
    service = page.locator("#why details").first
    service.locator("summary").click()

    assert causes >= 1
    assert service.locator(".calculation").first.is_visible()
    assert service.locator(".formula").first.is_visible()
    assert service.locator(".origin").first.is_visible()


def test_readings_are_given_in_two_screens(visit, size, scripts):
    page = visit("usual", "/my/readings/", *size, java_script_enabled=scripts)
    field = page.locator(".drum input").first
    was = page.locator(".was").first.inner_text().replace("\xa0", "")
    last = Decimal(was.split("Было")[1].split("м")[0].replace(",", "."))

    field.fill(f"{last + 2:.3f}".replace(".", ","))
    if scripts:
        page.locator("[data-use]:visible").first.wait_for()
        assert "Расход" in page.locator("[data-use]:visible").first.inner_text()
        assert "Около" in page.locator("[data-estimate-words]").inner_text()
    page.get_by_role("button", name="Передать показания").click()
    page.wait_for_url("**/my/readings/given/")

    assert page.locator("h1").inner_text() == "Показания приняты"
    assert page.locator(".tag").count() >= 1


def test_account_is_switched_and_stays(visit, size, scripts):
    page = visit("usual", "/my/accounts/", *size, java_script_enabled=scripts)
    other = page.locator("button.door:not(.door-chosen)").first
    address = other.locator("b").inner_text()

    other.click()
    page.wait_for_url("**/my/")
    page.goto("/my/home/")

    assert address in page.locator(".whose").inner_text()
    page.goto("/my/accounts/")
    page.locator("button.door:not(.door-chosen)").first.click()
    page.wait_for_url("**/my/")


@pytest.mark.parametrize(
    ("path", "name"),
    [("/my/charges/", "charges"), ("/my/payments/", "payments"), ("/my/balances/", "balances")],
)
def test_table_is_saved_for_a_spreadsheet(visit, path, name):
    page = visit("usual", path)

    with page.expect_download() as download:
        page.get_by_role("link", name="Таблица (CSV)").click()
    saved = download.value

    assert saved.suggested_filename.startswith(name)
    text = saved.path().read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(StringIO(text.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) > 1
    assert len({len(row) for row in rows}) == 1


def test_language_switch_keeps_the_page(visit):
    page = visit("usual", "/my/balances/")

    page.locator(".top-act[lang]").click()
    page.wait_for_load_state("networkidle")

    assert page.url.endswith("/en/my/balances/")
    assert page.locator("h1").inner_text() == "Debt and overpayment"


def test_more_leads_to_everything_else(visit):
    page = visit("usual")

    page.locator(".tabs a").last.click()
    names = page.locator(".foot-more li").all_inner_texts()

    assert names == [
        "Дом и квартира", "Начисления", "Долг и переплата", "Платежи", "Обращения",
        "Уведомления", "Ваши лицевые счета", "Настройки", "Выйти",
    ]  # fmt: skip
    assert page.locator(".foot-more").first.is_visible()
