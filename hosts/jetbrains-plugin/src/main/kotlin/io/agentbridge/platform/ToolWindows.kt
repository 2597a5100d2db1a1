package io.agentbridge.platform

import com.intellij.openapi.actionSystem.ActionGroup
import com.intellij.openapi.actionSystem.ActionManager
import com.intellij.openapi.project.DumbAware
import com.intellij.openapi.project.Project
import com.intellij.openapi.util.Key
import com.intellij.openapi.wm.ToolWindow
import com.intellij.openapi.wm.ToolWindowFactory
import com.intellij.openapi.wm.ToolWindowManager
import com.intellij.ui.content.ContentFactory

/** Makes the tool window's content when it is opened for the first time: nothing runs before. */
class AgentBridgeToolWindowFactory : ToolWindowFactory, DumbAware {
    override fun createToolWindowContent(project: Project, toolWindow: ToolWindow) {
        val panel = BridgePanel(project, toolWindow)
        val content = ContentFactory.getInstance().createContent(panel, null, false)
        content.setCloseable(false)
        content.setDisposer(panel)
        content.putUserData(ToolWindows.PANEL, panel)
        content.setPreferredFocusableComponent(panel)
        toolWindow.contentManager.addContent(content)
        (ActionManager.getInstance().getAction(ActionIds.GROUP_OF_TITLE) as? ActionGroup)?.let { toolWindow.setTitleActions(listOf(it)) }
    }
}

/** The tool window of a project, for everybody else. */
object ToolWindows {
    const val ID = "Agent Bridge"
    internal val PANEL: Key<BridgePanel> = Key.create("AgentBridge.panel")

    /** Opens it, gives it the focus, and then does [work]. */
    fun show(project: Project, work: (BridgePanel) -> Unit) {
        val window = ToolWindowManager.getInstance(project).getToolWindow(ID) ?: return
        window.activate {
            panelOf(window)?.let {
                it.focusPage()
                work(it)
            }
        }
    }

    private fun panelOf(window: ToolWindow): BridgePanel? = window.contentManager.contents.firstNotNullOfOrNull { it.getUserData(PANEL) }
}

/** The log beside the page: a tab that is opened when asked for, and closed like any other. */
object LogTab {
    private val VIEW: Key<LogView> = Key.create("AgentBridge.log")

    fun show(project: Project) {
        val window = ToolWindowManager.getInstance(project).getToolWindow(ToolWindows.ID) ?: return
        window.activate {
            val contents = window.contentManager
            val open = contents.contents.firstOrNull { it.getUserData(VIEW) != null }
            if (open != null) {
                contents.setSelectedContent(open)
            } else {
                val view = LogView(project, BridgeService.of(project).log)
                val content = ContentFactory.getInstance().createContent(view, "Log", false)
                content.setDisposer(view)
                content.putUserData(VIEW, view)
                contents.addContent(content)
                contents.setSelectedContent(content)
            }
        }
    }

    /** Folds it away if it is in front. */
    fun toggle(project: Project) {
        val contents = ToolWindowManager.getInstance(project).getToolWindow(ToolWindows.ID)?.contentManager ?: return
        val shown = contents.selectedContent?.takeIf { it.getUserData(VIEW) != null }
        if (shown != null) contents.removeContent(shown, true) else show(project)
    }
}
