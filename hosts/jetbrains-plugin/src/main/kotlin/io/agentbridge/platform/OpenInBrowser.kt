package io.agentbridge.platform

import com.intellij.ide.BrowserUtil
import com.intellij.openapi.project.Project

/** The page in the person's own browser, by a link that works once (`agent-bridge open --print`): no token in an address. */
object OpenInBrowser {
    fun open(project: Project) {
        val service = BridgeService.of(project)
        service.start()
        service.ask(listOf("open", "--print")) { said ->
            val link = said.trim().lines().lastOrNull { it.startsWith("http://127.0.0.1:") || it.startsWith("http://localhost:") || it.startsWith("http://[::1]:") }
            if (link != null) onEdt(project) { BrowserUtil.browse(link) }
        }
    }
}
