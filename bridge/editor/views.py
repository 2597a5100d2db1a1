"""The state in the words of MCP tools, which several protocols share. Pure."""

import json
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from bridge.editor.consent import parts_of
from bridge.editor.state import Diagnostic, EditorState, OpenFile, Position, Selection

_SEVERITIES = {"error": "Error", "warning": "Warning", "information": "Info", "hint": "Hint"}


def url_of(path: str) -> str:
    """The `file:` URL of a path, of either system."""
    forward = path.replace("\\", "/") if _has_drive(path) else path
    return "file://" + quote(forward if forward.startswith("/") else "/" + forward, safe="/:")


def path_of(text: str) -> str:
    """The path in a `file:` URL, or the path that it is."""
    if not text.startswith("file:"):
        return text
    path = unquote(urlsplit(text).path)
    return path[1:].replace("/", "\\") if _has_drive(path[1:]) else path


def _has_drive(path: str) -> bool:
    return len(path) > 1 and path[1] == ":" and path[0].isalpha()


def name_of(path: str) -> str:
    """The file's own name."""
    return (parts_of(path) or [path])[-1]


def place(at: Position) -> dict[str, int]:
    """A position, 0-based."""
    return {"line": at.line, "character": at.character}


def selection_view(selection: Selection) -> dict[str, Any]:
    """A selection as Claude Code's editors tell it, 0-based."""
    return {
        "text": selection.text,
        "filePath": selection.path,
        "fileUrl": url_of(selection.path),
        "selection": {
            "start": place(selection.start),
            "end": place(selection.end),
            "isEmpty": selection.start == selection.end,
        },
    }


def selection_answer(state: EditorState) -> str:
    """What `getCurrentSelection` says."""
    shown = state.shown()
    if shown is None:
        return json.dumps({"success": False, "message": "No file is open in the editor, or it is not shared"})
    return json.dumps({"success": True, **selection_view(shown)})


def open_files_answer(state: EditorState) -> str:
    """What `getOpenEditors` says."""
    return json.dumps({"tabs": [_tab(file) for file in state.files]})


def _tab(file: OpenFile) -> dict[str, Any]:
    return {
        "uri": url_of(file.path),
        "fileName": file.path,
        "label": name_of(file.path),
        "languageId": file.language,
        "isActive": file.active,
        "isDirty": file.dirty,
    }


def folders_answer(state: EditorState) -> str:
    """What `getWorkspaceFolders` says."""
    folders = [{"name": name_of(each), "uri": url_of(each), "path": each} for each in state.folders]
    return json.dumps({"success": True, "folders": folders, "rootPath": state.folders[0] if state.folders else ""})


def diagnostics_answer(state: EditorState, uri: str | None) -> str:
    """What `getDiagnostics` says: of one file, or of all that have some."""
    wanted = None if uri is None else path_of(uri)
    by_path: dict[str, list[Diagnostic]] = {} if wanted is None else {wanted: []}
    for each in state.diagnostics:
        if wanted in (None, each.path):
            by_path.setdefault(each.path, []).append(each)
    return json.dumps(
        [{"uri": url_of(path), "diagnostics": [_diagnostic(each) for each in found]} for path, found in by_path.items()]
    )


def _diagnostic(each: Diagnostic) -> dict[str, Any]:
    return {
        "message": each.message,
        "severity": _SEVERITIES[each.severity],
        "range": {"start": place(each.start), "end": place(each.end)},
        "source": each.source,
    }


def dirty_answer(state: EditorState, path: str) -> str:
    """What `checkDocumentDirty` says."""
    file = next((file for file in state.files if file.path == path), None)
    if file is None:
        return json.dumps({"success": False, "message": f"Document not open: {path}"})
    return json.dumps({"success": True, "filePath": path, "isDirty": file.dirty, "isUntitled": False})


def lines_of(text: str, start: str, end: str) -> tuple[int, int] | None:
    """The lines from where `start` stands first to the end of `end` behind it; None where that is not in the text."""
    at = text.find(start) if start else -1
    if at < 0:
        return None
    stop = text.find(end, at + len(start)) if end else -1
    last = at + len(start) if stop < 0 else stop + len(end)
    return text.count("\n", 0, at), text.count("\n", 0, last)
