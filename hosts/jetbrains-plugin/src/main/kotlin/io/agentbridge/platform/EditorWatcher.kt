package io.agentbridge.platform

import com.intellij.codeInsight.daemon.DaemonCodeAnalyzer
import com.intellij.ide.trustedProjects.TrustedProjects
import com.intellij.openapi.Disposable
import com.intellij.openapi.editor.EditorFactory
import com.intellij.openapi.editor.event.CaretEvent
import com.intellij.openapi.editor.event.CaretListener
import com.intellij.openapi.editor.event.SelectionEvent
import com.intellij.openapi.editor.event.SelectionListener
import com.intellij.openapi.fileEditor.FileEditor
import com.intellij.openapi.fileEditor.FileEditorManager
import com.intellij.openapi.fileEditor.FileEditorManagerEvent
import com.intellij.openapi.fileEditor.FileEditorManagerListener
import com.intellij.openapi.project.Project
import com.intellij.openapi.vfs.VirtualFile
import io.agentbridge.core.EditorState
import io.agentbridge.core.SharingRules
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.channels.BufferOverflow
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.MutableSharedFlow
import kotlinx.coroutines.flow.collectLatest
import kotlinx.coroutines.launch
import java.nio.file.Path

/**
 * Says what the editors show whenever that changes, at most every 100 ms. No polling: it only ever acts on events.
 *
 * @param tell gets the state that may be shared, on the thread of the user interface
 */
class EditorWatcher(private val project: Project, scope: CoroutineScope, parent: Disposable, private val tell: (EditorState) -> Unit) {
    private val changes = MutableSharedFlow<Unit>(extraBufferCapacity = 1, onBufferOverflow = BufferOverflow.DROP_OLDEST)
    private val reader = EditorReader(project)

    init {
        val bus = project.messageBus.connect(parent)
        bus.subscribe(FileEditorManagerListener.FILE_EDITOR_MANAGER, Files())
        bus.subscribe(DaemonCodeAnalyzer.DAEMON_EVENT_TOPIC, Problems())
        bus.subscribe(SettingsListener.TOPIC, SettingsListener { changed() })
        val editors = EditorFactory.getInstance().eventMulticaster
        editors.addSelectionListener(Selections(), parent)
        editors.addCaretListener(Carets(), parent)
        scope.launch {
            changes.collectLatest {
                delay(DEBOUNCE_MS)
                onEdt(project, ::say)
            }
        }
        say()
    }

    private fun changed() {
        changes.tryEmit(Unit)
    }

    private fun say() {
        val own = ProjectSettings.of(project).state
        val trusted = TrustedProjects.isProjectTrusted(project)
        val rules = SharingRules(own.shareEditor && trusted, own.neverShare, project.basePath?.let(Path::of))
        tell(rules.filter(reader.read()).copy(trusted = if (trusted) null else false))
    }

    private inner class Files : FileEditorManagerListener {
        override fun fileOpened(source: FileEditorManager, file: VirtualFile) = changed()

        override fun fileClosed(source: FileEditorManager, file: VirtualFile) = changed()

        override fun selectionChanged(event: FileEditorManagerEvent) = changed()
    }

    private inner class Problems : DaemonCodeAnalyzer.DaemonListener {
        override fun daemonFinished(fileEditors: Collection<FileEditor>) = changed()
    }

    private inner class Selections : SelectionListener {
        override fun selectionChanged(e: SelectionEvent) = onlyOurs(e.editor.project)
    }

    private inner class Carets : CaretListener {
        override fun caretPositionChanged(event: CaretEvent) = onlyOurs(event.editor.project)
    }

    /** The multicaster speaks for the editors of all projects. */
    private fun onlyOurs(other: Project?) {
        if (other == project) changed()
    }

    private companion object {
        const val DEBOUNCE_MS = 100L
    }
}
