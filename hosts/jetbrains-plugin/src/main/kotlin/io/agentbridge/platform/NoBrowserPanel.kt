package io.agentbridge.platform

import com.intellij.openapi.project.Project
import io.agentbridge.core.BridgeState

/** Where the IDE's Java has no JCEF: what to do, and the page in a browser instead. */
object NoBrowserPanel {
    fun create(project: Project, service: BridgeService, state: BridgeState): MessagePanel {
        val message = "This IDE runs on a Java without JCEF, the browser that shows the page. Choose one with it: Find Action (Ctrl+Shift+A), " +
            "\"Choose Boot Java Runtime for the IDE…\", a JetBrains Runtime with JCEF, then restart the IDE. Or use the page in your browser."
        val details = when (state) {
            is BridgeState.Failed -> state.failure.report()
            is BridgeState.Restarting -> state.failure.report()
            else -> ""
        }
        val open = "Open in Browser" to { OpenInBrowser.open(project) }
        val settings = "Open Settings" to { BridgePanel.openSettings(project) }
        return MessagePanel(message, details, listOf(open, settings, "Start Again" to { service.restart() }))
    }
}
