package io.agentbridge.platform

import com.intellij.codeInsight.daemon.impl.HighlightInfo
import com.intellij.lang.annotation.HighlightSeverity
import com.intellij.openapi.editor.Document
import com.intellij.openapi.editor.Editor
import com.intellij.openapi.editor.impl.DocumentMarkupModel
import com.intellij.openapi.fileEditor.FileDocumentManager
import com.intellij.openapi.fileEditor.FileEditorManager
import com.intellij.openapi.fileEditor.TextEditor
import com.intellij.openapi.project.Project
import com.intellij.openapi.vfs.VirtualFile
import io.agentbridge.core.Diagnostic
import io.agentbridge.core.EditorSelection
import io.agentbridge.core.EditorState
import io.agentbridge.core.OpenFile
import io.agentbridge.core.Position
import io.agentbridge.core.Severity
import io.agentbridge.core.SharingRules

/** What the editors show, in the channel's terms. On the thread of the user interface. */
class EditorReader(private val project: Project) {
    fun read(): EditorState {
        val editors = FileEditorManager.getInstance(project)
        val active = editors.selectedTextEditor
        val activeFile = active?.let { fileOf(it.document) }
        val files = editors.openFiles.filter { it.isInLocalFileSystem }
        return EditorState(
            listOfNotNull(project.basePath),
            files.map { openFile(editors, it, it == activeFile) },
            active?.let(::selection),
            files.flatMap(::diagnostics).take(SharingRules.MAX_DIAGNOSTICS),
        )
    }

    private fun openFile(editors: FileEditorManager, file: VirtualFile, active: Boolean): OpenFile {
        val text = editors.getEditors(file).firstNotNullOfOrNull { it as? TextEditor }?.editor
        val cursor = text?.let { position(it.document, it.caretModel.offset) }
        val dirty = FileDocumentManager.getInstance().isFileModified(file)
        return OpenFile(file.path, active, dirty, file.fileType.name.lowercase(), cursor)
    }

    fun selection(editor: Editor): EditorSelection? {
        val file = fileOf(editor.document) ?: return null
        val model = editor.selectionModel
        val text = model.selectedText.orEmpty()
        return EditorSelection(file.path, text, position(editor.document, model.selectionStart), position(editor.document, model.selectionEnd))
    }

    private fun diagnostics(file: VirtualFile): List<Diagnostic> {
        val document = FileDocumentManager.getInstance().getCachedDocument(file) ?: return emptyList()
        val model = DocumentMarkupModel.forDocument(document, project, false) ?: return emptyList()
        return model.allHighlighters.mapNotNull(HighlightInfo::fromRangeHighlighter).mapNotNull { diagnostic(file, document, it) }
    }

    private fun diagnostic(file: VirtualFile, document: Document, problem: HighlightInfo): Diagnostic? {
        val message = problem.description?.takeIf(String::isNotBlank) ?: return null
        val severity = severity(problem.severity) ?: return null
        val start = position(document, problem.startOffset)
        return Diagnostic(file.path, start, position(document, problem.endOffset), severity, message, problem.inspectionToolId.orEmpty())
    }

    private fun severity(severity: HighlightSeverity): Severity? = when {
        severity >= HighlightSeverity.ERROR -> Severity.ERROR
        severity >= HighlightSeverity.WARNING -> Severity.WARNING
        severity >= HighlightSeverity.WEAK_WARNING -> Severity.INFORMATION
        else -> null // marks of the highlighting itself
    }

    companion object {
        fun fileOf(document: Document): VirtualFile? = FileDocumentManager.getInstance().getFile(document)?.takeIf { it.isInLocalFileSystem }

        /** Offsets of a problem may lag behind the text. */
        fun position(document: Document, offset: Int): Position {
            val inside = offset.coerceIn(0, document.textLength)
            val line = document.getLineNumber(inside)
            return Position(line, inside - document.getLineStartOffset(line))
        }
    }
}
