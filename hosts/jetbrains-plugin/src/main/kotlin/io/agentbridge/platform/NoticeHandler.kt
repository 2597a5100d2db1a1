package io.agentbridge.platform

import com.intellij.ide.BrowserUtil
import com.intellij.notification.NotificationAction
import com.intellij.notification.NotificationGroupManager
import com.intellij.notification.NotificationType
import com.intellij.openapi.actionSystem.ActionManager
import com.intellij.openapi.ide.CopyPasteManager
import com.intellij.openapi.project.Project
import com.intellij.openapi.util.text.StringUtil
import io.agentbridge.core.HostCommand
import io.agentbridge.core.HostNotice
import io.agentbridge.core.KeyRules
import io.agentbridge.core.PageCommand
import io.agentbridge.core.PathReference
import io.agentbridge.core.PathText
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.booleanOrNull
import kotlinx.serialization.json.intOrNull
import java.awt.datatransfer.StringSelection
import java.nio.file.Files

/** Does what the page asks for. On the thread of the user interface. */
class NoticeHandler(private val project: Project, private val panel: BridgePanel) {
    private val diffs by lazy { ProposedChanges(project, panel, panel::tell) }

    fun hear(notice: HostNotice) {
        when (notice) {
            is HostNotice.OpenFileAt -> FileOpener.open(project, notice)
            is HostNotice.Notify -> notify(notice)
            is HostNotice.ChordPressed -> press(notice)
            is HostNotice.OpenExternal -> BrowserUtil.browse(notice.url)
            is HostNotice.Copy -> CopyPasteManager.getInstance().setContents(StringSelection(notice.text))
            is HostNotice.DropUris -> insertDropped(notice.uris)
            is HostNotice.FocusChanged -> panel.keysGoTo(notice.focus)
            is HostNotice.Action -> act(notice.name)
            is HostNotice.SettingChanged -> keep(notice)
            is HostNotice.ShowDiff -> diffs.show(notice)
            is HostNotice.CloseDiff -> diffs.close(notice.diffId)
            // The tool window shows both by itself: the page's own list, and nothing while it loads.
            is HostNotice.AgentStates, is HostNotice.UiLoaded -> Unit
        }
    }

    private fun notify(notice: HostNotice.Notify) {
        if (!AppSettings.instance.state.notifications || panel.isInView) return
        val type = if (notice.kind == HostNotice.Notify.Kind.FAILED) NotificationType.WARNING else NotificationType.INFORMATION
        // Both come from an agent: text, and never markup.
        val title = StringUtil.escapeXmlEntities(notice.title)
        val body = StringUtil.escapeXmlEntities(notice.body)
        val show = NotificationAction.createSimpleExpiring("Show") {
            ToolWindows.show(project) { it.tell(HostCommand.Command(PageCommand.SHOW_SESSION, sessionId = notice.sessionId)) }
        }
        NotificationGroupManager.getInstance().getNotificationGroup(GROUP).createNotification(title, body, type).addAction(show).notify(project)
    }

    private fun press(notice: HostNotice.ChordPressed) {
        if (notice.chord.toStroke() == KeyRules.LEAVE) return panel.leave()
        val action = Shortcuts.actionOf(notice.chord)?.let(ActionManager.getInstance()::getAction) ?: return
        ActionManager.getInstance().tryToExecute(action, null, panel, PLACE, true)
    }

    private fun insertDropped(uris: List<String>) {
        val paths = uris.mapNotNull(PathText::fileOf).distinct()
        if (paths.isNotEmpty()) panel.tell(HostCommand.InsertPaths(paths.map { PathReference("$it", folder = if (Files.isDirectory(it)) true else null) }))
    }

    private fun act(name: HostNotice.Action.Name) = when (name) {
        HostNotice.Action.Name.RESTART_BRIDGE -> BridgeService.of(project).restart()
        HostNotice.Action.Name.SHOW_LOG -> LogTab.show(project)
        HostNotice.Action.Name.OPEN_IN_BROWSER -> OpenInBrowser.open(project)
        HostNotice.Action.Name.OPEN_SETTINGS -> BridgePanel.openSettings(project)
        HostNotice.Action.Name.DOCTOR -> doctor()
    }

    private fun doctor() {
        val service = BridgeService.of(project)
        service.ask(listOf("doctor")) { report ->
            report.lineSequence().forEach(service.log::add)
            onEdt(project) { LogTab.show(project) }
        }
    }

    /** What a person changes in the page is in the IDE's settings too: these are said to every page, and win. */
    private fun keep(notice: HostNotice.SettingChanged) {
        val value = notice.value as? JsonPrimitive ?: return
        val own = AppSettings.instance.state
        when (notice.key) {
            "fontSize", "font-size" -> value.intOrNull?.takeIf { it in FONT_SIZES }?.let { own.fontSize = it }
            "font-family" -> own.fontFamily = value.content
            "composer" -> value.booleanOrNull?.let { own.composer = it }
        }
    }

    private companion object {
        const val GROUP = "Agent Bridge"
        const val PLACE = "AgentBridgePage"
        val FONT_SIZES = 8..72
    }
}
