from itertools import zip_longest

import pytest

from bridge.workspace.boundaries import boundary_runs, span, word_starts


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("KontoKorrent2020.java", "Konto Korrent 2020 java"),
        ("parseXMLFile2.py", "parse XML File 2 py"),
        ("HTTPServer", "HTTP Server"),
        ("IOError", "IO Error"),
        ("ABC", "ABC"),
        ("aB", "a B"),
        ("snake_case-and.dots", "snake case and dots"),
        ("ui/src/index.ts", "ui src index ts"),
        ("__init__.py", "init py"),
        ("2fa", "2 fa"),
        ("ÜberGröße", "Über Größe"),
        ("größe", "größe"),
        ("文件1", "文件 1"),
        ("", ""),
    ],
)
def test_words_start_at_humps_separators_and_digits(text: str, words: str) -> None:
    starts = word_starts(text)
    assert [text[start:end].strip("_-./") for start, end in zip_longest(starts, starts[1:])] == words.split()


@pytest.mark.parametrize(
    ("typed", "name", "runs"),
    [
        ("konk", "KontoKorrent2020.java", 2),
        ("kk", "KontoKorrent", 2),
        ("konto", "KontoKorrent", 1),
        ("korrent", "KontoKorrent", 1),
        ("kontokorrent", "KontoKorrent", 1),
        ("kk2j", "KontoKorrent2020.java", 4),
        ("ontok", "KontoKorrent", None),
        ("kx", "KontoKorrent", None),
        ("kkk", "KontoKorrent", None),
        ("fb", "foo_bar", 2),
        ("fob", "fo_fob", 1),
        ("aab", "a_aab_ab", 1),
    ],
)
def test_letters_go_from_word_to_word_in_the_fewest_runs(typed: str, name: str, runs: int | None) -> None:
    assert boundary_runs(typed, name.lower(), word_starts(name)) == runs


@pytest.mark.parametrize(
    ("typed", "text", "letters"),
    [
        ("abc", "abc", 3),
        ("abc", "a-b-c", 5),
        ("abc", "abcabc", 3),
        ("ac", "abcc", 4),
        ("c", "abc", 1),
        ("ca", "abc", None),
    ],
)
def test_a_span_counts_the_letters_from_first_to_last(typed: str, text: str, letters: int | None) -> None:
    assert span(typed, text) == letters
