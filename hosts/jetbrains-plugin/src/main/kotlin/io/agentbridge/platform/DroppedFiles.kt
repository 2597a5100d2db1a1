package io.agentbridge.platform

import com.intellij.ide.dnd.DnDEvent
import com.intellij.ide.dnd.DnDSupport
import com.intellij.ide.dnd.FileCopyPasteUtil
import com.intellij.openapi.Disposable
import com.intellij.openapi.project.Project
import io.agentbridge.core.HostCommand
import io.agentbridge.core.PathReference
import java.io.File
import javax.swing.JComponent

/** Files dragged out of the project view, an editor's tab or the system's file browser, onto the tool window. */
object DroppedFiles {
    fun install(project: Project, target: JComponent, parent: Disposable, drop: (List<PathReference>) -> Unit) {
        DnDSupport.createBuilder(target)
            .disableAsSource()
            .enableAsNativeTarget()
            .setTargetChecker { event ->
                event.isDropPossible = files(event).isNotEmpty()
                true
            }
            .setDropHandler { event -> if (!project.isDisposed) drop(files(event).take(HostCommand.MAX_PATHS).map(::reference)) }
            .setDisposableParent(parent)
            .install()
    }

    private fun files(event: DnDEvent): List<File> = FileCopyPasteUtil.getFileListFromAttachedObject(event.attachedObject)

    private fun reference(file: File) = PathReference(file.path, folder = if (file.isDirectory) true else null)
}
