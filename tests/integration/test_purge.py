"""`agent-bridge purge`: what is kept is named, and removed when asked for."""

from tests.bridge_process import Launcher
from tests.version1 import connected


async def test_what_is_kept_is_listed_and_removed_when_asked_for(launcher: Launcher) -> None:
    bridge = launcher.start()
    async with connected(bridge.websocket_url, bridge.token) as client:
        await client.say("savePrompt", historyEntry={"id": "p", "serializedContent": "a secret plan"})
        await client.expect("promptSaved")
        await client.say("saveDraft", sessionId="a", draft="another one")
        await client.say("changeSetting", name="font-size", value=15, scope="user")
        await client.expect("settingsList")
    assert bridge.stop() == 0

    listed = launcher.run("purge")
    assert listed.returncode == 0, listed.stderr
    assert "history.jsonl" in listed.stdout
    assert "drafts" in listed.stdout
    assert "settings.toml" not in listed.stdout
    assert list(launcher.home.rglob("history.jsonl")), "listing removes nothing"

    assert launcher.run("purge", "--yes").stdout.endswith("Removed.\n")
    left = [file for file in launcher.home.rglob("*") if file.is_file() and "agent-bridge" in str(file)]
    assert {file.name for file in left} <= {"settings.toml", "settings.toml.lock"}
    assert launcher.run("purge", "--yes", "--settings-too").returncode == 0
    assert list(launcher.home.rglob("*.toml")) == []
    assert launcher.run("purge").stdout == "Nothing is kept.\n"
