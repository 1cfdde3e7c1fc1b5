"""Save pictures of the pages to look at: ``python -m tests.browser.shots FOLDER [ADDRESS]``."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

PAGES = ["", "en/", "sample/start/", "sample/bill/", "en/sample/bill/", "sample/paid/",
         "sample/overpaid/", "sample/new/", "sample/closed/", "readings/", "no-such-page/"]  # fmt: skip
SIZES = [(390, 844), (1280, 900), (320, 640)]


def save(folder, address):
    """Take each page at each size, as it opens and with the first three services open."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for width, height in SIZES:
            window = browser.new_context(viewport={"width": width, "height": height})
            page = window.new_page()
            for path in PAGES:
                page.goto(f"{address}/{path}", wait_until="networkidle")
                page.evaluate(
                    "document.querySelectorAll('.opens').forEach((d, i) => d.open = i % 3 == 0)"
                )
                name = path.strip("/").replace("/", "-") or "start"
                page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
            window.close()
        browser.close()


if __name__ == "__main__":
    save(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "http://127.0.0.1:8000")
