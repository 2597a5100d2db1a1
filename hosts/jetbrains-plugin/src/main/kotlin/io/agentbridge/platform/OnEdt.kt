package io.agentbridge.platform

import com.intellij.openapi.application.ApplicationManager
import com.intellij.openapi.application.ModalityState
import com.intellij.openapi.project.Project

/** Later on the thread of the user interface, also while a dialog is open; not at all once the project is gone. */
fun onEdt(project: Project, work: () -> Unit) {
    ApplicationManager.getApplication().invokeLater({ if (!project.isDisposed) work() }, ModalityState.any())
}
