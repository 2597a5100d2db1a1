import tomllib
from pathlib import Path

import pytest

from bridge.errors import UsageError
from bridge.settings import BY_NAME, load, load_again
from bridge.settings_file import with_option, write_option

THEME, SIZE, ORIGINS, CMD = (BY_NAME[name] for name in ("theme", "font-size", "allow-origin", "cmd"))
FILE = '# mine\ntheme = "dark" # at night\n\nallow_origin = [\n  "http://a",\n  # and\n  "http://b",\n]\nfont-size = 14'


def test_a_value_is_replaced_in_its_place_and_all_else_stays() -> None:
    assert with_option(FILE, SIZE, 15, "f") == FILE.removesuffix("14") + "15\n"
    assert with_option(FILE, THEME, "light", "f") == FILE.replace('"dark" # at night', '"light"')


def test_a_list_over_several_lines_is_one_value() -> None:
    changed = with_option(FILE, ORIGINS, ("http://c",), "f")
    assert changed == '# mine\ntheme = "dark" # at night\n\nallow-origin = ["http://c"]\nfont-size = 14'


def test_what_was_not_there_comes_last_and_what_is_taken_out_leaves_nothing() -> None:
    assert with_option(FILE, CMD, "claude", "f") == FILE + '\ncmd = "claude"\n'
    assert with_option('cmd = "x"\n', CMD, None, "f") == ""
    assert with_option(FILE, CMD, None, "f") == FILE


@pytest.mark.parametrize("text", ['"', "\\", "\n\t\r\b\f", "\x7f\x00\x1f", "日本", "'''", "\\u0041"])
def test_any_text_is_read_back_as_it_was(text: str) -> None:
    assert tomllib.loads(with_option("", CMD, text, "f")) == {"cmd": text}


def test_a_file_that_is_not_toml_is_not_written(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("theme = ")
    with pytest.raises(UsageError, match="nothing is written"):
        write_option(file, THEME, "light")
    assert file.read_text() == "theme = "


def test_the_file_is_made_closed_to_others_and_a_link_to_it_stays_one(tmp_path: Path) -> None:
    file, real = tmp_path / "config" / "settings.toml", tmp_path / "dotfiles.toml"
    write_option(file, SIZE, 20)
    assert file.read_text() == "font-size = 20\n"
    assert file.stat().st_mode & 0o777 == 0o600
    file.unlink()
    file.symlink_to(real)
    real.touch()
    write_option(file, SIZE, 21)
    assert file.is_symlink()
    assert real.read_text() == "font-size = 21\n"
    assert sorted(path.name for path in file.parent.iterdir()) == ["settings.toml", "settings.toml.lock"]


def test_settings_are_read_again_with_the_flags_of_the_start(tmp_path: Path) -> None:
    config = tmp_path / "c.toml"
    config.write_text("font-size = 14\n")
    settings = load({"theme": "dark", "cwd": str(tmp_path)}, {}, config)
    assert (settings.page["theme"], settings.page["font-size"]) == ("dark", 14)
    write_option(config, SIZE, 15)
    write_option(config, THEME, "light")
    again = load_again(settings)
    assert (again.page["theme"], again.page["font-size"]) == ("dark", 15)
    assert again.sources["theme"] == "--theme"
    assert again.sources["font-size"] == str(config)
