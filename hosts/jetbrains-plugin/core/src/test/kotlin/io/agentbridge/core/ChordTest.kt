package io.agentbridge.core

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Test
import java.awt.event.InputEvent.ALT_DOWN_MASK
import java.awt.event.InputEvent.CTRL_DOWN_MASK
import java.awt.event.InputEvent.META_DOWN_MASK
import java.awt.event.InputEvent.SHIFT_DOWN_MASK
import java.awt.event.KeyEvent

class ChordTest {
    @Test
    fun `a key of the keymap is the same key on its way back`() {
        val strokes = listOf(
            Chord.Stroke(KeyEvent.VK_COMMA, CTRL_DOWN_MASK or SHIFT_DOWN_MASK),
            Chord.Stroke(KeyEvent.VK_BACK_SLASH, META_DOWN_MASK),
            Chord.Stroke(KeyEvent.VK_P, CTRL_DOWN_MASK or ALT_DOWN_MASK),
            Chord.Stroke(KeyEvent.VK_F12, 0),
            Chord.Stroke(KeyEvent.VK_ESCAPE, SHIFT_DOWN_MASK),
            Chord.Stroke(KeyEvent.VK_7, ALT_DOWN_MASK),
        )
        for (stroke in strokes) assertEquals(stroke, Chord.of(stroke)?.toStroke())
        assertEquals(Chord(",", "Comma", ctrlKey = true, shiftKey = true), Chord.of(strokes[0]))
        assertEquals(Chord("p", "KeyP", ctrlKey = true, altKey = true), Chord.of(strokes[2]))
    }

    @Test
    fun `what one side cannot name is left out`() {
        assertNull(Chord.of(Chord.Stroke(KeyEvent.VK_KANJI, 0)))
        assertNull(Chord("ü", "Whatever").toStroke())
    }
}
