package io.agentbridge.core

import java.io.BufferedInputStream
import java.io.ByteArrayOutputStream
import java.io.InputStream

/** The lines of a stream, in UTF-8; what of a line goes beyond [maxBytes] is dropped. Single use. IOException as the stream throws it. */
class BoundedLines(stream: InputStream, private val maxBytes: Int) : Sequence<String> {
    private val input = BufferedInputStream(stream)

    override fun iterator(): Iterator<String> = generateSequence(::next).iterator()

    private fun next(): String? {
        val line = ByteArrayOutputStream()
        while (true) {
            val byte = input.read()
            if (byte < 0) return if (line.size() > 0) text(line) else null
            if (byte == NEWLINE) return text(line)
            if (line.size() < maxBytes) line.write(byte)
        }
    }

    private fun text(line: ByteArrayOutputStream): String = line.toString(Charsets.UTF_8).removeSuffix("\r")

    private companion object {
        const val NEWLINE = '\n'.code
    }
}
