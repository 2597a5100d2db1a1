"""The options about files: which are found, and what of them is given to agents."""

from bridge.option import Option

FILE_OPTIONS = (
    Option("root", "list", (), "Another folder to find files in, beside the workspace."),
    Option("exclude", "list", (), "What else is not found: a line of an ignore file, relative to the workspace."),
    Option("hidden-files", "bool", True, "Find files and folders whose names start with a dot."),
    Option("show-ignored", "bool", False, "Find what ignore files name, too."),
    Option(
        "watch-limit",
        "int",
        200_000,
        "Folders that the system is asked to watch for changes; what is beyond is looked through every second.",
        most=10_000_000,
    ),
    Option(
        "file-limit",
        "int",
        1024 * 1024,
        "Bytes of the largest file that is given to an agent.",
        least=1024,
        most=64 * 1024 * 1024,
        live=True,
    ),
    Option(
        "prompt-limit",
        "int",
        4 * 1024 * 1024,
        "Bytes of all files together that are given to an agent at once.",
        least=1024,
        most=64 * 1024 * 1024,
        live=True,
    ),
    Option(
        "outside-files",
        "bool",
        False,
        "Give agents files of anywhere, for pages that cannot say what was dropped on them.",
        live=True,
    ),
)
"""Part of `settings.OPTIONS`."""
