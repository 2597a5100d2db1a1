package io.agentbridge.core

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class ThemeVariablesTest {
    private class Colours(
        val ui: Map<String, Rgb> = emptyMap(),
        override val editorBackground: Rgb = Rgb(30, 31, 34),
        override val highContrast: Boolean = false,
        val scheme: Map<String, Rgb> = emptyMap(),
        val attributes: Map<String, Rgb> = emptyMap(),
    ) : Palette {
        override fun ui(key: String) = ui[key]

        override fun scheme(key: String) = scheme[key]

        override fun attribute(key: String) = attributes[key]

        override val editorForeground = Rgb(188, 190, 196)
    }

    @Test
    fun `colours have the names the page knows, and what is not there is left out`() {
        val theme = ThemeVariables.of(
            Colours(
                ui = mapOf("Panel.background" to Rgb(43, 45, 48), "Component.focusColor" to Rgb(53, 116, 240, 128)),
                scheme = mapOf("CARET_COLOR" to Rgb(206, 208, 214)),
                attributes = mapOf("CONSOLE_RED_OUTPUT" to Rgb(240, 82, 79)),
            ),
        )
        assertEquals(ThemeKind.DARK, theme.kind)
        val variables = theme.variables
        assertEquals("#2b2d30", variables["--vscode-panel-background"])
        assertEquals("#3574f080", variables["--vscode-focusBorder"])
        assertEquals("#1e1f22", variables["--vscode-terminal-background"])
        assertEquals("#bcbec4", variables["--vscode-terminal-foreground"])
        assertEquals("#ced0d6", variables["--vscode-terminalCursor-foreground"])
        assertEquals("#f0524f", variables["--vscode-terminal-ansiRed"])
        assertFalse("--vscode-input-background" in variables)
    }

    @Test
    fun `the kind follows the background and the contrast`() {
        val (white, black) = listOf(Rgb(255, 255, 255), Rgb(0, 0, 0))
        assertEquals(ThemeKind.LIGHT, ThemeVariables.of(Colours(mapOf("Panel.background" to white))).kind)
        assertEquals(ThemeKind.LIGHT, ThemeVariables.of(Colours(editorBackground = white)).kind)
        assertEquals(ThemeKind.HIGH_CONTRAST, ThemeVariables.of(Colours(mapOf("Panel.background" to black), highContrast = true)).kind)
        assertEquals(ThemeKind.HIGH_CONTRAST_LIGHT, ThemeVariables.of(Colours(mapOf("Panel.background" to white), highContrast = true)).kind)
    }

    @Test
    fun `every colour is one the page takes`() {
        val everything = object : Palette {
            override fun ui(key: String) = Rgb(1, 2, 3)

            override fun scheme(key: String) = Rgb(1, 2, 3, 4)

            override fun attribute(key: String) = Rgb(1, 2, 3)

            override val editorBackground = Rgb(0, 0, 0)
            override val editorForeground = Rgb(9, 9, 9)
            override val highContrast = false
        }
        for ((name, value) in ThemeVariables.of(everything).variables) {
            assertTrue(Regex("--vscode-[\\w-]+").matches(name) && Regex("#[0-9a-f]{6,8}").matches(value), "$name: $value")
        }
    }
}
