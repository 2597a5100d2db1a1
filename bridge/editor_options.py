"""The options about the editor: what agents see of it. Pure."""

from bridge.option import Option

EDITOR_OPTIONS = (
    Option(
        "editor",
        "bool",
        True,
        "Agents can see the editor and show changes in it. Off: no port, no socket and no file is made for them.",
        group="sessions",
    ),
    Option(
        "share-editor",
        "bool",
        True,
        "Share with agents which files are open, the selection and problems, as the chip in the composer says.",
        group="sessions",
        live=True,
    ),
    Option(
        "never-share",
        "list",
        (),
        "Files that agents never see in the editor, besides keys, .env files and ignored ones: names or paths, with *.",
        group="sessions",
        live=True,
    ),
)
"""Part of `settings.OPTIONS`."""
