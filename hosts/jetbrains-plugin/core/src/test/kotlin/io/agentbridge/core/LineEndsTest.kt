package io.agentbridge.core

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

class LineEndsTest {
    @Test
    fun `what nobody changed is what it was`() {
        for (text in listOf("", "a", "a\r\nb\nc\rd", "\uFEFFa\r\n", "a\n\n\r\n")) {
            assertEquals(text, LineEnds.fromEditor(text, LineEnds.toEditor(text)))
        }
    }

    @Test
    fun `a line that was changed gets the end that most have, and the others keep theirs`() {
        assertEquals("a\r\nB\r\n", LineEnds.fromEditor("a\r\nb\r\n", "a\nB\n"))
        assertEquals("a\r\nb\r\nc", LineEnds.fromEditor("a\r\nb", "a\nb\nc"))
        assertEquals("a\nb\r\nC\n", LineEnds.fromEditor("a\nb\r\nc\n", "a\nb\nC\n"))
        assertEquals("\uFEFFb\r\n", LineEnds.fromEditor("\uFEFFa\r\n", "b\n"))
        assertEquals("a\nb\n", LineEnds.fromEditor("a", "a\nb\n"))
        assertEquals("a\r\nb", LineEnds.fromEditor("a\r\nb\r\n", "a\nb"))
    }

    @Test
    fun `two line ends do not become one`() {
        val before = "a\rb\n"
        assertEquals("a\n\n", LineEnds.toEditor(LineEnds.fromEditor(before, "a\n\n")))
    }
}
