package io.agentbridge.core

import kotlinx.serialization.Serializable
import java.awt.event.InputEvent
import java.awt.event.KeyEvent

/** A key with its modifiers, as a browser's `KeyboardEvent` names them. */
@Serializable
data class Chord(
    val key: String,
    val code: String,
    val ctrlKey: Boolean = false,
    val shiftKey: Boolean = false,
    val altKey: Boolean = false,
    val metaKey: Boolean = false,
) {
    /** The AWT code of the key, and its modifiers; null where AWT has none for it. */
    fun toStroke(): Stroke? = NAMES.entries.firstOrNull { it.value.code == code }?.let { Stroke(it.key, modifiers()) }

    private fun modifiers(): Int =
        (if (ctrlKey) InputEvent.CTRL_DOWN_MASK else 0) or (if (shiftKey) InputEvent.SHIFT_DOWN_MASK else 0) or
            (if (altKey) InputEvent.ALT_DOWN_MASK else 0) or (if (metaKey) InputEvent.META_DOWN_MASK else 0)

    /** A key as AWT has it: `KeyEvent.VK_…` and `InputEvent.…_DOWN_MASK`. */
    data class Stroke(val keyCode: Int, val modifiers: Int)

    private class Name(val key: String, val code: String)

    companion object {
        private val NAMES: Map<Int, Name> = buildMap {
            for (letter in 'A'..'Z') put(KeyEvent.VK_A + (letter - 'A'), Name(letter.lowercase(), "Key$letter"))
            for (digit in 0..9) put(KeyEvent.VK_0 + digit, Name("$digit", "Digit$digit"))
            for (number in 1..12) put(KeyEvent.VK_F1 + number - 1, Name("F$number", "F$number"))
            put(KeyEvent.VK_COMMA, Name(",", "Comma"))
            put(KeyEvent.VK_PERIOD, Name(".", "Period"))
            put(KeyEvent.VK_SLASH, Name("/", "Slash"))
            put(KeyEvent.VK_BACK_SLASH, Name("\\", "Backslash"))
            put(KeyEvent.VK_QUOTE, Name("'", "Quote"))
            put(KeyEvent.VK_SEMICOLON, Name(";", "Semicolon"))
            put(KeyEvent.VK_ESCAPE, Name("Escape", "Escape"))
        }

        /** Null where a page cannot name the key. */
        fun of(stroke: Stroke): Chord? {
            val name = NAMES[stroke.keyCode] ?: return null
            val held = { mask: Int -> stroke.modifiers and mask != 0 }
            return Chord(
                name.key,
                name.code,
                held(InputEvent.CTRL_DOWN_MASK),
                held(InputEvent.SHIFT_DOWN_MASK),
                held(InputEvent.ALT_DOWN_MASK),
                held(InputEvent.META_DOWN_MASK),
            )
        }
    }
}
