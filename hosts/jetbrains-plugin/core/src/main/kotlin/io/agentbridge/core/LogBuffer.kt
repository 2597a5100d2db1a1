package io.agentbridge.core

/** The newest lines of the bridge's log, for whoever opens the log later. Thread-safe; listeners are called on the writer's thread. */
class LogBuffer(private val maxLines: Int = 5_000) {
    private val lines = ArrayDeque<String>()
    private val listeners = ArrayList<(String) -> Unit>()

    fun add(line: String) {
        val hear = synchronized(lines) {
            lines.addLast(line)
            while (lines.size > maxLines) lines.removeFirst()
            listeners.toList()
        }
        hear.forEach { it(line) }
    }

    /** Hears every line from now on; returns those before. No line is missed or heard twice. */
    fun follow(listener: (String) -> Unit): List<String> = synchronized(lines) {
        listeners.add(listener)
        lines.toList()
    }

    fun unfollow(listener: (String) -> Unit) {
        synchronized(lines) { listeners.removeIf { it === listener } }
    }
}
