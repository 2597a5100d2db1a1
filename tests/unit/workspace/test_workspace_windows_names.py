import pytest

from bridge.workspace.windows_names import is_trap


@pytest.mark.parametrize(
    "path",
    [
        "\\\\server\\share\\x",
        "//server/share/x",
        "\\\\?\\C:\\x",
        "\\\\.\\PhysicalDrive0",
        "NUL",
        "nul.txt",
        "src/CON",
        "src\\aux.c",
        "COM1",
        "lpt9 .txt",
        "CONIN$",
        "a.txt:stream",
        "C:\\x\\a.txt::$DATA",
        "C:relative",
    ],
)
def test_devices_streams_and_other_computers_are_traps(path: str) -> None:
    assert is_trap(path)


@pytest.mark.parametrize("path", ["C:\\Users\\x.py", "c:/x", "src\\app.py", "console.log", "nullable.c", "com10", "/x"])
def test_ordinary_paths_are_not(path: str) -> None:
    assert not is_trap(path)
