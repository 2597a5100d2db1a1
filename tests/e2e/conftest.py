"""A real Chromium in front of a real bridge."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.bridge_process import Launcher
from tests.e2e.frame_host import OtherOrigin, other_origin
from tests.e2e.page_driver import PageDriver, open_page

SCREENSHOTS = Path(os.environ.get("AGENT_BRIDGE_SCREENSHOTS") or Path(__file__).parent / "screenshots")


@pytest.fixture
def page(browser: Browser, launcher: Launcher, request: pytest.FixtureRequest) -> Iterator[PageDriver]:
    """A tab without a bridge yet; a screenshot is kept at the end of each test."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    with open_page(browser, launcher) as driver:
        yield driver
        driver.screenshot(SCREENSHOTS / f"{request.node.name}.png")
        assert driver.problems == []


@pytest.fixture
def host() -> Iterator[OtherOrigin]:
    """Another page's server, on another port."""
    with other_origin() as server:
        yield server
