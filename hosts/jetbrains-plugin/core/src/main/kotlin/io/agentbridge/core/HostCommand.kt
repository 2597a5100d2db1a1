package io.agentbridge.core

import kotlinx.serialization.SerialName
import kotlinx.serialization.Serializable
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonElement

/** What this host tells the page: docs/HOST_CHANNEL.md, with golden examples in tests/contract/host_channel. */
@Serializable
sealed interface HostCommand {
    fun toJson(): String = JSON.encodeToString(serializer(), this)

    @Serializable
    @SerialName("hostHello")
    data class Hello(val channel: Int, val name: String, val notices: List<String>) : HostCommand

    @Serializable
    @SerialName("setToken")
    data class SetToken(val token: String) : HostCommand {
        override fun toString(): String = "SetToken(…)"
    }

    /** [variables]: VS Code's names (`--vscode-editor-background`), CSS colours and fonts. */
    @Serializable
    @SerialName("setTheme")
    data class SetTheme(val kind: ThemeKind, val variables: Map<String, String>) : HostCommand

    @Serializable
    @SerialName("setFont")
    data class SetFont(val family: String?, val size: Int?) : HostCommand

    @Serializable
    @SerialName("insertPaths")
    data class InsertPaths(val paths: List<PathReference>) : HostCommand

    @Serializable
    @SerialName("compose")
    data class Compose(val text: String, val paths: List<PathReference> = emptyList(), val submit: Boolean = false) : HostCommand

    @Serializable
    @SerialName("paste")
    data class Paste(val text: String) : HostCommand

    @Serializable
    @SerialName("updateEditor")
    data class UpdateEditor(val state: EditorState) : HostCommand

    @Serializable
    @SerialName("command")
    data class Command(
        val name: PageCommand,
        val agent: String? = null,
        val folder: String? = null,
        val sessionId: String? = null,
    ) : HostCommand

    @Serializable
    @SerialName("setSettings")
    data class SetSettings(val settings: Map<String, JsonElement>) : HostCommand

    @Serializable
    @SerialName("visibility")
    data class Visibility(val visible: Boolean, val focused: Boolean) : HostCommand

    @Serializable
    @SerialName("setChords")
    data class SetChords(val chords: List<Chord>) : HostCommand

    /** The person's word about a change that the page has let us show; [text]: as it was accepted. */
    @Serializable
    @SerialName("diffDecided")
    data class DiffDecided(val diffId: String, val accepted: Boolean, val text: String?) : HostCommand

    /** The person has changed it, and has not decided yet. */
    @Serializable
    @SerialName("diffEdited")
    data class DiffEdited(val diffId: String, val text: String) : HostCommand

    companion object {
        /** Of the channel; the page says its own in `uiLoaded`. */
        const val CHANNEL_VERSION = 2

        /** The page takes no more; what is beyond would be dropped in vain. */
        const val MAX_PATHS = 200

        internal val JSON = Json {
            encodeDefaults = true
            explicitNulls = false
        }
    }
}

@Serializable
enum class ThemeKind {
    @SerialName("light") LIGHT,

    @SerialName("dark") DARK,

    @SerialName("highContrast") HIGH_CONTRAST,

    @SerialName("highContrastLight") HIGH_CONTRAST_LIGHT,
}

@Serializable
enum class PageCommand {
    @SerialName("newSession") NEW_SESSION,

    @SerialName("showSession") SHOW_SESSION,

    @SerialName("nextSession") NEXT_SESSION,

    @SerialName("previousSession") PREVIOUS_SESSION,

    @SerialName("stopSession") STOP_SESSION,

    @SerialName("closeSession") CLOSE_SESSION,

    @SerialName("focus") FOCUS,

    @SerialName("focusTerminal") FOCUS_TERMINAL,

    @SerialName("focusComposer") FOCUS_COMPOSER,

    @SerialName("toggleComposer") TOGGLE_COMPOSER,

    @SerialName("openPicker") OPEN_PICKER,

    @SerialName("search") SEARCH,

    @SerialName("showHistory") SHOW_HISTORY,

    @SerialName("showSettings") SHOW_SETTINGS,

    @SerialName("showCommands") SHOW_COMMANDS,

    @SerialName("copy") COPY,

    @SerialName("selectAll") SELECT_ALL,
}
