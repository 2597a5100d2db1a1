package io.agentbridge.platform

import com.intellij.ide.actions.RevealFileAction
import com.intellij.openapi.application.ApplicationManager
import com.intellij.openapi.fileEditor.OpenFileDescriptor
import com.intellij.openapi.project.Project
import com.intellij.openapi.vfs.VirtualFile
import com.intellij.openapi.vfs.VirtualFileManager
import io.agentbridge.core.HostNotice
import io.agentbridge.core.PathText
import java.nio.file.Path

/** Opens what the page names: the first place that exists, at its line. */
object FileOpener {
    fun open(project: Project, notice: HostNotice.OpenFileAt) {
        val folders = listOfNotNull(project.basePath?.let(Path::of))
        val candidates = PathText.candidates(notice.path, folders, Path.of(System.getProperty("user.home")))
        // Looking on the disk may take its time (a network drive), so not on the thread of the user interface.
        ApplicationManager.getApplication().executeOnPooledThread {
            val file = candidates.firstNotNullOfOrNull(VirtualFileManager.getInstance()::refreshAndFindFileByNioPath)
            if (file != null) onEdt(project) { show(project, file, notice) }
        }
    }

    private fun show(project: Project, file: VirtualFile, notice: HostNotice.OpenFileAt) {
        if (file.isDirectory) return RevealFileAction.openDirectory(Path.of(file.path))
        val line = notice.range?.start ?: 0
        OpenFileDescriptor(project, file, line, notice.column ?: 0).navigate(notice.preserveFocus != true)
    }
}
