package io.agentbridge.platform

import com.intellij.ide.ui.LafManager
import com.intellij.ide.ui.LafManagerListener
import com.intellij.ide.ui.UISettings
import com.intellij.ide.ui.UISettingsListener
import com.intellij.openapi.editor.colors.ColorKey
import com.intellij.openapi.editor.colors.EditorColorsListener
import com.intellij.openapi.editor.colors.EditorColorsManager
import com.intellij.openapi.editor.colors.EditorColorsScheme
import com.intellij.openapi.editor.colors.TextAttributesKey
import com.intellij.util.ui.UIUtil
import io.agentbridge.core.HostCommand
import io.agentbridge.core.Palette
import io.agentbridge.core.Rgb
import io.agentbridge.core.ThemeVariables
import java.awt.Color
import javax.swing.UIManager

/** The colours of the look and feel and of the editor's scheme, as they are now. */
class IdePalette(private val scheme: EditorColorsScheme = EditorColorsManager.getInstance().globalScheme) : Palette {
    override fun ui(key: String): Rgb? = UIManager.getColor(key)?.let(::rgb)

    override fun scheme(key: String): Rgb? = scheme.getColor(ColorKey.find(key))?.let(::rgb)

    override fun attribute(key: String): Rgb? = scheme.getAttributes(TextAttributesKey.find(key))?.foregroundColor?.let(::rgb)

    override val editorBackground: Rgb get() = rgb(scheme.defaultBackground)
    override val editorForeground: Rgb get() = rgb(scheme.defaultForeground)
    override val highContrast: Boolean get() = UIManager.getLookAndFeel().name.contains("high contrast", ignoreCase = true)

    private fun rgb(color: Color) = Rgb(color.red, color.green, color.blue, color.alpha)

    companion object {
        fun theme(): HostCommand.SetTheme = ThemeVariables.of(IdePalette())

        /** The font of the settings, else of the IDE's console. */
        fun font(): HostCommand.SetFont {
            val own = AppSettings.instance.state
            val scheme = EditorColorsManager.getInstance().globalScheme
            val family = own.fontFamily.ifBlank { scheme.consoleFontName }
            return HostCommand.SetFont(family, if (own.fontSize > 0) own.fontSize else scheme.consoleFontSize)
        }

        fun background(): Color = UIUtil.getPanelBackground()
    }
}

/** Look and feel, editor scheme, and zoom or fonts: whatever of them changes. */
class LookFollower(private val changed: () -> Unit) : LafManagerListener, EditorColorsListener, UISettingsListener {
    override fun lookAndFeelChanged(source: LafManager) = changed()

    override fun globalSchemeChange(scheme: EditorColorsScheme?) = changed()

    override fun uiSettingsChanged(uiSettings: UISettings) = changed()
}
