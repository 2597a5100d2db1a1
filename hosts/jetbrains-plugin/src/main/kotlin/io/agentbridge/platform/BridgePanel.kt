package io.agentbridge.platform

import com.intellij.ide.ui.LafManagerListener
import com.intellij.ide.ui.UISettingsListener
import com.intellij.openapi.Disposable
import com.intellij.openapi.application.ApplicationManager
import com.intellij.openapi.editor.colors.EditorColorsManager
import com.intellij.openapi.options.ShowSettingsUtil
import com.intellij.openapi.project.Project
import com.intellij.openapi.util.Disposer
import com.intellij.openapi.wm.ToolWindow
import com.intellij.openapi.wm.ToolWindowManager
import com.intellij.openapi.wm.ex.ToolWindowManagerListener
import com.intellij.ui.jcef.JBCefApp
import io.agentbridge.core.BridgeState
import io.agentbridge.core.HostCommand
import io.agentbridge.core.HostNotice.FocusChanged.Place
import io.agentbridge.core.HostSession
import io.agentbridge.core.PageCommand
import io.agentbridge.core.ReadyLine
import io.agentbridge.core.Remedy
import io.agentbridge.core.StartFailure
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.launch
import kotlinx.serialization.json.JsonPrimitive
import java.awt.BorderLayout
import java.awt.Component
import java.awt.event.WindowEvent
import java.awt.event.WindowFocusListener
import javax.swing.JPanel
import javax.swing.SwingUtilities

/** The tool window's content: the page of the bridge that runs, or what there is to say while none does. */
class BridgePanel(private val project: Project, private val window: ToolWindow) : JPanel(BorderLayout()), Disposable {
    private val service = BridgeService.of(project)
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)
    private val session = HostSession("JetBrains", ::post)
    private val notices = NoticeHandler(project, this)
    private var page: PageView? = null
    private var keys: PageKeys? = null

    val isInView: Boolean get() = window.isVisible && windowHasFocus()

    init {
        background = IdePalette.background()
        followLookAndFeel()
        followVisibility()
        EditorWatcher(project, scope, this) { session.keep(HostCommand.UpdateEditor(it)) }
        DroppedFiles.install(project, this, this) { session.say(HostCommand.InsertPaths(it)) }
        say(HostCommand.SetChords(Shortcuts.chords()))
        scope.launch { service.state.collect { onEdt(project) { show(it) } } }
        if (JBCefApp.isSupported()) service.start()
    }

    /** A deed for the page: at once, or when it is there. */
    fun tell(command: HostCommand) {
        service.start()
        session.say(command)
    }

    fun focusPage() {
        page?.focus()
        session.say(HostCommand.Command(PageCommand.FOCUS))
    }

    fun keysGoTo(place: Place) {
        keys?.place = place
    }

    override fun dispose() {
        scope.cancel()
        page = null
    }

    private fun post(command: HostCommand) {
        page?.post(command)
    }

    /** A state: kept, and said again to every page. */
    private fun say(command: HostCommand) = session.keep(command)

    private fun show(state: BridgeState) {
        if (!JBCefApp.isSupported()) return showContent(NoBrowserPanel.create(project, service, state))
        when (state) {
            is BridgeState.Running -> showPage(state.line)
            is BridgeState.Starting, BridgeState.Idle -> showMessage("Starting Agent Bridge…")
            is BridgeState.Restarting -> showFailure(state.failure, "It starts again by itself.")
            is BridgeState.Failed -> showFailure(state.failure, "")
        }
    }

    private fun showPage(line: ReadyLine) {
        closePage()
        val view = PageView(project, line, session, notices::hear)
        Disposer.register(this, view)
        page = view
        keys = PageKeys(view.component, ::leave).also { it.follow(view) }
        sayEverything()
        showContent(view.component)
    }

    private fun showMessage(text: String) {
        closePage()
        showContent(MessagePanel(text, "", emptyList()))
    }

    private fun showFailure(failure: StartFailure, more: String) {
        closePage()
        val details = failure.report().removePrefix(failure.message).trim()
        showContent(MessagePanel("${failure.message} $more".trim(), details, failure.remedies.map(::deed)))
    }

    private fun deed(remedy: Remedy): Pair<String, () -> Unit> = when (remedy) {
        Remedy.RESTART -> "Start Again" to { service.restart() }
        Remedy.OPEN_SETTINGS -> "Open Settings" to { openSettings(project) }
        Remedy.SHOW_LOG -> "Show Log" to { LogTab.show(project) }
    }

    private fun closePage() {
        keys = null
        page?.let(Disposer::dispose)
        page = null
    }

    private fun showContent(content: Component) {
        removeAll()
        add(content, BorderLayout.CENTER)
        revalidate()
        repaint()
    }

    /** Gives the focus back to the editor. */
    fun leave() = ToolWindowManager.getInstance(project).activateEditorComponent()

    private fun followLookAndFeel() {
        val bus = ApplicationManager.getApplication().messageBus.connect(this)
        val follower = LookFollower { onEdt(project, ::sayEverything) }
        bus.subscribe(LafManagerListener.TOPIC, follower)
        bus.subscribe(EditorColorsManager.TOPIC, follower)
        bus.subscribe(UISettingsListener.TOPIC, follower)
        project.messageBus.connect(this).subscribe(
            SettingsListener.TOPIC,
            SettingsListener { restart ->
                sayEverything()
                if (restart) service.restart()
            },
        )
    }

    private fun sayEverything() {
        background = IdePalette.background()
        say(IdePalette.theme())
        say(IdePalette.font())
        val own = AppSettings.instance.state
        val family = if (own.fontFamily.isBlank()) emptyMap() else mapOf("font-family" to JsonPrimitive(own.fontFamily))
        say(HostCommand.SetSettings(family + ("composer" to JsonPrimitive(own.composer))))
        sayVisibility()
    }

    private fun followVisibility() {
        project.messageBus.connect(this).subscribe(
            ToolWindowManagerListener.TOPIC,
            object : ToolWindowManagerListener {
                override fun stateChanged(toolWindowManager: ToolWindowManager) = sayVisibility()
            },
        )
        val listener = object : WindowFocusListener {
            override fun windowGainedFocus(e: WindowEvent) = sayVisibility()

            override fun windowLostFocus(e: WindowEvent) = sayVisibility()
        }
        addHierarchyListener { SwingUtilities.getWindowAncestor(this)?.let { if (listener !in it.windowFocusListeners) it.addWindowFocusListener(listener) } }
        Disposer.register(this) { SwingUtilities.getWindowAncestor(this)?.removeWindowFocusListener(listener) }
    }

    private fun sayVisibility() = say(HostCommand.Visibility(window.isVisible, windowHasFocus()))

    private fun windowHasFocus(): Boolean = SwingUtilities.getWindowAncestor(this)?.isFocused ?: false

    companion object {
        fun openSettings(project: Project) = ShowSettingsUtil.getInstance().showSettingsDialog(project, SettingsPage::class.java)
    }
}
