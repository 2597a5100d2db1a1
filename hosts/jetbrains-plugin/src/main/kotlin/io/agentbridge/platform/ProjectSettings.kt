package io.agentbridge.platform

import com.intellij.openapi.components.PersistentStateComponent
import com.intellij.openapi.components.Service
import com.intellij.openapi.components.State
import com.intellij.openapi.components.Storage
import com.intellij.openapi.components.StoragePathMacros
import com.intellij.openapi.project.Project

/**
 * What a person sets for one project. Kept among the IDE's own files, not in the project's folder: what is cloned must not choose
 * the command that runs, or what is shared.
 */
@Service(Service.Level.PROJECT)
@State(name = "AgentBridge", storages = [Storage(StoragePathMacros.PRODUCT_WORKSPACE_FILE)])
class ProjectSettings : PersistentStateComponent<ProjectSettings.Values> {
    class Values {
        var command: String = ""
        var environment: String = ""
        var shareEditor: Boolean = true
        var neverShare: String = ""
    }

    private var values = Values()

    override fun getState(): Values = values

    override fun loadState(state: Values) {
        values = state
    }

    companion object {
        fun of(project: Project): ProjectSettings = project.getService(ProjectSettings::class.java)
    }
}
