package io.agentbridge.platform

import com.intellij.diff.DiffContentFactory
import com.intellij.diff.chains.SimpleDiffRequestChain
import com.intellij.diff.contents.DocumentContent
import com.intellij.diff.editor.ChainDiffVirtualFile
import com.intellij.diff.requests.SimpleDiffRequest
import com.intellij.diff.util.DiffUserDataKeys
import com.intellij.openapi.Disposable
import com.intellij.openapi.actionSystem.ActionUpdateThread
import com.intellij.openapi.actionSystem.AnActionEvent
import com.intellij.openapi.editor.event.DocumentEvent
import com.intellij.openapi.editor.event.DocumentListener
import com.intellij.openapi.fileEditor.FileEditorManager
import com.intellij.openapi.fileEditor.FileEditorManagerListener
import com.intellij.openapi.fileTypes.FileTypeRegistry
import com.intellij.openapi.project.DumbAwareAction
import com.intellij.openapi.project.Project
import com.intellij.openapi.vfs.VirtualFile
import io.agentbridge.core.HostCommand
import io.agentbridge.core.HostNotice
import io.agentbridge.core.LineEnds

/**
 * What agents propose, in the IDE's own diff: in an editor tab, without the focus, the proposed side to be changed. Accept and
 * Reject are in its toolbar; closing it rejects. On the thread of the user interface.
 */
class ProposedChanges(private val project: Project, private val parent: Disposable, private val tell: (HostCommand) -> Unit) {
    private class Shown(val notice: HostNotice.ShowDiff, val content: DocumentContent, val file: VirtualFile)

    private val shown = mutableMapOf<String, Shown>()

    init {
        project.messageBus.connect(parent).subscribe(
            FileEditorManagerListener.FILE_EDITOR_MANAGER,
            object : FileEditorManagerListener {
                override fun fileClosed(source: FileEditorManager, file: VirtualFile) {
                    shown.values.firstOrNull { it.file == file }?.let { decide(it, accepted = false) }
                }
            },
        )
    }

    fun show(notice: HostNotice.ShowDiff) {
        if (notice.diffId in shown) return
        val name = notice.path.substringAfterLast('/').substringAfterLast('\\')
        val type = FileTypeRegistry.getInstance().getFileTypeByFileName(name)
        val contents = DiffContentFactory.getInstance()
        val before = contents.create(project, LineEnds.toEditor(notice.original), type)
        val after = contents.createEditable(project, LineEnds.toEditor(notice.proposed), type)
        val by = notice.agent.ifEmpty { "an agent" }
        val request = SimpleDiffRequest("$name (proposed by $by)", before, after, "Now", "Proposed")
        val actions = listOf(Decision("Accept", notice.diffId, true), Decision("Reject", notice.diffId, false))
        request.putUserData(DiffUserDataKeys.CONTEXT_ACTIONS, actions)
        val file = ChainDiffVirtualFile(SimpleDiffRequestChain(request), "$name (proposed by $by)")
        val one = Shown(notice, after, file)
        shown[notice.diffId] = one
        after.document.addDocumentListener(
            object : DocumentListener {
                override fun documentChanged(event: DocumentEvent) {
                    if (notice.diffId in shown) tell(HostCommand.DiffEdited(notice.diffId, textOf(one)))
                }
            },
            parent,
        )
        FileEditorManager.getInstance(project).openFile(file, false)
    }

    /** It is decided elsewhere. */
    fun close(diffId: String) {
        val one = shown.remove(diffId) ?: return
        FileEditorManager.getInstance(project).closeFile(one.file)
    }

    private fun decide(one: Shown, accepted: Boolean) {
        if (shown.remove(one.notice.diffId) == null) return
        tell(HostCommand.DiffDecided(one.notice.diffId, accepted, textOf(one)))
        FileEditorManager.getInstance(project).closeFile(one.file)
    }

    /** As it stands, with the line ends of what was proposed. */
    private fun textOf(one: Shown): String = LineEnds.fromEditor(one.notice.proposed, one.content.document.text)

    private inner class Decision(label: String, private val diffId: String, private val accepted: Boolean) : DumbAwareAction(label) {
        override fun getActionUpdateThread(): ActionUpdateThread = ActionUpdateThread.BGT

        override fun actionPerformed(e: AnActionEvent) {
            shown[diffId]?.let { decide(it, accepted) }
        }
    }
}
