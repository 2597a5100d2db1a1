package io.agentbridge.core

import java.io.InputStream
import java.security.MessageDigest
import java.util.HexFormat

/** SHA-256 in the form `sha256sum` writes: 64 hex digits, two spaces (or a space and a star), a name. */
object Checksums {
    private val LINE = Regex("""([0-9a-fA-F]{64}) [ *](.+)""")

    fun parse(text: String): Map<String, String> =
        text.lineSequence().mapNotNull { LINE.matchEntire(it.trimEnd()) }.associate { it.groupValues[2] to it.groupValues[1].lowercase() }

    /** Copies what is in [input] to [write], and returns its sum. */
    fun copying(input: InputStream, write: (ByteArray, Int) -> Unit): String {
        val digest = MessageDigest.getInstance("SHA-256")
        val buffer = ByteArray(COPY_BYTES)
        while (true) {
            val count = input.read(buffer)
            if (count < 0) return HexFormat.of().formatHex(digest.digest())
            digest.update(buffer, 0, count)
            write(buffer, count)
        }
    }

    private const val COPY_BYTES = 256 * 1024
}
