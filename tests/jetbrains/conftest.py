import pytest

from tests.jetbrains.plugin_files import Plugin, open_plugin
from tools.build_jetbrains import Build
from tools.jetbrains_toolchain import fetch


@pytest.fixture(scope="session")
def build() -> Build:
    return Build(fetch())


@pytest.fixture(scope="session")
def plugin(build: Build) -> Plugin:
    return open_plugin(build)
