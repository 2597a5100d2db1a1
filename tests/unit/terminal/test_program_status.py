"""OSC 7501 by its draft 0.3."""

import base64

import pytest

from bridge.terminal.program_status import MAX_RECORDS, Records, Status


def b64(text: str | bytes) -> str:
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


def records(*reports: str) -> Records:
    told = Records()
    for report in reports:
        told.apply(report.encode())
    return told


def current(*reports: str) -> Status | None:
    return records(*reports).current()


def test_a_report_says_everything_at_once_and_replaces_the_one_before() -> None:
    told = records(f"state=blocked:kind=permission:progress=40:app=x:title={b64('T')}:msg={b64('M')}")
    assert told.current() == Status("blocked", "permission", "M", "T", "x", 40)
    told.apply(b"state=working")
    assert told.current() == Status("working")


def test_without_a_report_there_is_no_state() -> None:
    assert Records().current() is None


@pytest.mark.parametrize(
    "report",
    [
        "",
        "?",
        "state",
        "state=sleeping",
        "app=x",
        "state=working:" + "k" * 17 + "=1",
        "state=working:msg=A",
        "state=working:msg=a*b=",
        "state=working:msg=====",
        "state=working:msg=" + b64(b"\xff\xfe"),
        "state=working:msg=" + b64("a\nb"),
        "state=working:msg=" + b64("\x1b[31m"),
        "state=working:msg=" + b64("\x9b31m"),
        "state=working:msg=" + b64("x" * 2049),
        "state=working:title=" + b64("x" * 193),
        "state=working:title=" + b64("\t"),
        "state=working:app=" + "a" * 33,
        "state=working:id=",
        "state=working:id=a//b",
        "state=working:id=/a",
        "state=working:id=a b",
        "state=working:id=" + "a" * 33,
        "state=working:id=" + "/".join("a" * 9),
        "state=working:id=" + "/".join(["a" * 30] * 5),
        "state=clear:id=/",
    ],
)
def test_a_report_that_breaks_a_rule_is_dropped_whole(report: str) -> None:
    told = records("state=idle")
    assert not told.apply(report.encode())
    assert told.current() == Status("idle")


def test_a_report_that_is_no_utf8_is_dropped() -> None:
    assert not Records().apply(b"state=idle:app=\xff")


@pytest.mark.parametrize(
    ("report", "status"),
    [
        ("state=done:future=1:Odd-Key=2:nothing:" + "k" * 16 + "=1", Status("done")),
        ("state=idle:state=done", Status("done")),
        ("state=working:kind=auth", Status("working")),
        ("state=blocked:kind=coffee", Status("blocked")),
        ("state=working:progress=101", Status("working")),
        ("state=working:progress=-1", Status("working")),
        ("state=done:progress=50", Status("done")),
        ("state=blocked:progress=0", Status("blocked", progress=0)),
        ("state=working:app=a/b", Status("working")),
        ("state=working:msg=" + b64("h\u00e9").rstrip("="), Status("working", message="h\u00e9")),
        ("state=working:msg=" + b64("x" * 2048), Status("working", message="x" * 2048)),
        ("state=working:msg=" + b64("a\u202e\u200bb\u2066 \ufeff<b>"), Status("working", message="ab <b>")),
    ],
)
def test_what_is_not_understood_is_left_out(report: str, status: Status) -> None:
    assert current(report) == status


def test_clear_takes_a_record_and_its_descendants() -> None:
    told = records("state=working:id=a", "state=blocked:id=a/b/c", "state=error:id=ab", "state=clear:id=a")
    assert told.current() == Status("error")
    told.apply(b"state=clear:id=nobody")
    assert told.current() == Status("error")
    told.apply(b"state=clear")
    assert told.current() is None


def test_whoever_waits_counts_most_then_who_failed_then_who_works_then_the_programs_own_word() -> None:
    reports = ["state=idle", "state=done:id=a", "state=working:id=b", "state=error:id=c", "state=blocked:id=d"]
    for count, state in enumerate(["idle", "idle", "working", "error", "blocked"], 1):
        status = current(*reports[:count])
        assert status is not None
        assert status.state == state


def test_a_part_has_the_name_and_title_of_what_it_belongs_to() -> None:
    status = current(
        f"state=working:app=deploy:title={b64('All')}", "state=idle:id=us:app=brew", "state=blocked:id=us/1"
    )
    assert status == Status("blocked", title="All", app="brew")


def test_records_are_capped_and_the_one_not_heard_of_for_longest_goes() -> None:
    told = records("state=blocked:id=old", *(f"state=idle:id=r{number}" for number in range(MAX_RECORDS - 1)))
    assert told.current() == Status("blocked")
    told.apply(b"state=working:id=one-more")
    assert told.current() == Status("working")


def test_the_end_of_the_process_drops_who_works_and_who_waits() -> None:
    told = records("state=working", "state=blocked:id=a", "state=done:id=b")
    told.drop_unfinished()
    assert told.current() == Status("done")
