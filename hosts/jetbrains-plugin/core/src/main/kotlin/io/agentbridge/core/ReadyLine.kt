package io.agentbridge.core

import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.contentOrNull
import kotlinx.serialization.json.intOrNull
import java.net.URI
import java.net.URISyntaxException

/**
 * The one line a bridge writes to its stdout: where it listens, and what lets a client in.
 *
 * [toString] leaves the token out, so that a log or an error can never carry it.
 */
class ReadyLine(val port: Int, val token: String, val uiBase: String, val version: String?, val protocolVersion: Int?) {
    /** The origin the page has, for messages to it. */
    val origin: String get() = uiBase.removeSuffix("/")

    override fun toString(): String = "ReadyLine(port=$port, version=$version)"

    companion object {
        private val LOOPBACK = setOf("127.0.0.1", "localhost", "[::1]")

        /** What a line of stdout says; [Read.Other] where it is not the ready line at all (a wrapper may print lines of its own). */
        fun read(line: String): Read {
            val fields = objectIn(line) ?: return Read.Other
            if ("port" !in fields || "token" !in fields) return Read.Other
            val version = fields.text("version")
            val port = (fields["port"] as? JsonPrimitive)?.takeUnless { it.isString }?.intOrNull
            if (port == null || port !in 1..65535) return Read.Wrong("`port` is not a number from 1 to 65535", version)
            val token = fields.text("token")
            if (token.isNullOrEmpty() || token.any(Char::isWhitespace)) return Read.Wrong("`token` is not a text without white space", version)
            val uiBase = fields.text("uiBase") ?: return Read.Wrong("`uiBase` is missing", version)
            if (!isOurs(uiBase, port)) return Read.Wrong("`uiBase` is not an http address of this machine with the port $port", version)
            val protocolVersion = (fields["protocolVersion"] as? JsonPrimitive)?.intOrNull
            return Read.Ready(ReadyLine(port, token, uiBase, version, protocolVersion))
        }

        private fun isOurs(uiBase: String, port: Int): Boolean {
            val address = try {
                URI(uiBase)
            } catch (_: URISyntaxException) {
                return false
            }
            return address.scheme == "http" && address.host in LOOPBACK && address.port == port && address.userInfo == null
        }

        private fun objectIn(line: String): JsonObject? {
            if (!line.trimStart().startsWith("{")) return null
            return runCatching { Json.parseToJsonElement(line) as? JsonObject }.getOrNull()
        }

        private fun JsonObject.text(key: String): String? = (this[key] as? JsonPrimitive)?.takeIf { it.isString }?.contentOrNull
    }

    /** What one line turned out to be. */
    sealed interface Read {
        data object Other : Read

        class Ready(val line: ReadyLine) : Read

        /** It wants to be a ready line and is none: the program is too old, or not ours. */
        class Wrong(val why: String, val version: String?) : Read
    }
}
