package io.agentbridge.core

import kotlinx.serialization.ExperimentalSerializationApi
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.Arguments
import org.junit.jupiter.params.provider.MethodSource
import org.junit.jupiter.params.provider.ValueSource
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.nameWithoutExtension
import kotlin.io.path.readText

/** The golden messages of the host channel, which the page's tests and the other host's read too. */
class HostChannelTest {
    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("toPage")
    fun `what this host says is what the page reads`(type: String, about: String, wire: JsonObject, means: JsonElement) {
        if (type in SAID_BY_VERSION_1_ONLY || means is JsonNull) return
        val command = HostCommand.JSON.decodeFromString(HostCommand.serializer(), "$means")
        assertEquals(withoutNulls(means), withoutNulls(Json.parseToJsonElement(command.toJson())), "$about: $wire")
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("toHost")
    fun `what the page says is what this host reads`(type: String, about: String, wire: JsonObject, means: JsonElement) {
        val notice = HostNotice.read("$wire") ?: throw AssertionError("$type: $about is not read")
        val read = HostCommand.JSON.encodeToString(HostNotice.serializer(), notice)
        assertEquals(withoutNulls(means), withoutNulls(Json.parseToJsonElement(read)))
    }

    @Test
    fun `this host acts upon every notice there is`() {
        assertEquals(toHost().map { it.get()[0] as String }.toSet(), HostNotice.TYPES.toSet())
    }

    @OptIn(ExperimentalSerializationApi::class)
    @Test
    fun `of the page's commands only those of version 1 are not said`() {
        val known = HostCommand.serializer().descriptor.getElementDescriptor(1).let { all -> List(all.elementsCount, all::getElementName) }
        assertEquals(toPage().map { it.get()[0] as String }.toSet(), known.toSet() + SAID_BY_VERSION_1_ONLY)
    }

    @ParameterizedTest
    @ValueSource(
        strings = [
            "", "[]", "null", "7", "{", """{"type": "constructor"}""", """{"type": 7}""", """{"type": "openFile", "path": ""}""",
            """{"type": "openFile"}""", """{"type": "openFile", "file": 3}""",
            """{"type": "openExternal", "url": "file:///etc/passwd"}""", """{"type": "openExternal", "url": "javascript:alert(1)"}""",
            """{"type": "chord", "ctrlKey": true}""", """{"type": "hostAction", "name": "formatDisk"}""", """{"type": "hostAction"}""",
            """{"type": "notify", "sessionId": "s", "title": "t", "kind": "party"}""", """{"type": "notify", "kind": "done"}""",
            """{"type": "notify", "kind": "done", "sessionId": "s"}""",
            """{"type": "agentState", "sessions": {}}""", """{"type": "settingsChanged", "key": "a", "value": {}}""",
            """{"type": "settingsChanged", "key": "a", "value": null}""", """{"type": "settingsChanged", "key": "", "value": 1}""",
            """{"type": "settingsChanged", "key": "a", "value": [1]}""", """{"type": "copy", "text": ""}""",
            """{"type": "dropUris", "uris": []}""", """{"type": "dropUris", "uris": "a"}""", """{"type": "focusChanged", "focus": "moon"}""",
            """{"type": "hostAction", "name": "x\", \"y"}""",
        ],
    )
    fun `what is not known or says something impossible is not heard`(text: String) {
        assertNull(HostNotice.read(text))
    }

    @Test
    fun `sessions that cannot be read are left out`() {
        val text = """{"type": "agentState", "sessions": [7, {}, {"sessionId": "a"}, {"sessionId": "s", "state": "waiting"}], "active": 3}"""
        assertEquals(HostNotice.AgentStates(listOf(SessionSummary("s", "", "", AgentState.WAITING, false))), HostNotice.read(text))
    }

    @Test
    fun `a range of a file is read from today's fields, and from the path of version 1`() {
        assertEquals(HostNotice.OpenFileAt("a.py", LineRange(3, 5)), HostNotice.read("""{"type": "openFile", "path": "a.py:3-5"}"""))
        val odd = """{"type": "openFile", "path": "a:1-2:3-5", "file": "a:1-2", "range": {"start": 3, "end": 2}, "column": 1.5}"""
        assertEquals(HostNotice.OpenFileAt("a:1-2"), HostNotice.read(odd))
        val half = """{"type": "openFile", "file": "a", "range": {"start": 3}, "column": 2.0}"""
        assertEquals(HostNotice.OpenFileAt("a", column = 2), HostNotice.read(half))
    }

    @Test
    fun `the token is in no text of a command`() {
        assertEquals("SetToken(…)", HostCommand.SetToken("secret").toString())
    }

    companion object {
        private val SAID_BY_VERSION_1_ONLY = setOf(
            "pastePath", "restartSession", "setFontSize", "setSessionConfig", "updateOpenedFiles", "updateSessionCommand", "updateUseClipboard",
        )

        @JvmStatic
        fun toPage(): List<Arguments> = golden("toPage")

        @JvmStatic
        fun toHost(): List<Arguments> = golden("toHost")

        private fun golden(direction: String): List<Arguments> =
            REPOSITORY.resolve("tests/contract/host_channel").listDirectoryEntries("*.json").sorted().flatMap { file ->
                val content = Json.parseToJsonElement(file.readText()).jsonObject
                val cases = content.getValue("cases").jsonArray.map { it.jsonObject }
                val mine = cases.takeIf { content.getValue("direction").jsonPrimitive.content == direction }.orEmpty()
                mine.map { Arguments.of(file.nameWithoutExtension, it.getValue("about").jsonPrimitive.content, it["wire"], it["means"] ?: JsonNull) }
            }

        /** Nothing and `null` say the same on this channel. */
        private fun withoutNulls(element: JsonElement): JsonElement = when (element) {
            is JsonObject -> JsonObject(element.filterValues { it !is JsonNull }.mapValues { withoutNulls(it.value) })
            is JsonArray -> JsonArray(element.map(::withoutNulls))
            else -> element
        }
    }
}
