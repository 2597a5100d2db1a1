package io.agentbridge.platform.actions

import com.intellij.openapi.actionSystem.ActionUpdateThread
import com.intellij.openapi.actionSystem.AnActionEvent
import com.intellij.openapi.actionSystem.CommonDataKeys
import com.intellij.openapi.editor.Editor
import com.intellij.openapi.ide.CopyPasteManager
import com.intellij.openapi.project.DumbAwareAction
import com.intellij.openapi.project.Project
import com.intellij.openapi.vfs.VirtualFile
import io.agentbridge.core.HostCommand
import io.agentbridge.core.PageCommand
import io.agentbridge.core.PathReference
import io.agentbridge.core.PathText
import io.agentbridge.core.Position
import io.agentbridge.core.SelectedLines
import io.agentbridge.platform.BridgeService
import io.agentbridge.platform.EditorReader
import io.agentbridge.platform.LogTab
import io.agentbridge.platform.OpenInBrowser
import io.agentbridge.platform.ToolWindows
import java.awt.datatransfer.DataFlavor

/** An action of a project, that does not wait for indexing. */
abstract class BridgeAction : DumbAwareAction() {
    override fun getActionUpdateThread(): ActionUpdateThread = ActionUpdateThread.BGT

    override fun update(e: AnActionEvent) {
        e.presentation.isEnabledAndVisible = e.project != null && applies(e)
    }

    override fun actionPerformed(e: AnActionEvent) {
        act(e.project ?: return, e)
    }

    protected open fun applies(e: AnActionEvent): Boolean = true

    protected abstract fun act(project: Project, e: AnActionEvent)

    protected fun insert(project: Project, paths: List<PathReference>) {
        if (paths.isNotEmpty()) ToolWindows.show(project) { it.tell(HostCommand.InsertPaths(paths.take(HostCommand.MAX_PATHS))) }
    }
}

/** Files and folders: those selected in the project view, of the tab, or of the editor. */
class AddFileAction : BridgeAction() {
    override fun applies(e: AnActionEvent): Boolean = files(e).isNotEmpty()

    override fun act(project: Project, e: AnActionEvent) =
        insert(project, files(e).map { PathReference(it.path, folder = if (it.isDirectory) true else null) })

    private fun files(e: AnActionEvent): List<VirtualFile> {
        val several = e.getData(CommonDataKeys.VIRTUAL_FILE_ARRAY)?.toList() ?: listOfNotNull(e.getData(CommonDataKeys.VIRTUAL_FILE))
        return several.filter { it.isInLocalFileSystem }
    }
}

/** The lines of the selection, else of the caret. */
class AddSelectedLinesAction : BridgeAction() {
    override fun applies(e: AnActionEvent): Boolean = e.getData(CommonDataKeys.EDITOR)?.let { EditorReader.fileOf(it.document) } != null

    override fun act(project: Project, e: AnActionEvent) {
        val editor = e.getData(CommonDataKeys.EDITOR) ?: return
        insert(project, listOfNotNull(reference(editor)))
    }

    companion object {
        fun reference(editor: Editor): PathReference? {
            val file = EditorReader.fileOf(editor.document) ?: return null
            val at = { offset: Int -> EditorReader.position(editor.document, offset) }
            val model = editor.selectionModel
            val start: Position = at(model.selectionStart)
            return PathReference(file.path, SelectedLines.of(start, at(model.selectionEnd)))
        }
    }
}

/** The text of the selection becomes a prompt, with the place it comes from, and is sent. */
class SendSelectionAction : BridgeAction() {
    override fun applies(e: AnActionEvent): Boolean = e.getData(CommonDataKeys.EDITOR)?.selectionModel?.hasSelection() == true

    override fun act(project: Project, e: AnActionEvent) {
        val editor = e.getData(CommonDataKeys.EDITOR) ?: return
        val text = editor.selectionModel.selectedText ?: return
        val place = listOfNotNull(AddSelectedLinesAction.reference(editor))
        ToolWindows.show(project) { it.tell(HostCommand.Compose(text, place, submit = true)) }
    }
}

/** Paths on the clipboard: files that were copied, or text with one path a line. */
class PastePathAction : BridgeAction() {
    override fun act(project: Project, e: AnActionEvent) {
        val clipboard = CopyPasteManager.getInstance()
        val files = clipboard.getContents<List<java.io.File>>(DataFlavor.javaFileListFlavor)?.map { it.toPath() }
        val paths = files ?: clipboard.getContents<String>(DataFlavor.stringFlavor)?.let(PathText::fromUriList).orEmpty()
        insert(project, paths.map { PathReference("$it") })
    }
}

class NewSessionAction : BridgeAction() {
    override fun act(project: Project, e: AnActionEvent) = ToolWindows.show(project) { it.tell(HostCommand.Command(PageCommand.NEW_SESSION)) }
}

class FocusAction : BridgeAction() {
    override fun act(project: Project, e: AnActionEvent) = ToolWindows.show(project) { }
}

class RestartAction : BridgeAction() {
    override fun act(project: Project, e: AnActionEvent) = BridgeService.of(project).restart()
}

class OpenInBrowserAction : BridgeAction() {
    override fun act(project: Project, e: AnActionEvent) = OpenInBrowser.open(project)
}

class ShowLogAction : BridgeAction() {
    override fun act(project: Project, e: AnActionEvent) = LogTab.toggle(project)
}
