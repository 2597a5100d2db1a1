package io.agentbridge.platform

import com.intellij.openapi.application.ApplicationManager
import com.intellij.openapi.components.PersistentStateComponent
import com.intellij.openapi.components.Service
import com.intellij.openapi.components.State
import com.intellij.openapi.components.Storage

/** What holds for every project of this user. The binary is here and nowhere else: no repository may choose what runs. */
@Service(Service.Level.APP)
@State(name = "AgentBridge", storages = [Storage("agentBridge.xml")])
class AppSettings : PersistentStateComponent<AppSettings.Values> {
    /** Mutable, with defaults: that is how the platform writes and reads it. */
    class Values {
        var binary: String = ""
        var fontFamily: String = ""

        /** 0: as the editor's. */
        var fontSize: Int = 0
        var composer: Boolean = true
        var notifications: Boolean = true
    }

    private var values = Values()

    override fun getState(): Values = values

    override fun loadState(state: Values) {
        values = state
    }

    companion object {
        val instance: AppSettings get() = ApplicationManager.getApplication().getService(AppSettings::class.java)
    }
}
