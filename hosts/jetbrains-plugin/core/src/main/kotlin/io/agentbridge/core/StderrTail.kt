package io.agentbridge.core

/** The end of what a program wrote to stderr, for an error that a person reads. Thread-safe. */
class StderrTail {
    private val lines = ArrayDeque<String>()

    @Synchronized
    fun add(line: String) {
        lines.addLast(clean(line).take(MAX_CHARS))
        while (lines.size > MAX_LINES) lines.removeFirst()
    }

    /** At most 20 lines and 4,096 characters; the newest win. */
    @Synchronized
    fun lines(): List<String> {
        var room = MAX_CHARS
        return lines.reversed().takeWhile { line -> (room - line.length - 1 >= 0).also { room -= line.length + 1 } }.reversed()
    }

    companion object {
        private const val MAX_LINES = 20
        private const val MAX_CHARS = 4096
        private val ESCAPES = Regex("\u001b(?:\\[[0-?]*[ -/]*[@-~]|\\][^\u0007\u001b]*(?:\u0007|\u001b\\\\)?|.)")

        /** Without escape sequences and other control characters. */
        fun clean(line: String): String = line.replace(ESCAPES, "").filter { it == '\t' || !it.isISOControl() }
    }
}
