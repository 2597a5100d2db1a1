package io.agentbridge.platform

import com.intellij.util.ui.JBUI
import java.awt.BorderLayout
import java.awt.FlowLayout
import javax.swing.Box
import javax.swing.BoxLayout
import javax.swing.JButton
import javax.swing.JComponent
import javax.swing.JPanel
import javax.swing.JScrollPane
import javax.swing.JTextArea

/** A text in place of the page, what it is about, and what can be done: each a button. */
class MessagePanel(message: String, details: String, deeds: List<Pair<String, () -> Unit>>) : JPanel(BorderLayout()) {
    init {
        border = JBUI.Borders.empty(MARGIN)
        val head = JPanel().apply {
            layout = BoxLayout(this, BoxLayout.Y_AXIS)
            add(text(message))
            add(Box.createVerticalStrut(MARGIN))
            add(buttons(deeds))
        }
        add(head, BorderLayout.NORTH)
        if (details.isNotBlank()) add(JScrollPane(text(details)), BorderLayout.CENTER)
    }

    private fun buttons(deeds: List<Pair<String, () -> Unit>>): JComponent = JPanel(FlowLayout(FlowLayout.LEADING, 0, 0)).apply {
        alignmentX = LEFT_ALIGNMENT
        for ((name, deed) in deeds) {
            add(JButton(name).apply { addActionListener { deed() } })
            add(Box.createHorizontalStrut(GAP))
        }
    }

    /** Can be selected and copied, and is read by screen readers. */
    private fun text(words: String) = JTextArea(words).apply {
        alignmentX = LEFT_ALIGNMENT
        isEditable = false
        isOpaque = false
        lineWrap = true
        wrapStyleWord = true
    }

    private companion object {
        const val MARGIN = 16
        const val GAP = 8
    }
}
