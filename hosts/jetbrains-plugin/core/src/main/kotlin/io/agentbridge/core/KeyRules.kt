package io.agentbridge.core

import io.agentbridge.core.HostNotice.FocusChanged.Place
import java.awt.event.InputEvent
import java.awt.event.KeyEvent

/**
 * Whose a key is while the page has the focus: the page's, or the IDE's.
 *
 * A terminal needs Esc, Tab and Ctrl with a letter, which an IDE takes for itself; a person needs the IDE's own windows. What
 * is bound to an action of this plugin is always the IDE's.
 *
 * @param mac there Cmd is what Ctrl is elsewhere, and Ctrl belongs to terminals alone
 */
class KeyRules(private val mac: Boolean, private val ours: Set<Chord.Stroke>) {
    fun belongsToPage(stroke: Chord.Stroke, place: Place): Boolean = when {
        place == Place.NONE || stroke in ours || leaves(stroke) -> false
        stroke.keyCode == KeyEvent.VK_ESCAPE || stroke.keyCode == KeyEvent.VK_TAB -> !held(stroke, InputEvent.META_DOWN_MASK)
        held(stroke, InputEvent.META_DOWN_MASK) -> mac && stroke.keyCode in EDITING
        held(stroke, InputEvent.CTRL_DOWN_MASK) -> control(stroke, place)
        held(stroke, InputEvent.ALT_DOWN_MASK) -> place == Place.TERMINAL && isLetter(stroke)
        else -> stroke.keyCode !in KeyEvent.VK_F1..KeyEvent.VK_F12
    }

    /** Shift+Esc gives the focus back to the editor. */
    fun leaves(stroke: Chord.Stroke): Boolean = stroke == LEAVE

    private fun control(stroke: Chord.Stroke, place: Place): Boolean = when {
        held(stroke, InputEvent.ALT_DOWN_MASK) -> false
        held(stroke, InputEvent.SHIFT_DOWN_MASK) -> stroke.keyCode in WITH_SHIFT
        place == Place.TERMINAL -> isLetter(stroke) || stroke.keyCode in CONTROL_SIGNS
        else -> stroke.keyCode in EDITING || stroke.keyCode == KeyEvent.VK_ENTER
    }

    private fun held(stroke: Chord.Stroke, mask: Int): Boolean = stroke.modifiers and mask != 0

    private fun isLetter(stroke: Chord.Stroke): Boolean = stroke.keyCode in KeyEvent.VK_A..KeyEvent.VK_Z

    companion object {
        val LEAVE = Chord.Stroke(KeyEvent.VK_ESCAPE, InputEvent.SHIFT_DOWN_MASK)

        /** Copy, cut, paste, undo, redo, select all, and words and lines by the arrows. */
        private val EDITING = setOf(
            KeyEvent.VK_A, KeyEvent.VK_C, KeyEvent.VK_V, KeyEvent.VK_X, KeyEvent.VK_Y, KeyEvent.VK_Z,
            KeyEvent.VK_LEFT, KeyEvent.VK_RIGHT, KeyEvent.VK_UP, KeyEvent.VK_DOWN, KeyEvent.VK_HOME, KeyEvent.VK_END,
            KeyEvent.VK_BACK_SPACE, KeyEvent.VK_DELETE, KeyEvent.VK_EQUALS, KeyEvent.VK_MINUS, KeyEvent.VK_PLUS,
        )

        /** What the page does with Ctrl+Shift: copy, paste, search. */
        private val WITH_SHIFT = setOf(KeyEvent.VK_C, KeyEvent.VK_V, KeyEvent.VK_F)

        /** Ctrl with these is a control character, or moves the cursor. */
        private val CONTROL_SIGNS = EDITING + setOf(
            KeyEvent.VK_OPEN_BRACKET, KeyEvent.VK_CLOSE_BRACKET, KeyEvent.VK_BACK_SLASH, KeyEvent.VK_SLASH, KeyEvent.VK_SPACE,
            KeyEvent.VK_UNDERSCORE, KeyEvent.VK_ENTER, KeyEvent.VK_2, KeyEvent.VK_6,
        )
    }
}
