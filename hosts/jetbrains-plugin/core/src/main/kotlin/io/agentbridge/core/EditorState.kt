package io.agentbridge.core

import kotlinx.serialization.SerialName
import kotlinx.serialization.Serializable

/** Lines, 0-based, both ends included. */
@Serializable
data class LineRange(val start: Int, val end: Int)

/** A file or folder, as the machine of the bridge names it. */
@Serializable
data class PathReference(val path: String, val range: LineRange? = null, val folder: Boolean? = null)

/** 0-based; [character] in UTF-16 units. */
@Serializable
data class Position(val line: Int, val character: Int)

@Serializable
data class OpenFile(val path: String, val active: Boolean, val dirty: Boolean, val languageId: String, val cursor: Position?)

@Serializable
data class EditorSelection(val path: String, val text: String, val start: Position, val end: Position)

@Serializable
enum class Severity {
    @SerialName("error") ERROR,

    @SerialName("warning") WARNING,

    @SerialName("information") INFORMATION,

    @SerialName("hint") HINT,
}

@Serializable
data class Diagnostic(
    val path: String,
    val start: Position,
    val end: Position,
    val severity: Severity,
    val message: String,
    val source: String,
)

/** What the editor shows; of the last text editor while the tool window has the focus. */
@Serializable
data class EditorState(
    val workspaceFolders: List<String> = emptyList(),
    val openFiles: List<OpenFile> = emptyList(),
    val selection: EditorSelection? = null,
    val diagnostics: List<Diagnostic> = emptyList(),
    /** False: the person does not trust the project, and agents are shown nothing of it. */
    val trusted: Boolean? = null,
)
