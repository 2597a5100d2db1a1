"""How files look as text for the agent. Pure.

    The content of these files follows; it does not need to be read again.

    src/app.py:10-11
    ````python
      10 def main() -> None:
      11     run()
    ````

The number before a line is its 0-based index, right-aligned in four columns (version 1 counts so, in ranges as well),
then one space, then the line. The fence is longer than any run of backticks in the content. A file that cannot be given
is one line: its name and why.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

INTRODUCTION = "The content of these files follows; it does not need to be read again."

_LONGEST_PATH = 1_000
"""Characters of a path that are shown; more can be sent than any file system would take."""

_BARE = re.compile(r"[\w./+@,=~:#%^(){}\[\]-]+")
_BACKTICKS = re.compile(r"`+")
_SHORTEST_FENCE = 4

_LANGUAGES = {
    language: endings.split()
    for language, endings in (
        ("bash", "sh bash zsh"),
        ("bat", "bat cmd"),
        ("c", "c h"),
        ("clojure", "clj cljs cljc edn"),
        ("cmake", "cmake"),
        ("cpp", "cc cpp cxx hpp hh hxx ino"),
        ("csharp", "cs"),
        ("css", "css"),
        ("dart", "dart"),
        ("diff", "diff patch"),
        ("dockerfile", "dockerfile"),
        ("elixir", "ex exs"),
        ("erlang", "erl hrl"),
        ("fsharp", "fs fsx"),
        ("go", "go"),
        ("gradle", "gradle"),
        ("graphql", "graphql gql"),
        ("groovy", "groovy"),
        ("haskell", "hs"),
        ("hcl", "hcl tf tfvars"),
        ("html", "html htm xhtml"),
        ("ini", "ini cfg conf properties editorconfig"),
        ("java", "java"),
        ("javascript", "js mjs cjs"),
        ("json", "json jsonl webmanifest"),
        ("jsonc", "jsonc json5"),
        ("jsx", "jsx"),
        ("julia", "jl"),
        ("kotlin", "kt kts"),
        ("less", "less"),
        ("lua", "lua"),
        ("makefile", "makefile mk gnumakefile"),
        ("markdown", "md markdown mdx"),
        ("nix", "nix"),
        ("objectivec", "m mm"),
        ("ocaml", "ml mli"),
        ("perl", "pl pm"),
        ("php", "php"),
        ("powershell", "ps1 psm1 psd1"),
        ("proto", "proto"),
        ("python", "py pyi pyw"),
        ("r", "r"),
        ("ruby", "rb rake gemfile rakefile"),
        ("rust", "rs"),
        ("scala", "scala sc sbt"),
        ("scss", "scss sass"),
        ("sql", "sql"),
        ("svelte", "svelte"),
        ("swift", "swift"),
        ("toml", "toml"),
        ("tsx", "tsx"),
        ("typescript", "ts mts cts"),
        ("vue", "vue"),
        ("xml", "xml xsd xsl xslt svg pom plist csproj fxml"),
        ("yaml", "yaml yml"),
        ("zig", "zig"),
    )
}
_BY_ENDING = {ending: language for language, endings in _LANGUAGES.items() for ending in endings}


class Excerpt(NamedTuple):
    """Lines of a file, `first` being the number of the first of them; `part`: they are not the whole file."""

    path: str
    lines: Sequence[str]
    first: int = 0
    part: bool = False


class Refusal(NamedTuple):
    """A file that is not given. `reason` ends the sentence: `it does not exist`."""

    path: str
    reason: str


def document(pieces: Sequence[Excerpt | Refusal]) -> str:
    """All of it, ending in a newline; empty if there are no pieces. Without any content there is no introduction."""
    blocks = [block(piece) for piece in pieces]
    if any(isinstance(piece, Excerpt) for piece in pieces):
        blocks.insert(0, INTRODUCTION + "\n")
    return "\n".join(blocks)


def block(piece: Excerpt | Refusal) -> str:
    """One file as text, ending in a newline."""
    if isinstance(piece, Refusal):
        return f"{shown_path(piece.path)} is left out: {piece.reason}.\n"
    lines, first = piece.lines, piece.first
    path = f"{piece.path}:{first}-{first + len(lines) - 1}" if piece.part else piece.path
    fence = _fence(lines)
    numbered = [f"{number:>4} {line}\n" for number, line in enumerate(lines, first)]
    return f"{shown_path(path)}\n{fence}{language_of(piece.path)}\n{''.join(numbered)}{fence}\n"


def shown_path(path: str) -> str:
    """The path itself if it reads as one; else in double quotes, with escapes for what is not seen or would mislead."""
    if len(path) > _LONGEST_PATH:
        path = path[:_LONGEST_PATH] + "…"
    if _BARE.fullmatch(path):
        return path
    return '"' + "".join(map(_escaped, path)) + '"'


def language_of(path: str) -> str:
    """What stands behind the fence: by the ending, or by the whole name (`Makefile`); `text` if nothing is known."""
    return _BY_ENDING.get(re.split(r"[/\\.]", path.lower())[-1], "text")


def _fence(lines: Sequence[str]) -> str:
    longest = max((len(run) for line in lines for run in _BACKTICKS.findall(line)), default=0)
    return "`" * max(_SHORTEST_FENCE, longest + 1)


def _escaped(char: str) -> str:
    if char in '"\\':
        return "\\" + char
    if char.isprintable() and char != "`":
        return char
    code = ord(char)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
