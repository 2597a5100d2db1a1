import subprocess
import sys
import time

import psutil
import pytest

from bridge.editor.discovery import _lives, _started_ms


@pytest.mark.skipif(sys.platform == "win32", reason="no such state there")
def test_a_bridge_that_was_killed_and_that_nobody_has_waited_for_is_dead() -> None:
    with subprocess.Popen(["/bin/sleep", "600"]) as process:
        started = _started_ms(process.pid)
        assert _lives(process.pid, started)
        process.kill()
        while psutil.Process(process.pid).status() != psutil.STATUS_ZOMBIE:
            time.sleep(0.01)
        assert not _lives(process.pid, started)
