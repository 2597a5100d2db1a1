"""The simulated IDE: the plugin's own classes on a platform kernel, with a real JCEF in a real window (Xvfb)."""

import contextlib
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import psutil

from tests.bridge_process import ECHO_AGENT, REPOSITORY
from tools.build_jetbrains import Build, classpath
from tools.jetbrains_toolchain import fetch_jcef

SECONDS = 60
_OPENED = (
    "--add-exports=java.desktop/sun.awt=ALL-UNNAMED",
    "--add-exports=java.base/java.lang=ALL-UNNAMED",
    "--add-exports=java.desktop/sun.java2d=ALL-UNNAMED",
)
"""Packages that JCEF's AWT code reaches into; an IDE opens them too."""


class SimulatedIde:
    """One window with one project. `events`: what the IDE was asked to do, as (word, text)."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self._news: queue.Queue[tuple[str, str]] = queue.Queue()
        self.events: list[tuple[str, str]] = []
        self.noise: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            word, tab, text = line.rstrip("\n").partition("\t")
            if tab and word.replace("-", "").isalpha():
                self._news.put((word, text))
            else:
                self.noise.append(line)
        self._news.put(("gone", ""))

    def do(self, *words: str) -> None:
        """One deed, as a person does it; returns when it is done."""
        assert self._process.stdin is not None
        self._process.stdin.write("\t".join(words) + "\n")
        self._process.stdin.flush()
        self.wait_for("did", words[0])

    def wait_for(self, word: str, part: str = "") -> str:
        """Until the IDE was asked for this, from now on; the whole text."""
        deadline = time.monotonic() + SECONDS
        while True:
            try:
                news = self._news.get(timeout=max(0.1, deadline - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"no {word} {part!r}; {self.events}\n{''.join(self.noise[-40:])}") from None
            self.events.append(news)
            if news[0] == word and part in news[1]:
                return news[1]
            assert news[0] != "gone", f"the IDE has ended before {word} {part!r}:\n{''.join(self.noise[-40:])}"

    def close(self) -> None:
        """As a person closes the project."""
        assert self._process.stdin is not None
        self._process.stdin.write("quit\n")
        self._process.stdin.flush()
        self.wait_for("closed")
        self._process.wait(SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            family = [psutil.Process(self._process.pid), *psutil.Process(self._process.pid).children(recursive=True)]
            for one in family:
                with contextlib.suppress(psutil.NoSuchProcess):
                    one.kill()
        self._process.wait(SECONDS)
        self._reader.join(SECONDS)
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()


@contextlib.contextmanager
def screen() -> Iterator[str]:
    """A display of its own; its name."""
    reader, writer = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1000x800x24", "-nolisten", "tcp"],
        pass_fds=(writer,),
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    try:
        with os.fdopen(reader) as said:
            yield f":{said.readline().strip()}"
    finally:
        server.terminate()
        server.wait(SECONDS)


def start(build: Build, display: str, folder: Path, workspace: Path, devtools: int, **flags: str) -> SimulatedIde:
    """Start it; `flags` are the `simulated.…` properties."""
    tools, jcef = build.tools, fetch_jcef()
    java_home = Path(os.path.realpath(tools.java)).parents[1]
    for name in ("home/bin", "system", "config"):
        (folder / name).mkdir(parents=True)
    properties = {
        "simulated.jcef": jcef,
        "simulated.devtools": devtools,
        "simulated.cache": folder / "jcef",
        "idea.home.path": folder / "home",
        "idea.system.path": folder / "system",
        "idea.config.path": folder / "config",
        **{f"simulated.{name}": value for name, value in flags.items()},
    }
    libraries = os.pathsep.join(str(path) for path in (java_home / "lib", java_home / "lib" / "server", jcef))
    bridge = os.environ.get("AGENT_BRIDGE_TEST_BINARY") or str(Path(sys.executable).parent / "agent-bridge")
    environment = {
        **os.environ,
        "DISPLAY": display,
        "LD_LIBRARY_PATH": libraries,
        "AGENT_BRIDGE_BIN": bridge,
        "XDG_STATE_HOME": str(folder / "state"),
        "XDG_CONFIG_HOME": str(folder / "settings"),
    }
    against = classpath(build.simulated(), build.simulated_classpath())
    main = "io.agentbridge.simulated.SimulatedIde"
    words = [str(tools.java), "-Xmx400m", *_OPENED, *(f"-D{name}={value}" for name, value in properties.items())]
    process = subprocess.Popen(
        [*words, "-cp", against, main, str(workspace), ECHO_AGENT],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment,
        cwd=REPOSITORY,
    )
    return SimulatedIde(process)
