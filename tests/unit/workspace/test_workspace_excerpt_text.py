import pytest

from bridge.workspace.excerpt_text import INTRODUCTION, Excerpt, Refusal, block, document, language_of, shown_path


def test_a_whole_document() -> None:
    text = document(
        [
            Excerpt("src/app.py", ["def main():", "    run()"]),
            Excerpt("README.md", ["# Title"], 9998, part=True),
            Refusal("gone.txt", "it does not exist"),
        ]
    )
    assert text == (
        "The content of these files follows; it does not need to be read again.\n"
        "\n"
        "src/app.py\n"
        "````python\n"
        "   0 def main():\n"
        "   1     run()\n"
        "````\n"
        "\n"
        "README.md:9998-9998\n"
        "````markdown\n"
        "9998 # Title\n"
        "````\n"
        "\n"
        "gone.txt is left out: it does not exist.\n"
    )


def test_without_any_content_nothing_says_that_content_follows() -> None:
    assert document([]) == ""
    assert document([Refusal("a", "it is a folder")]) == "a is left out: it is a folder.\n"
    assert INTRODUCTION in document([Excerpt("a", ["b"])])


@pytest.mark.parametrize(
    ("lines", "ticks"),
    [(["plain"], 4), (["a ``` b"], 4), (["````"], 5), (["x", "`` ``````` ````"], 8), (["``", "``"], 4)],
)
def test_the_fence_is_longer_than_any_run_of_backticks_in_it(lines: list[str], ticks: int) -> None:
    _, opening, *content, closing, end = block(Excerpt("a", lines)).split("\n")
    assert opening == "`" * ticks + "text"
    assert closing == "`" * ticks
    assert end == ""
    assert len(content) == len(lines)


def test_numbers_beyond_four_digits_keep_their_one_space() -> None:
    assert "\n12345 x\n" in block(Excerpt("a", ["x"], 12345, part=True))


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("src/a-b_c.py", "src/a-b_c.py"),
        ("größe/文件.md", "größe/文件.md"),
        ("pages/[id]/(group)/@x.tsx", "pages/[id]/(group)/@x.tsx"),
        ("C:/Users/x.py:1-2", "C:/Users/x.py:1-2"),
        ("with space.py", '"with space.py"'),
        ('say "hi".py', '"say \\"hi\\".py"'),
        ("back\\slash", '"back\\\\slash"'),
        ("a\nb\x1b[201~\x7f\x9b", '"a\\x0ab\\x1b[201~\\x7f\\x9b"'),
        ("```", '"\\x60\\x60\\x60"'),
        ("right\u202eto left", '"right\\u202eto left"'),
        ("tag\U000e0041", '"tag\\U000e0041"'),
        ("bad\udcff", '"bad\\udcff"'),
        ("", '""'),
    ],
)
def test_a_path_that_is_unusual_is_quoted_and_made_visible(path: str, shown: str) -> None:
    assert shown_path(path) == shown


def test_a_path_beyond_all_measure_is_cut() -> None:
    assert len(shown_path("x" * 100_000)) < 1_010


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("a/b.py", "python"),
        ("A.JAVA", "java"),
        ("Makefile", "makefile"),
        ("docker/Dockerfile", "dockerfile"),
        ("x.tar.gz", "text"),
        ("noending", "text"),
        (".editorconfig", "ini"),
        ("folder.py/noending", "text"),
        ("x.d.ts", "typescript"),
        ("C:\\x\\y.rs", "rust"),
    ],
)
def test_the_language_is_told_by_the_ending_or_the_whole_name(path: str, language: str) -> None:
    assert language_of(path) == language
