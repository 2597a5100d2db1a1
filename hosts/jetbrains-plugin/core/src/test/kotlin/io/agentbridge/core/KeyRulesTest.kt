package io.agentbridge.core

import io.agentbridge.core.HostNotice.FocusChanged.Place
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.awt.event.InputEvent.ALT_DOWN_MASK
import java.awt.event.InputEvent.CTRL_DOWN_MASK
import java.awt.event.InputEvent.META_DOWN_MASK
import java.awt.event.InputEvent.SHIFT_DOWN_MASK
import java.awt.event.KeyEvent

class KeyRulesTest {
    private val addFile = Chord.Stroke(KeyEvent.VK_COMMA, CTRL_DOWN_MASK)
    private val rules = KeyRules(mac = false, ours = setOf(addFile))

    private fun page(code: Int, modifiers: Int = 0, place: Place = Place.TERMINAL) = rules.belongsToPage(Chord.Stroke(code, modifiers), place)

    @Test
    fun `a terminal gets Esc, Tab and Ctrl with a letter`() {
        assertTrue(page(KeyEvent.VK_ESCAPE))
        assertTrue(page(KeyEvent.VK_TAB))
        assertTrue(page(KeyEvent.VK_TAB, SHIFT_DOWN_MASK))
        for (letter in KeyEvent.VK_A..KeyEvent.VK_Z) assertTrue(page(letter, CTRL_DOWN_MASK))
        assertTrue(page(KeyEvent.VK_BACK_SLASH, CTRL_DOWN_MASK))
        assertTrue(page(KeyEvent.VK_B, ALT_DOWN_MASK))
        assertTrue(page(KeyEvent.VK_C, CTRL_DOWN_MASK or SHIFT_DOWN_MASK))
        assertTrue(page(KeyEvent.VK_Q))
    }

    @Test
    fun `the IDE keeps its windows, its search and what is bound to this plugin`() {
        assertFalse(page(KeyEvent.VK_1, ALT_DOWN_MASK))
        assertFalse(page(KeyEvent.VK_F12))
        assertFalse(page(KeyEvent.VK_A, CTRL_DOWN_MASK or SHIFT_DOWN_MASK))
        assertFalse(page(KeyEvent.VK_L, CTRL_DOWN_MASK or ALT_DOWN_MASK))
        assertFalse(page(KeyEvent.VK_N, META_DOWN_MASK))
        assertFalse(page(addFile.keyCode, addFile.modifiers))
    }

    @Test
    fun `outside of the terminal only what edits text is the page's`() {
        assertTrue(page(KeyEvent.VK_V, CTRL_DOWN_MASK, Place.COMPOSER))
        assertTrue(page(KeyEvent.VK_ENTER, CTRL_DOWN_MASK, Place.COMPOSER))
        assertTrue(page(KeyEvent.VK_ESCAPE, 0, Place.PAGE))
        assertFalse(page(KeyEvent.VK_N, CTRL_DOWN_MASK, Place.COMPOSER))
        assertFalse(page(KeyEvent.VK_B, ALT_DOWN_MASK, Place.COMPOSER))
        assertFalse(page(KeyEvent.VK_ESCAPE, 0, Place.NONE))
    }

    @Test
    fun `Shift+Esc leaves`() {
        val leave = Chord.Stroke(KeyEvent.VK_ESCAPE, SHIFT_DOWN_MASK)
        assertTrue(rules.leaves(leave))
        assertFalse(rules.belongsToPage(leave, Place.TERMINAL))
        assertFalse(rules.leaves(Chord.Stroke(KeyEvent.VK_ESCAPE, 0)))
    }

    @Test
    fun `on a Mac the terminal has Ctrl, and Cmd edits`() {
        val mac = KeyRules(mac = true, ours = emptySet())
        val answers = listOf(KeyEvent.VK_C, KeyEvent.VK_O).map { mac.belongsToPage(Chord.Stroke(it, META_DOWN_MASK), Place.TERMINAL) }
        assertEquals(listOf(true, false), answers)
        assertTrue(mac.belongsToPage(Chord.Stroke(KeyEvent.VK_C, CTRL_DOWN_MASK), Place.TERMINAL))
    }
}
