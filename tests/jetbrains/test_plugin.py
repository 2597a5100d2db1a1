"""The built plugin: what is in it, and that its descriptor, its classes and the platform fit together."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest

from tests.jetbrains.plugin_files import Jar, Plugin, declares, names_in_jar, stub_classes
from tools.build_jetbrains import MIN_COVERAGE, Build, run_core_tests, version
from tools.jetbrains_toolchain import PLUGIN

SURFACE = PLUGIN / "api-surface.txt"

EXTENSION_POINTS = {"toolWindow", "projectConfigurable", "notificationGroup"}
"""Of the platform, as its own plugin.xml files declare them in the namespace com.intellij."""

GROUPS = {"EditorPopupMenu", "ProjectViewPopupMenu", "EditorTabPopupMenu", "ToolsMenu"}
"""Of the platform's action groups."""

KEYMAPS = {"$default", "Mac OS X 10.5+", "Mac OS X"}

PLATFORM_ICONS = {
    "AllIcons.General.Add",
    "AllIcons.General.Web",
    "AllIcons.Actions.Restart",
    "AllIcons.Debugger.Console",
}

JAVA_21 = 65
OF_THE_IDE = ("com/intellij/", "org/cef/")

# compiling takes a minute on two busy cores
pytestmark = pytest.mark.timeout(900)


def actions(plugin: Plugin) -> Iterator[ET.Element]:
    yield from plugin.descriptor.iter("action")


def test_core_passes_its_tests_and_they_run_nine_lines_in_ten(build: Build) -> None:
    assert MIN_COVERAGE >= 0.9
    run_core_tests(build, [])


def test_the_zip_is_one_folder_with_jars_and_nothing_of_the_platform(plugin: Plugin) -> None:
    assert {name.split("/")[0] for name in plugin.names} == {"agent-bridge"}
    libraries = sorted(name.rsplit("/", 1)[-1] for name in plugin.names if name.endswith(".jar"))
    expected = [
        rf"agent-bridge-{re.escape(version())}\.jar",
        r"kotlinx-serialization-core-jvm-.*",
        r"kotlinx-serialization-json-jvm-.*",
    ]
    assert len(libraries) == len(expected)
    assert all(re.fullmatch(pattern, name) for pattern, name in zip(expected, libraries, strict=True))
    foreign = [name for name in plugin.jar if name.endswith(".class") and not name.startswith("io/agentbridge/")]
    assert not foreign
    assert not [name for name in plugin.jar if name.startswith("io/agentbridge/stubs/")]


def test_the_bundled_binaries_are_in_the_jar_where_they_were_built(plugin: Plugin) -> None:
    folder = PLUGIN / "src" / "main" / "resources" / "bin"
    built = {f"bin/{path.relative_to(folder).as_posix()}" for path in folder.rglob("*") if path.is_file()}
    assert {name for name in plugin.jar if name.startswith("bin/")} == built


def test_core_knows_no_ide(plugin: Plugin) -> None:
    for name, one in plugin.classes.items():
        if name.startswith("io/agentbridge/core/"):
            assert not [
                used for used in one.classes if used.startswith(("com/intellij/", "io/agentbridge/platform/"))
            ], name


def test_every_class_that_the_descriptor_names_exists_and_is_what_it_must_be(plugin: Plugin) -> None:
    parents = {
        "factoryClass": "com/intellij/openapi/wm/ToolWindowFactory",
        "instance": "com/intellij/openapi/options/Configurable",
    }
    named = [
        (value, parents[key])
        for element in plugin.descriptor.iter()
        for key, value in element.items()
        if key in parents
    ]
    named += [(action.get("class", ""), "com/intellij/openapi/actionSystem/AnAction") for action in actions(plugin)]
    assert len(named) >= 11
    for name, parent in named:
        assert parent in ancestors(name.replace(".", "/"), plugin), name


def ancestors(name: str, plugin: Plugin) -> set[str]:
    """What a class of ours extends, through our classes and the stubs."""
    known = plugin.classes | stub_classes()
    assert name in plugin.classes, f"{name} does not exist"
    found, todo = set(), [name]
    while todo:
        one = todo.pop()
        for parent in known[one].parents if one in known else []:
            found.add(parent)
            todo.append(parent)
    return found


def test_every_action_of_the_code_is_declared_and_the_other_way_round(plugin: Plugin) -> None:
    source = (PLUGIN / "src/main/kotlin/io/agentbridge/platform/ActionIds.kt").read_text()
    ids = {action.get("id") for action in actions(plugin)}
    assert ids == set(re.findall(r'"(AgentBridge\.\w+)"', source)) - {"AgentBridge.TitleActions"}
    kinds = {
        name for name, one in plugin.classes.items() if "io/agentbridge/platform/actions/BridgeAction" in one.parents
    }
    assert {str(action.get("class")).replace(".", "/") for action in actions(plugin)} == kinds


def test_every_action_has_an_id_a_text_and_a_description(plugin: Plugin) -> None:
    seen = set()
    for action in actions(plugin):
        for attribute in ("id", "class", "text", "description"):
            assert action.get(attribute, "").strip(), f"{attribute} of {ET.tostring(action)!r}"
        seen.add(action.get("id"))
    assert len(seen) == len(list(actions(plugin)))
    assert {reference.get("ref") for reference in plugin.descriptor.iter("reference")} <= seen


def test_every_extension_point_group_keymap_and_icon_is_known(plugin: Plugin) -> None:
    extensions = plugin.descriptor.find("extensions")
    assert extensions is not None
    assert extensions.get("defaultExtensionNs") == "com.intellij"
    assert {element.tag for element in extensions} == EXTENSION_POINTS
    assert {element.get("group-id") for element in plugin.descriptor.iter("add-to-group")} == GROUPS
    assert {element.get("keymap") for element in plugin.descriptor.iter("keyboard-shortcut")} == KEYMAPS
    for element in plugin.descriptor.iter():
        icon = element.get("icon")
        if icon and icon.startswith("/"):
            assert icon[1:] in plugin.jar
            assert icon[1:].replace(".svg", "_dark.svg") in plugin.jar
        elif icon:
            assert icon in PLATFORM_ICONS
    assert {"META-INF/pluginIcon.svg", "META-INF/pluginIcon_dark.svg"} <= set(plugin.jar)


def test_the_keymap_defaults_are_those_of_the_other_host(plugin: Plugin) -> None:
    def keys(action: str) -> dict[str | None, str | None]:
        element = next(one for one in actions(plugin) if one.get("id") == action)
        return {
            one.get("keymap"): one.get("first-keystroke")
            for one in element.iter("keyboard-shortcut")
            if not one.get("remove")
        }

    mac = {"Mac OS X 10.5+": "meta BACK_SLASH", "Mac OS X": "meta BACK_SLASH"}
    assert keys("AgentBridge.AddFile") == {"$default": "control COMMA", **mac}
    shifted = {keymap: f"meta shift {key.split()[1]}" for keymap, key in mac.items()}
    assert keys("AgentBridge.AddSelectedLines") == {"$default": "control shift COMMA", **shifted}


def test_the_descriptor_says_what_a_marketplace_wants(plugin: Plugin) -> None:
    root = plugin.descriptor
    assert root.findtext("id") == "io.agentbridge"
    assert root.findtext("name") == "Agent Bridge"
    assert root.findtext("version") == version()
    assert len((root.findtext("description") or "").strip()) > 40
    assert root.findtext("vendor")
    assert root.findtext("depends") == "com.intellij.modules.platform"
    builds = root.find("idea-version")
    assert builds is not None
    assert builds.get("since-build") == "243"


def test_the_classes_are_for_the_java_of_the_oldest_ide(plugin: Plugin) -> None:
    assert {one.major for one in plugin.classes.values()} == {JAVA_21}


def test_nothing_is_called_that_the_oldest_ide_s_kotlin_does_not_have(plugin: Plugin) -> None:
    """A compiler that is newer than the IDE's library calls what that library lacks, which shows only when it runs."""
    known = Jar(plugin.tools.jar("kotlin-stdlib"), plugin.tools.jar("kotlinx-coroutines-core-jvm"))
    for one in plugin.classes.values():
        for used in one.classes:
            if used.startswith(("kotlin/", "kotlinx/coroutines/")):
                assert used in known, f"{one.name} needs {used}"
        for owner, name, descriptor in one.members:
            if owner in known:
                assert declares(owner, name, descriptor, known), f"{one.name} calls {owner}.{name}{descriptor}"


def test_the_list_of_what_is_used_of_the_platform_is_up_to_date(plugin: Plugin) -> None:
    """Read `api-surface.txt` against the oldest and the newest IDE before a release; what stubs stand for is marked."""
    assert SURFACE.read_text() == surface(plugin), "write it anew: .venv/bin/python -m tests.jetbrains.write_surface"


def surface(plugin: Plugin) -> str:
    """Members of the platform that the plugin uses, one a line; `stub` where it was compiled against one."""
    stubs = stub_classes()
    used = {member for one in plugin.classes.values() for member in one.members if member[0].startswith(OF_THE_IDE)}
    lines = [
        f"{'stub' if owner in stubs else 'real'}  {owner}.{name}{descriptor}"
        for owner, name, descriptor in sorted(used)
    ]
    extended = {
        parent
        for one in plugin.classes.values()
        for parent in one.parents
        if parent.startswith(("com/intellij/", "org/cef/"))
    }
    lines += [f"{'stub' if parent in stubs else 'real'}  extends {parent}" for parent in sorted(extended)]
    return "\n".join(lines) + "\n"


def test_no_stub_stands_for_a_class_that_is_to_be_had(plugin: Plugin) -> None:
    real = names_in_jar(plugin.tools.jar("intellij-core")) | names_in_jar(plugin.tools.jar("jcef-api"))
    assert not set(stub_classes()) & real


def test_the_plugin_is_the_same_when_it_is_built_again(build: Build, plugin: Plugin) -> None:
    before = plugin.path.read_bytes()
    assert build.plugin().read_bytes() == before
