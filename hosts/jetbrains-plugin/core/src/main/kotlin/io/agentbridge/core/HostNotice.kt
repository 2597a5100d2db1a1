package io.agentbridge.core

import kotlinx.serialization.SerialName
import kotlinx.serialization.Serializable
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.booleanOrNull
import kotlinx.serialization.json.contentOrNull
import kotlinx.serialization.json.doubleOrNull

/** What the page tells this host; read tolerantly: what is unknown or says something impossible is no notice at all. */
@Serializable
sealed interface HostNotice {
    @Serializable
    @SerialName("openFile")
    data class OpenFileAt(
        val path: String,
        val range: LineRange? = null,
        val column: Int? = null,
        val preserveFocus: Boolean? = null,
    ) : HostNotice

    @Serializable
    @SerialName("settingsChanged")
    data class SettingChanged(val key: String, val value: JsonElement) : HostNotice

    @Serializable
    @SerialName("uiLoaded")
    data class UiLoaded(val success: Boolean) : HostNotice

    @Serializable
    @SerialName("notify")
    data class Notify(val sessionId: String, val kind: Kind, val title: String, val body: String) : HostNotice {
        @Serializable
        enum class Kind {
            @SerialName("waiting") WAITING,

            @SerialName("done") DONE,

            @SerialName("failed") FAILED,
        }
    }

    @Serializable
    @SerialName("agentState")
    data class AgentStates(val sessions: List<SessionSummary>, val active: String? = null) : HostNotice

    @Serializable
    @SerialName("chord")
    data class ChordPressed(
        val key: String,
        val code: String,
        val ctrlKey: Boolean,
        val shiftKey: Boolean,
        val altKey: Boolean,
        val metaKey: Boolean,
    ) : HostNotice {
        val chord: Chord get() = Chord(key, code, ctrlKey, shiftKey, altKey, metaKey)
    }

    @Serializable
    @SerialName("openExternal")
    data class OpenExternal(val url: String) : HostNotice

    @Serializable
    @SerialName("copy")
    data class Copy(val text: String) : HostNotice

    @Serializable
    @SerialName("dropUris")
    data class DropUris(val uris: List<String>) : HostNotice

    @Serializable
    @SerialName("focusChanged")
    data class FocusChanged(val focus: Place) : HostNotice {
        @Serializable
        enum class Place {
            @SerialName("none") NONE,

            @SerialName("page") PAGE,

            @SerialName("terminal") TERMINAL,

            @SerialName("composer") COMPOSER,
        }
    }

    @Serializable
    @SerialName("hostAction")
    data class Action(val name: Name) : HostNotice {
        @Serializable
        enum class Name {
            @SerialName("restartBridge") RESTART_BRIDGE,

            @SerialName("showLog") SHOW_LOG,

            @SerialName("openInBrowser") OPEN_IN_BROWSER,

            @SerialName("doctor") DOCTOR,

            @SerialName("openSettings") OPEN_SETTINGS,
        }
    }

    /** An agent proposes a change. */
    @Serializable
    @SerialName("showDiff")
    data class ShowDiff(val diffId: String, val path: String, val original: String, val proposed: String, val agent: String) : HostNotice

    /** It is decided elsewhere, or not proposed any more. */
    @Serializable
    @SerialName("closeDiff")
    data class CloseDiff(val diffId: String) : HostNotice

    companion object {
        /** What this host acts upon: said in `hostHello`. */
        val TYPES: List<String> get() = NoticeReader.TYPES

        /** Null: not JSON, not known, or impossible. */
        fun read(text: String): HostNotice? {
            val element = runCatching { Json.parseToJsonElement(text) }.getOrNull()
            return (element as? JsonObject)?.let(NoticeReader::read)
        }
    }
}

@Serializable
enum class AgentState {
    @SerialName("starting") STARTING,

    @SerialName("working") WORKING,

    @SerialName("waiting") WAITING,

    @SerialName("done") DONE,

    @SerialName("failed") FAILED,

    @SerialName("idle") IDLE,

    @SerialName("ended") ENDED,
}

@Serializable
data class SessionSummary(val sessionId: String, val title: String, val agent: String, val state: AgentState, val unread: Boolean)

/** Reads one notice out of the fields of a message. */
internal object NoticeReader {
    private const val MAX_SESSIONS = 64
    private const val MAX_URL = 8192
    private const val MAX_COPY = 4 * 1024 * 1024
    private const val MAX_PATH = 32_768
    private val WEB = Regex("https?://\\S+", RegexOption.IGNORE_CASE)

    private val READERS: Map<String, (JsonObject) -> HostNotice?> = mapOf(
        "openFile" to ::openFile,
        "settingsChanged" to ::settingChanged,
        "uiLoaded" to { HostNotice.UiLoaded(it.flag("success") == true) },
        "notify" to ::notify,
        "agentState" to ::agentState,
        "chord" to ::chord,
        "openExternal" to { fields -> fields.text("url")?.takeIf { it.length <= MAX_URL && WEB.matches(it) }?.let(HostNotice::OpenExternal) },
        "copy" to { fields -> fields.text("text")?.takeIf { it.isNotEmpty() && it.length <= MAX_COPY }?.let(HostNotice::Copy) },
        "dropUris" to ::dropUris,
        "focusChanged" to { fields -> oneOf<HostNotice.FocusChanged.Place>(fields, "focus")?.let(HostNotice::FocusChanged) },
        "showDiff" to ::showDiff,
        "closeDiff" to { fields -> fields.text("diffId")?.takeIf(String::isNotEmpty)?.let(HostNotice::CloseDiff) },
        "hostAction" to { fields -> oneOf<HostNotice.Action.Name>(fields, "name")?.let(HostNotice::Action) },
    )
    val TYPES: List<String> = READERS.keys.toList()

    fun read(fields: JsonObject): HostNotice? = READERS[fields.text("type")]?.invoke(fields)

    /** `file` and `range` of today's pages; else the path of version 1, with the range behind it. */
    private fun openFile(fields: JsonObject): HostNotice? {
        val file = fields.path("file")
        val reference = if (file != null) PathReference(file, range(fields["range"])) else PathText.split(fields.path("path") ?: return null)
        return HostNotice.OpenFileAt(reference.path, reference.range, fields.whole("column"), fields.flag("preserveFocus"))
    }

    private fun settingChanged(fields: JsonObject): HostNotice? {
        val key = fields.text("key")?.takeIf(String::isNotEmpty) ?: return null
        val value = fields["value"]?.takeIf { isSetting(it) } ?: return null
        return HostNotice.SettingChanged(key, value)
    }

    private fun notify(fields: JsonObject): HostNotice? {
        val kind = oneOf<HostNotice.Notify.Kind>(fields, "kind") ?: return null
        return HostNotice.Notify(fields.text("sessionId") ?: return null, kind, fields.text("title") ?: return null, fields.text("body").orEmpty())
    }

    private fun agentState(fields: JsonObject): HostNotice? {
        val sessions = fields["sessions"] as? JsonArray ?: return null
        return HostNotice.AgentStates(sessions.take(MAX_SESSIONS).mapNotNull(::summary), fields.text("active"))
    }

    private fun summary(element: JsonElement): SessionSummary? {
        val fields = element as? JsonObject ?: return null
        val id = fields.text("sessionId") ?: return null
        val state = oneOf<AgentState>(fields, "state") ?: return null
        return SessionSummary(id, fields.text("title").orEmpty(), fields.text("agent").orEmpty(), state, fields.flag("unread") == true)
    }

    private fun chord(fields: JsonObject): HostNotice? {
        val key = fields.text("key")?.takeIf(String::isNotEmpty) ?: return null
        val held = { name: String -> fields.flag(name) == true }
        return HostNotice.ChordPressed(key, fields.text("code").orEmpty(), held("ctrlKey"), held("shiftKey"), held("altKey"), held("metaKey"))
    }

    private fun dropUris(fields: JsonObject): HostNotice? {
        val uris = (fields["uris"] as? JsonArray)?.take(HostCommand.MAX_PATHS)?.mapNotNull { text(it)?.takeIf(::isPath) }
        return uris?.takeIf { it.isNotEmpty() }?.let(HostNotice::DropUris)
    }

    private fun showDiff(fields: JsonObject): HostNotice? {
        val id = fields.text("diffId")?.takeIf(String::isNotEmpty) ?: return null
        val path = fields.path("path") ?: return null
        val original = fields.text("original") ?: return null
        return HostNotice.ShowDiff(id, path, original, fields.text("proposed") ?: return null, fields.text("agent").orEmpty())
    }

    private fun range(element: JsonElement?): LineRange? {
        val fields = element as? JsonObject ?: return null
        val start = fields.whole("start") ?: return null
        val end = fields.whole("end") ?: return null
        return if (end >= start) LineRange(start, end) else null
    }

    private fun isSetting(element: JsonElement): Boolean = when (element) {
        is JsonPrimitive -> element.isString || element.booleanOrNull != null || element.doubleOrNull != null
        is JsonArray -> element.all { text(it) != null }
        is JsonObject -> false
    }

    private fun isPath(text: String): Boolean = text.isNotBlank() && text.length <= MAX_PATH

    private fun text(element: JsonElement?): String? = (element as? JsonPrimitive)?.takeIf { it.isString }?.contentOrNull

    private fun JsonObject.text(key: String): String? = text(this[key])

    private fun JsonObject.path(key: String): String? = text(key)?.takeIf(::isPath)

    private fun JsonObject.flag(key: String): Boolean? = (this[key] as? JsonPrimitive)?.takeUnless { it.isString }?.booleanOrNull

    /** A whole number from 0 on, however it is written: JSON knows no other kind of number than JavaScript's. */
    private fun JsonObject.whole(key: String): Int? =
        (this[key] as? JsonPrimitive)?.takeUnless { it.isString }?.doubleOrNull
            ?.takeIf { it >= 0 && it == Math.floor(it) && it <= Int.MAX_VALUE }?.toInt()

    private inline fun <reified T> oneOf(fields: JsonObject, key: String): T? {
        val word = fields.text(key) ?: return null
        return runCatching { Json.decodeFromString<T>("\"$word\"") }.getOrNull()
    }
}
