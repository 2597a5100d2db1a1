package io.agentbridge.platform

import com.intellij.openapi.options.Configurable
import com.intellij.openapi.options.ConfigurationException
import com.intellij.openapi.project.Project
import com.intellij.util.ui.FormBuilder
import io.agentbridge.core.EnvironmentLines
import javax.swing.JCheckBox
import javax.swing.JComponent
import javax.swing.JLabel
import javax.swing.JScrollPane
import javax.swing.JSpinner
import javax.swing.JTextArea
import javax.swing.JTextField
import javax.swing.SpinnerNumberModel

/** Settings | Tools | Agent Bridge. */
class SettingsPage(private val project: Project) : Configurable {
    private var form: Form? = null

    override fun getDisplayName(): String = "Agent Bridge"

    override fun createComponent(): JComponent = Form().also { form = it }.panel

    override fun isModified(): Boolean = form?.let { it.differsFromApp() || it.differsFromProject() } ?: false

    override fun apply() {
        val shown = form ?: return
        val wrong = EnvironmentLines.parse(shown.environment.text).wrong
        if (wrong.isNotEmpty()) throw ConfigurationException("Environment: `${wrong.first()}` is not of the form NAME=value.")
        val restart = shown.startDiffers()
        shown.writeTo(AppSettings.instance.state, ProjectSettings.of(project).state)
        project.messageBus.syncPublisher(SettingsListener.TOPIC).settingsApplied(restart)
    }

    override fun reset() {
        form?.readFrom(AppSettings.instance.state, ProjectSettings.of(project).state)
    }

    override fun disposeUIResources() {
        form = null
    }

    private inner class Form {
        val binary = JTextField()
        val command = JTextField()
        val environment = JTextArea(ROWS, COLUMNS)
        val fontFamily = JTextField()
        val fontSize = JSpinner(SpinnerNumberModel(0, 0, MAX_FONT_SIZE, 1))
        val composer = JCheckBox("Write prompts in the composer below the terminal")
        val notifications = JCheckBox("Notify when an agent waits and the tool window is not in view")
        val shareEditor = JCheckBox("Let agents see open files, the selection and problems")
        val neverShare = JTextArea(ROWS, COLUMNS)

        val panel = FormBuilder.createFormBuilder()
            .addLabeledComponent("Command for new sessions (this project):", command)
            .addComponent(hint("Empty: the first agent found on this computer."))
            .addLabeledComponent("Environment (this project):", JScrollPane(environment))
            .addComponent(hint("One NAME=value a line."))
            .addComponent(shareEditor)
            .addLabeledComponent("Never share (this project):", JScrollPane(neverShare))
            .addComponent(hint("File patterns, one a line: *.sql, secrets/**. Keys and .env files are never shared."))
            .addSeparator()
            .addLabeledComponent("Binary:", binary)
            .addComponent(hint("Empty: the bundled one. An absolute path; AGENT_BRIDGE_BIN in the environment comes before it."))
            .addLabeledComponent("Font:", fontFamily)
            .addLabeledComponent("Font size (0: as the editor's):", fontSize)
            .addComponent(composer)
            .addComponent(notifications)
            .addComponentFillVertically(javax.swing.JPanel(), 0)
            .panel

        private fun hint(text: String) = JLabel(text).apply { isEnabled = false }

        fun differsFromApp(): Boolean = AppSettings.instance.state.let {
            binary.text.trim() != it.binary || fontFamily.text.trim() != it.fontFamily || fontSize.value != it.fontSize ||
                composer.isSelected != it.composer || notifications.isSelected != it.notifications
        }

        fun differsFromProject(): Boolean = ProjectSettings.of(project).state.let {
            command.text.trim() != it.command || environment.text != it.environment || shareEditor.isSelected != it.shareEditor ||
                neverShare.text != it.neverShare
        }

        fun startDiffers(): Boolean = ProjectSettings.of(project).state.let {
            binary.text.trim() != AppSettings.instance.state.binary || command.text.trim() != it.command || environment.text != it.environment
        }

        fun writeTo(app: AppSettings.Values, own: ProjectSettings.Values) {
            app.binary = binary.text.trim()
            app.fontFamily = fontFamily.text.trim()
            app.fontSize = fontSize.value as Int
            app.composer = composer.isSelected
            app.notifications = notifications.isSelected
            own.command = command.text.trim()
            own.environment = environment.text
            own.shareEditor = shareEditor.isSelected
            own.neverShare = neverShare.text
        }

        fun readFrom(app: AppSettings.Values, own: ProjectSettings.Values) {
            binary.text = app.binary
            fontFamily.text = app.fontFamily
            fontSize.value = app.fontSize
            composer.isSelected = app.composer
            notifications.isSelected = app.notifications
            command.text = own.command
            environment.text = own.environment
            shareEditor.isSelected = own.shareEditor
            neverShare.text = own.neverShare
        }
    }

    private companion object {
        const val ROWS = 3
        const val COLUMNS = 40
        const val MAX_FONT_SIZE = 72
    }
}
