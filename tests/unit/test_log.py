"""What the log makes of too much."""

import subprocess
import sys

from tests.bridge_process import REPOSITORY


def logged(code: str) -> list[str]:
    """Lines on stderr of a process that logs and ends."""
    program = f"import logging\nfrom bridge import log\nlog.set_up('info')\nsay = logging.getLogger('x').info\n{code}"
    run = subprocess.run([sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    return run.stderr.splitlines()


def test_the_same_line_again_is_only_counted() -> None:
    lines = logged("for _ in range(500): say('no descriptors')\nsay('another')")
    assert [line.partition("x: ")[2] for line in lines if "x: " in line] == ["no descriptors", "another"]
    assert "(the last line 499 times more)" in lines


def test_an_entry_has_an_end_and_keeps_its_beginning_and_its_last() -> None:
    (line,) = logged("say('begin' + 'x' * 100_000 + 'end')")
    assert len(line) < 9_000
    assert "begin" in line
    assert line.endswith("end")


def test_a_secret_is_not_shown_wherever_it_stands() -> None:
    code = "log.SECRETS.add('s3cret')\ntry: raise ValueError('s3cret')\nexcept ValueError: logging.exception('s3cret')"
    text = "\n".join(logged(code))
    assert "s3cret" not in text
    assert text.count("***") == 2
