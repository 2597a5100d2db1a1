package io.agentbridge.platform

/** The ids of plugin.xml, for code that looks actions up. */
object ActionIds {
    const val SHOW_LOG = "AgentBridge.ShowLog"
    const val RESTART = "AgentBridge.Restart"
    const val OPEN_IN_BROWSER = "AgentBridge.OpenInBrowser"
    const val NEW_SESSION = "AgentBridge.NewSession"
    const val GROUP_OF_TITLE = "AgentBridge.TitleActions"

    val ALL = listOf(
        "AgentBridge.AddFile", "AgentBridge.AddSelectedLines", "AgentBridge.PastePath", NEW_SESSION, "AgentBridge.SendSelection", RESTART,
        OPEN_IN_BROWSER, SHOW_LOG, "AgentBridge.Focus",
    )
}
