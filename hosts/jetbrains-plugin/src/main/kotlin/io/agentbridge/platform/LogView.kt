package io.agentbridge.platform

import com.intellij.openapi.Disposable
import com.intellij.openapi.project.Project
import io.agentbridge.core.LogBuffer
import java.awt.BorderLayout
import java.awt.Font
import javax.swing.JPanel
import javax.swing.JScrollPane
import javax.swing.JTextArea

/** What the bridge writes to stderr. */
class LogView(private val project: Project, private val log: LogBuffer) : JPanel(BorderLayout()), Disposable {
    private val area = JTextArea().apply {
        isEditable = false
        font = Font(Font.MONOSPACED, Font.PLAIN, font.size)
    }
    private val listener: (String) -> Unit = { line -> onEdt(project) { show(line) } }

    init {
        add(JScrollPane(area), BorderLayout.CENTER)
        log.follow(listener).forEach(::show)
    }

    override fun dispose() = log.unfollow(listener)

    private fun show(line: String) {
        area.append(line + "\n")
        val extra = area.document.length - MAX_CHARS
        if (extra > 0) area.document.remove(0, extra)
        area.caretPosition = area.document.length
    }

    private companion object {
        const val MAX_CHARS = 500_000
    }
}
