"""Writes hosts/jetbrains-plugin/api-surface.txt from the built plugin: `python -m tests.jetbrains.write_surface`."""

from tests.jetbrains.plugin_files import open_plugin
from tests.jetbrains.test_plugin import SURFACE, surface
from tools.build_jetbrains import Build
from tools.jetbrains_toolchain import fetch

SURFACE.write_text(surface(open_plugin(Build(fetch()))))
