"""The newest releases of the agents, beside the pinned ones: what changed, and whether they still see the editor.

`make agents-latest` installs them into .cache/agents-latest, says which versions are newer than those of
tests/real_agents/package.json, runs the tests of the real agents against them, and lists the words of the editor's
protocols that their programs hold now and did not hold before, or the other way round.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PINNED = ROOT / "tests" / "real_agents"
INSTALLED = ROOT / ".cache" / "agents"
LATEST = ROOT / ".cache" / "agents-latest"
TESTS = ("tests/real_agents/test_agents_see_the_editor.py", "tests/real_agents/test_agents_propose_changes.py")
WORDS = {
    "@anthropic-ai/claude-code": (
        "selection_changed|at_mentioned|ide_connected|openDiff|close_tab|closeAllDiffTabs|getDiagnostics|FILE_SAVED",
        "DIFF_REJECTED|TAB_CLOSED|CLAUDE_CODE_SSE_PORT|X-Claude-Code-Ide-Authorization",
    ),
    "@google/gemini-cli": (
        "ide/contextUpdate|ide/diffAccepted|ide/diffRejected|ide/diffClosed|gemini-ide-server-|GEMINI_CLI_IDE_[A-Z_]+",
        "GEMINI_CLI_SYSTEM_DEFAULTS_PATH",
    ),
    "@openai/codex": (
        "ide-context|client-discovery-request|client-discovery-response|codex-ipc|activeSelectionContent",
    ),
    "opencode-ai": ("selection_changed|at_mentioned|x-claude-code-ide-authorization|OPENCODE_EDITOR_SSE_PORT",),
}
"""What the protocols are made of, by package."""
_CHUNK = 1 << 24


def main() -> int:
    """Install, compare, test; the exit code is that of the tests."""
    pinned = json.loads((PINNED / "package.json").read_text(encoding="utf-8"))
    install(pinned)
    print(f"{'package':<28} {'pinned':<14} newest")
    for package, version in pinned["dependencies"].items():
        newest = version_of(LATEST, package)
        print(f"{package:<28} {version:<14} {newest}{'' if newest == version else '   <- newer'}")
        for line in changed_words(package):
            print(f"    {line}")
    environment = {**os.environ, "AGENT_BRIDGE_TEST_AGENTS": str(LATEST / "node_modules" / ".bin")}
    tests = [sys.executable, "-m", "pytest", *TESTS, *sys.argv[1:]]
    return subprocess.run(tests, cwd=ROOT, env=environment, check=False).returncode


def install(pinned: dict[str, object]) -> None:
    """The same packages, each in its newest version; `allowScripts` stays as it is."""
    LATEST.mkdir(parents=True, exist_ok=True)
    dependencies = pinned["dependencies"]
    assert isinstance(dependencies, dict)
    wanted = {**pinned, "dependencies": dict.fromkeys(dependencies, "latest")}
    (LATEST / "package.json").write_text(json.dumps(wanted, indent=2), encoding="utf-8")
    (LATEST / "package-lock.json").unlink(missing_ok=True)
    shutil.copy(PINNED / ".npmrc", LATEST)
    npm = ["npm", "install", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(npm, cwd=LATEST, check=True)


def version_of(folder: Path, package: str) -> str:
    """What is installed there; `none` where nothing is."""
    try:
        found = json.loads((folder / "node_modules" / package / "package.json").read_text(encoding="utf-8"))
    except OSError:
        return "none"
    return str(found["version"])


def changed_words(package: str) -> list[str]:
    """Words that came or went."""
    before, after = words_in(INSTALLED, package), words_in(LATEST, package)
    return [f"- {word}" for word in sorted(before - after)] + [f"+ {word}" for word in sorted(after - before)]


def words_in(folder: Path, package: str) -> set[str]:
    """The words of the protocol that the package's programs hold, with those for this platform."""
    pattern = re.compile("|".join(WORDS[package]).encode())
    found: set[str] = set()
    scope, _, name = package.rpartition("/")
    for place in (folder / "node_modules" / scope).glob(f"{name.removesuffix('-ai')}*"):
        for path in place.rglob("*"):
            if path.is_file() and not path.is_symlink():
                found |= words_of(path, pattern)
    return found


def words_of(path: Path, pattern: re.Pattern[bytes]) -> set[str]:
    """The words in one file, read piece by piece: programs have hundreds of megabytes."""
    found: set[str] = set()
    rest = b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            found |= {word.decode() for word in pattern.findall(rest + chunk)}
            rest = chunk[-128:]
    return found


if __name__ == "__main__":
    sys.exit(main())
