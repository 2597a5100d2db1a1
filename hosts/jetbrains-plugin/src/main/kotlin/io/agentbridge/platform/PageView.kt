package io.agentbridge.platform

import com.intellij.ide.BrowserUtil
import com.intellij.openapi.Disposable
import com.intellij.openapi.project.Project
import com.intellij.openapi.util.Disposer
import com.intellij.ui.jcef.JBCefBrowser
import com.intellij.ui.jcef.JBCefBrowserBase
import com.intellij.ui.jcef.JBCefClient
import com.intellij.ui.jcef.JBCefJSQuery
import io.agentbridge.core.HostCommand
import io.agentbridge.core.HostNotice
import io.agentbridge.core.HostSession
import io.agentbridge.core.PageScript
import io.agentbridge.core.ReadyLine
import org.cef.browser.CefBrowser
import org.cef.browser.CefFrame
import org.cef.handler.CefLifeSpanHandlerAdapter
import org.cef.handler.CefLoadHandlerAdapter
import org.cef.handler.CefRequestHandlerAdapter
import org.cef.network.CefRequest
import javax.swing.JComponent
import javax.swing.Timer

/**
 * The page of one bridge in JCEF. Ends with its parent; a new bridge gets a new one.
 *
 * @param heard gets the page's notices, on the thread of the user interface
 */
class PageView(
    private val project: Project,
    private val line: ReadyLine,
    private val session: HostSession,
    private val heard: (HostNotice) -> Unit,
) : Disposable {
    private val browser: JBCefBrowser = JBCefBrowser.createBuilder().setCreateImmediately(false).build()

    // Before the browser's native part exists: later, JCEF has no free slot for it.
    private val query: JBCefJSQuery = JBCefJSQuery.create(browser as JBCefBrowserBase)

    private var patience = REPETITIONS
    private val repetitions = Timer(REPEAT_MS) { introduceAgain() }

    val component: JComponent get() = browser.component

    init {
        Disposer.register(this, browser)
        Disposer.register(this, query)
        query.addHandler { text ->
            hear(text)
            null // answers success("")
        }
        val client: JBCefClient = browser.jbCefClient
        client.addLoadHandler(Loading(), browser.cefBrowser)
        client.addRequestHandler(OwnPagesOnly(), browser.cefBrowser)
        client.addLifeSpanHandler(NoPopups(), browser.cefBrowser)
        session.begin(line.token)
        browser.loadURL(line.uiBase)
        repetitions.start()
    }

    /** Runs a command in the page; on the thread of the user interface. The script may carry the token: it is logged nowhere. */
    fun post(command: HostCommand) = run(PageScript.say(command, line.origin))

    fun focus() = component.requestFocusInWindow()

    override fun dispose() {
        repetitions.stop()
        session.end()
    }

    /**
     * Says who we are, and all we know; again until the page answers, since what is said to a page that does not listen yet, or
     * whose end of loading JCEF does not tell, is lost.
     */
    private fun introduce() {
        repetitions.restart()
        run(PageScript.door(query::inject))
        session.pageLoaded()
    }

    private fun introduceAgain() {
        if (session.isHeard || --patience < 0) repetitions.stop() else introduce()
    }

    private fun run(script: String) = browser.cefBrowser.executeJavaScript(script, line.uiBase, 0)

    private fun hear(text: String) {
        val notice = HostNotice.read(text) ?: return
        onEdt(project) {
            session.pageAnswered()
            heard(notice)
        }
    }

    private fun isOurs(url: String): Boolean = url == line.origin || url.startsWith(line.uiBase)

    private inner class Loading : CefLoadHandlerAdapter() {
        override fun onLoadEnd(browser: CefBrowser?, frame: CefFrame?, httpStatusCode: Int) {
            if (frame == null || !frame.isMain || !isOurs(frame.url)) return
            onEdt(project, ::introduce)
        }
    }

    /** Another page never comes into the frame that knows the token: links open in the person's own browser. */
    private inner class OwnPagesOnly : CefRequestHandlerAdapter() {
        override fun onBeforeBrowse(browser: CefBrowser?, frame: CefFrame?, request: CefRequest, userGesture: Boolean, isRedirect: Boolean): Boolean {
            if (frame?.isMain == false || isOurs(request.url)) return false
            openOutside(request.url)
            return true
        }
    }

    private inner class NoPopups : CefLifeSpanHandlerAdapter() {
        override fun onBeforePopup(browser: CefBrowser?, frame: CefFrame?, targetUrl: String?, targetFrameName: String?): Boolean {
            targetUrl?.let(::openOutside)
            return true
        }
    }

    private fun openOutside(url: String) {
        if (url.startsWith("https://") || url.startsWith("http://")) onEdt(project) { BrowserUtil.browse(url) }
    }

    private companion object {
        /** Half a minute: a busy machine may take that long for a page, and one that never answers is not asked for ever. */
        const val REPEAT_MS = 1_000
        const val REPETITIONS = 30
    }
}
