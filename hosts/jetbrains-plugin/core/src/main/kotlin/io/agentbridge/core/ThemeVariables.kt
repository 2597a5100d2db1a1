package io.agentbridge.core

/** A colour of the look and feel or of the editor's scheme. */
data class Rgb(val red: Int, val green: Int, val blue: Int, val alpha: Int = OPAQUE) {
    fun css(): String {
        val opaque = "#%02x%02x%02x".format(red, green, blue)
        return if (alpha == OPAQUE) opaque else opaque + "%02x".format(alpha)
    }

    /** How bright it looks, from 0 to 1 (the weights of ITU-R BT.709, without gamma: enough to tell light from dark). */
    val brightness: Double get() = (0.2126 * red + 0.7152 * green + 0.0722 * blue) / OPAQUE

    companion object {
        const val OPAQUE = 255
    }
}

/** Where colours come from; null: this look and feel has none of that name. */
interface Palette {
    /** A key of the look and feel: `Panel.background`. */
    fun ui(key: String): Rgb?

    /** A colour of the editor's scheme, by the name of its key. */
    fun scheme(key: String): Rgb?

    /** The foreground of text attributes of the editor's scheme: `CONSOLE_RED_OUTPUT`. */
    fun attribute(key: String): Rgb?

    val editorBackground: Rgb
    val editorForeground: Rgb
    val highContrast: Boolean
}

/** The IDE's colours under the names the page knows, which are VS Code's. */
object ThemeVariables {
    fun of(palette: Palette): HostCommand.SetTheme {
        val variables = TABLE.mapNotNull { (name, colour) -> colour(palette)?.let { "--vscode-$name" to it.css() } }.toMap()
        return HostCommand.SetTheme(kind(palette), variables)
    }

    private fun kind(palette: Palette): ThemeKind {
        val dark = (palette.ui("Panel.background") ?: palette.editorBackground).brightness < MIDDLE
        return when {
            palette.highContrast && dark -> ThemeKind.HIGH_CONTRAST
            palette.highContrast -> ThemeKind.HIGH_CONTRAST_LIGHT
            dark -> ThemeKind.DARK
            else -> ThemeKind.LIGHT
        }
    }

    private const val MIDDLE = 0.5

    private fun ui(vararg keys: String): (Palette) -> Rgb? = { palette -> keys.firstNotNullOfOrNull(palette::ui) }

    private fun scheme(vararg keys: String): (Palette) -> Rgb? = { palette -> keys.firstNotNullOfOrNull(palette::scheme) }

    private fun ansi(key: String): (Palette) -> Rgb? = { it.attribute("CONSOLE_${key}_OUTPUT") }

    private fun or(vararg sources: (Palette) -> Rgb?): (Palette) -> Rgb? = { palette -> sources.firstNotNullOfOrNull { it(palette) } }

    private val consoleBackground = or(scheme("CONSOLE_BACKGROUND_KEY"), { it.editorBackground })

    private val TABLE: List<Pair<String, (Palette) -> Rgb?>> = listOf(
        "foreground" to ui("Label.foreground", "Panel.foreground"),
        "descriptionForeground" to ui("Label.infoForeground", "Component.infoForeground", "Label.disabledForeground"),
        "disabledForeground" to ui("Label.disabledForeground"),
        "errorForeground" to ui("Label.errorForeground", "Component.errorFocusColor"),
        "focusBorder" to ui("Component.focusedBorderColor", "Component.focusColor"),
        "panel-background" to ui("ToolWindow.background", "Panel.background"),
        "sideBar-background" to ui("ToolWindow.background", "Panel.background"),
        "panel-border" to ui("Borders.color", "Separator.separatorColor"),
        "editor-background" to { it.editorBackground },
        "editor-foreground" to { it.editorForeground },
        "editorWidget-background" to ui("Popup.background", "Panel.background"),
        "editorWidget-border" to ui("Popup.borderColor", "Borders.color"),
        "widget-border" to ui("Popup.borderColor", "Borders.color"),
        "input-background" to ui("TextField.background"),
        "input-foreground" to ui("TextField.foreground"),
        "input-border" to ui("Component.borderColor"),
        "input-placeholderForeground" to ui("Component.infoForeground", "Label.disabledForeground"),
        "dropdown-background" to ui("ComboBox.background"),
        "dropdown-foreground" to ui("ComboBox.foreground"),
        "dropdown-border" to ui("Component.borderColor"),
        "checkbox-background" to ui("CheckBox.background"),
        "checkbox-border" to ui("Component.borderColor"),
        "button-background" to ui("Button.default.startBackground", "Button.default.background"),
        "button-foreground" to ui("Button.default.foreground"),
        "button-hoverBackground" to ui("Button.default.focusedBorderColor", "Button.default.endBackground"),
        "button-secondaryBackground" to ui("Button.startBackground", "Button.background"),
        "button-secondaryForeground" to ui("Button.foreground"),
        "badge-background" to ui("Counter.background", "Button.default.startBackground"),
        "badge-foreground" to ui("Counter.foreground", "Button.default.foreground"),
        "toolbar-hoverBackground" to ui("ActionButton.hoverBackground"),
        "list-hoverBackground" to ui("List.hoverBackground"),
        "list-activeSelectionBackground" to ui("List.selectionBackground"),
        "list-activeSelectionForeground" to ui("List.selectionForeground"),
        "list-inactiveSelectionBackground" to ui("List.selectionInactiveBackground"),
        "textLink-foreground" to ui("Link.activeForeground", "link.foreground"),
        "progressBar-background" to ui("ProgressBar.progressColor"),
        "editorError-foreground" to scheme("ERROR_HINT"),
        "scrollbarSlider-background" to or(scheme("ScrollBar.thumbColor"), ui("ScrollBar.thumbColor")),
        "scrollbarSlider-hoverBackground" to or(scheme("ScrollBar.hoverThumbColor"), ui("ScrollBar.hoverThumbColor")),
        "scrollbarSlider-activeBackground" to or(scheme("ScrollBar.hoverThumbColor"), ui("ScrollBar.hoverThumbColor")),
        "terminal-background" to consoleBackground,
        "terminal-foreground" to or({ it.attribute("CONSOLE_NORMAL_OUTPUT") }, { it.editorForeground }),
        "terminalCursor-foreground" to or(scheme("CARET_COLOR"), { it.editorForeground }),
        "terminal-selectionBackground" to scheme("SELECTION_BACKGROUND"),
        "terminal-inactiveSelectionBackground" to scheme("SELECTION_BACKGROUND"),
        "terminal-ansiBlack" to ansi("BLACK"),
        "terminal-ansiRed" to ansi("RED"),
        "terminal-ansiGreen" to ansi("GREEN"),
        "terminal-ansiYellow" to ansi("YELLOW"),
        "terminal-ansiBlue" to ansi("BLUE"),
        "terminal-ansiMagenta" to ansi("MAGENTA"),
        "terminal-ansiCyan" to ansi("CYAN"),
        "terminal-ansiWhite" to ansi("GRAY"),
        "terminal-ansiBrightBlack" to ansi("DARKGRAY"),
        "terminal-ansiBrightRed" to ansi("RED_BRIGHT"),
        "terminal-ansiBrightGreen" to ansi("GREEN_BRIGHT"),
        "terminal-ansiBrightYellow" to ansi("YELLOW_BRIGHT"),
        "terminal-ansiBrightBlue" to ansi("BLUE_BRIGHT"),
        "terminal-ansiBrightMagenta" to ansi("MAGENTA_BRIGHT"),
        "terminal-ansiBrightCyan" to ansi("CYAN_BRIGHT"),
        "terminal-ansiBrightWhite" to ansi("WHITE"),
    )
}
