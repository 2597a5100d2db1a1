"""A real Chromium in front of a real bridge."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.bridge_process import Launcher
from tests.e2e.page_driver import PageDriver, open_page

FLAGS = [
    "--no-sandbox",  # the suite may run as root in a container
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCREENSHOTS = Path(os.environ.get("AGENT_BRIDGE_SCREENSHOTS") or Path(__file__).parent / "screenshots")


def chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome", "chrome"):
        if found := shutil.which(name):
            return found
    raise RuntimeError("these tests need a Chromium on PATH; `make test` installs one where it may")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, launcher: Launcher, request: pytest.FixtureRequest) -> Iterator[PageDriver]:
    """A tab without a bridge yet; a screenshot is kept at the end of each test."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    with open_page(browser, launcher) as driver:
        yield driver
        driver.screenshot(SCREENSHOTS / f"{request.node.name}.png")
        assert driver.problems == []
