"""The oracle: a page over @xterm/headless, in Node, that plays what the bridge would send."""

import base64
import json
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from bridge.terminal.recording import Replay

RUN = Path(__file__).parents[2] / "ui" / "test" / "replay" / "run.js"


class Oracle:
    """One Node process; a context manager."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            ["node", str(RUN)], cwd=RUN.parents[2], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(20)
        self._process.stdout.close()

    def begin(self, file: Path, cut: int, until: int, checkpoint: int | None) -> dict[str, Any] | None:
        """A page follows the recording up to a checkpoint, which is the answer."""
        answer = self._ask({"do": "case", "file": str(file), "checkpoint": checkpoint, "cut": cut, "until": until})
        assert answer is None or isinstance(answer, dict)
        return answer

    def compare(self, replay: Replay) -> str | None:
        """Another page attaches at the cut; what differs from the one that was always there, None: nothing."""
        answer = self._ask(
            {
                "do": "replay",
                "openingBase64": base64.b64encode(replay.opening).decode(),
                "offset": replay.offset,
                "size": replay.size._asdict(),
                "resized": [{"offset": r.offset, **r.size._asdict()} for r in replay.resized],
            }
        )
        assert answer is None or isinstance(answer, str)
        return answer

    def _ask(self, question: dict[str, object]) -> object:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"the oracle ended with {self._process.wait(20)}"
        answer: object = json.loads(line)
        return answer
