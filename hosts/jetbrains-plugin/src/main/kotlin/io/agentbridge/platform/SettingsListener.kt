package io.agentbridge.platform

import com.intellij.util.messages.Topic

/** Hears that settings were applied. */
fun interface SettingsListener {
    /** [restart]: what a bridge is started with has changed. */
    fun settingsApplied(restart: Boolean)

    companion object {
        @JvmField
        @Topic.ProjectLevel
        val TOPIC: Topic<SettingsListener> = Topic("Agent Bridge settings", SettingsListener::class.java)
    }
}
