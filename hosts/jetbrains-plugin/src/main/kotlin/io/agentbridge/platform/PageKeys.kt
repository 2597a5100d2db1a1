package io.agentbridge.platform

import com.intellij.ide.IdeEventQueue
import com.intellij.openapi.Disposable
import com.intellij.openapi.actionSystem.KeyboardShortcut
import com.intellij.openapi.keymap.KeymapManager
import com.intellij.openapi.util.SystemInfo
import io.agentbridge.core.Chord
import io.agentbridge.core.HostNotice.FocusChanged.Place
import io.agentbridge.core.KeyRules
import java.awt.AWTEvent
import java.awt.KeyboardFocusManager
import java.awt.event.InputEvent
import java.awt.event.KeyEvent
import javax.swing.JComponent
import javax.swing.SwingUtilities

/**
 * Keys while the page has the focus. Events come here before the IDE's shortcuts; what is the page's goes to it directly, the
 * rest takes the usual way.
 *
 * @param leave gives the focus back to the editor
 */
class PageKeys(private val page: JComponent, private val leave: () -> Unit) : IdeEventQueue.EventDispatcher {
    /** Where in the page the focus is, as the page says. */
    var place: Place = Place.PAGE
    private val rules = KeyRules(SystemInfo.isMac, Shortcuts.ours().toSet())

    fun follow(parent: Disposable) = IdeEventQueue.getInstance().addDispatcher(this, parent)

    override fun dispatch(e: AWTEvent): Boolean {
        if (e !is KeyEvent || e.isConsumed || e.id == KeyEvent.KEY_TYPED) return false
        val owner = KeyboardFocusManager.getCurrentKeyboardFocusManager().focusOwner ?: return false
        if (!SwingUtilities.isDescendingFrom(owner, page)) return false
        val stroke = Chord.Stroke(e.keyCode, e.modifiersEx and MODIFIERS)
        if (rules.leaves(stroke)) {
            if (e.id == KeyEvent.KEY_PRESSED) leave()
            e.consume()
            return true
        }
        if (!rules.belongsToPage(stroke, place)) return false
        KeyboardFocusManager.getCurrentKeyboardFocusManager().redispatchEvent(owner, e)
        return true
    }

    private companion object {
        const val MODIFIERS =
            InputEvent.CTRL_DOWN_MASK or InputEvent.SHIFT_DOWN_MASK or InputEvent.ALT_DOWN_MASK or InputEvent.META_DOWN_MASK
    }
}

/** What the keymap binds, as strokes. */
object Shortcuts {
    /** Actions that a person needs while the page has all keys (a JCEF in a window of its own gives the IDE none). */
    private val OF_THE_IDE = listOf("GotoAction", "GotoFile", "RecentFiles", "FindInPath", "HideActiveWindow", "ActivateProjectToolWindow")

    fun ours(): List<Chord.Stroke> = strokes(ActionIds.ALL)

    /** Where JCEF has a window of its own, keys reach the page first: it sends these back. */
    fun chords(): List<Chord> = (strokes(ActionIds.ALL + OF_THE_IDE) + KeyRules.LEAVE).mapNotNull(Chord::of)

    /** The action a chord is bound to, of those above. */
    fun actionOf(chord: Chord): String? {
        val stroke = chord.toStroke() ?: return null
        return (ActionIds.ALL + OF_THE_IDE).firstOrNull { stroke in strokes(listOf(it)) }
    }

    private fun strokes(ids: List<String>): List<Chord.Stroke> {
        val keymap = KeymapManager.getInstance().activeKeymap
        return ids.flatMap { keymap.getShortcuts(it).toList() }
            .filterIsInstance<KeyboardShortcut>()
            .filter { it.secondKeyStroke == null }
            .map { Chord.Stroke(it.firstKeyStroke.keyCode, it.firstKeyStroke.modifiers and DOWN_MASKS) }
    }

    /** The older masks, which a `KeyStroke` carries too, are cut off. */
    private const val DOWN_MASKS =
        InputEvent.CTRL_DOWN_MASK or InputEvent.SHIFT_DOWN_MASK or InputEvent.ALT_DOWN_MASK or InputEvent.META_DOWN_MASK
}
