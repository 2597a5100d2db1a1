"""A real agent behind the page, and what the model server of a test heard from it."""

import contextlib
import re
import zlib
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.e2e.composer_driver import Composer
from tests.e2e.page_driver import FIRST_SCREEN_SECONDS, PageDriver
from tests.fakes.model_server import ModelServer
from tests.real_agents import settings

ANSWER_SECONDS = 90
_CLAUDES_FRAME = re.compile(r'\s*<pasted_content id="[^"]+">\n(.*)\n</pasted_content id="[^"]+">\s*', re.DOTALL)
_GEMINIS_FILES = "\n\n--- Content from referenced files ---"


def start(page: PageDriver, agent: str, home: Path, workspace: Path, model: ModelServer) -> Composer:
    """A bridge with this agent, which has drawn its start screen; the composer has the keyboard."""
    environment = settings.prepare(agent, home, workspace, model.port)
    page.open("--cmd", settings.executable(agent), **environment)
    page.wait_for(settings.START_SCREEN[agent], seconds=FIRST_SCREEN_SECONDS)
    composer = Composer(page)
    composer.focus()
    return composer


def press_until_hidden(page: Page, key: str, what: Locator) -> None:
    """An agent shows a question a moment before it reads the keys for it."""
    for _ in range(30):
        page.keyboard.press(key)
        with contextlib.suppress(AssertionError):
            expect(what).to_be_hidden(timeout=2000)
            return
    raise AssertionError("it stayed")


def as_written(agent: str, prompt: str) -> str:
    """Without what the agent itself puts around a paste, behind it, or behind a prompt that names files.

    Each of them is seen without a bridge too, in test_agents_in_a_pty.py.
    """
    framed = _CLAUDES_FRAME.fullmatch(prompt)
    if agent == "claude" and framed:
        return framed[1]
    if agent == "opencode":
        assert prompt.endswith(settings.BEHIND_A_PASTE[agent])
        return prompt.removesuffix(settings.BEHIND_A_PASTE[agent])
    return prompt.partition(_GEMINIS_FILES)[0] if agent == "gemini" else prompt


def large_prompt() -> str:
    """60 KB in 3,000 lines, each of them another: a cut anywhere shows."""
    return "\n".join(f"{n:04}: größere ✓!" for n in range(3000))


def red_square() -> bytes:
    """A PNG of 16 by 16 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)

    header = (16).to_bytes(4) * 2 + bytes([8, 2, 0, 0, 0])
    pixels = (b"\0" + b"\xff\0\0" * 16) * 16
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")
