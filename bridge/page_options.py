"""The settings of the page: kept here and not in the browser, so that each host and each port shows the same. Pure."""

from bridge.option import Group, Kind, Option, Value

MIN_FONT_SIZE = 8
MAX_FONT_SIZE = 72


def _page(
    name: str,
    kind: Kind,
    default: Value,
    text: str,
    group: Group,
    *,
    choices: tuple[str, ...] = (),
    least: int = 0,
    most: int = 0,
) -> Option:
    return Option(name, kind, default, text, choices, least, most, group=group, page=True, live=True)


PAGE_OPTIONS = (
    _page(
        "theme",
        "text",
        "system",
        "Colours of the page; system: those of the editor around it, or of the desktop.",
        "look",
        choices=("system", "light", "dark", "high-contrast", "high-contrast-light"),
    ),
    _page(
        "font-size",
        "int",
        13,
        "Size of the terminal's text, in pixels.",
        "look",
        least=MIN_FONT_SIZE,
        most=MAX_FONT_SIZE,
    ),
    _page("font-family", "text", "", "Font of the terminal; empty: the editor's, or the system's.", "look"),
    _page("line-height", "int", 100, "Height of a line of the terminal, in percent.", "look", least=100, most=200),
    _page(
        "cursor-style",
        "text",
        "block",
        "Shape of the cursor, where the program does not choose one.",
        "terminal",
        choices=("block", "bar", "underline"),
    ),
    _page("cursor-blink", "bool", True, "The cursor blinks, unless the desktop asks for less motion.", "terminal"),
    _page(
        "terminal-lines",
        "int",
        5000,
        "Lines above the screen that one can scroll back to.",
        "terminal",
        least=0,
        most=100_000,
    ),
    _page("copy-on-select", "bool", False, "What is selected in the terminal is copied at once.", "terminal"),
    _page(
        "paste-question",
        "text",
        "auto",
        "Ask before a paste; auto: when it is large, or would run as several commands in a shell.",
        "terminal",
        choices=("auto", "always", "never"),
    ),
    _page(
        "paste-question-kb",
        "int",
        50,
        "From how many kilobytes on a paste is large.",
        "terminal",
        least=1,
        most=10_000,
    ),
    _page("screen-reader", "bool", False, "The terminal's text can be read by a screen reader.", "terminal"),
    _page("composer", "bool", True, "Show the composer below the terminal.", "composer"),
    _page(
        "send-with",
        "text",
        "ctrl-enter",
        "Key that sends a prompt; the other one makes a new line. Ctrl is Cmd on a Mac.",
        "composer",
        choices=("ctrl-enter", "enter"),
    ),
    _page(
        "notify",
        "text",
        "waiting",
        "Notify when the page is not in view: when an agent waits for an answer, also when it is done, or never.",
        "sessions",
        choices=("waiting", "waiting-and-done", "never"),
    ),
)
