"""The list of files while answers come late."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import WebSocketRoute, expect

from tests.e2e.composer_driver import Composer
from tests.e2e.page_driver import PageDriver
from tests.e2e.test_composer import start

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


class SlowSearch:
    """Between page and bridge: keeps the answers to some queries back until they are let go."""

    def __init__(self, page: PageDriver) -> None:
        self._page = page
        self.holds: Callable[[str], bool] = lambda _query: False
        self.held: list[str] = []
        self._queries: dict[int, str] = {}
        self._route: WebSocketRoute | None = None
        page.page.route_web_socket("**/ws", self._connect)

    def _connect(self, route: WebSocketRoute) -> None:
        self._route = route
        server = route.connect_to_server()

        def asked(message: str | bytes) -> None:
            if isinstance(message, str) and '"searchIndex"' in message:
                question = json.loads(message)
                self._queries[question["requestId"]] = question["pattern"]
            server.send(message)

        def answered(message: str | bytes) -> None:
            if isinstance(message, str) and '"searchResult"' in message:
                answer = json.loads(message)
                if not answer.get("cancelled") and self.holds(self._queries.get(answer["requestId"], "")):
                    self.held.append(message)
                    return
            route.send(message)

        route.on_message(asked)
        server.on_message(answered)

    def wait_until_held(self, query: str) -> None:
        while query not in (self._queries[json.loads(message)["requestId"]] for message in self.held):
            self._page.page.wait_for_timeout(20)

    def let_go(self) -> None:
        assert self._route is not None
        for message in self.held:
            self._route.send(message)
        self.held.clear()


def listed(composer: Composer) -> list[str]:
    return composer.rows.locator(".picker-name").all_inner_texts()


def test_a_late_answer_never_takes_the_place_of_a_newer_one(page: PageDriver) -> None:
    for name in ("alpha.py", "abacus.py"):
        (page.launcher.workspace / name).write_text("")
    search = SlowSearch(page)
    search.holds = lambda query: query == "a"
    composer = start(page)
    composer.write("@a")
    search.wait_until_held("a")
    composer.write("b")
    expect(composer.rows).to_have_count(1)
    search.let_go()
    search.holds = lambda query: query == "aba"
    composer.write("a")
    search.wait_until_held("aba")  # so what was let go before is long with the page
    assert listed(composer) == ["abacus.py"]


def test_enter_before_the_answer_takes_what_was_typed_and_not_what_is_listed(page: PageDriver) -> None:
    for name in ("alpha.py", "abacus.py"):
        (page.launcher.workspace / name).write_text("")
    search = SlowSearch(page)
    composer = start(page)
    composer.write("@al")
    expect(composer.rows.first).to_contain_text("alpha.py")
    page.press("Backspace")
    expect(composer.rows).to_have_count(2)
    search.holds = lambda _query: True
    composer.write("bacus")
    page.press("Enter")
    search.wait_until_held("abacus")
    expect(composer.chips).to_have_count(0)
    search.let_go()
    expect(composer.chips).to_have_count(1)
    assert composer.paths() == ["abacus.py"]
    expect(composer.text).not_to_contain_text("@")
