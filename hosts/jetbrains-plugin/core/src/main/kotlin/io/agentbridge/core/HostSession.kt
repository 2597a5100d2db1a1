package io.agentbridge.core

/**
 * What the page has to know, kept so that a page that is loaded again hears all of it again, in the order docs/HOST_CHANNEL.md
 * wants. Says nothing before the page is loaded. Not thread-safe: it belongs to the thread of the user interface.
 *
 * @param post runs a command in the page
 */
class HostSession(private val name: String, private val post: (HostCommand) -> Unit) {
    private val kept = LinkedHashMap<Class<out HostCommand>, HostCommand>()
    private val waiting = ArrayDeque<HostCommand>()
    private var token: String? = null
    private var loaded = false

    /** The page has answered, so it has heard who we are: what was said before it listened need not be said again. */
    var isHeard = false
        private set

    /** A bridge runs and its page is on the way. */
    fun begin(token: String) {
        this.token = token
        loaded = false
        isHeard = false
    }

    /** The bridge is gone: what is said now waits for the next one, and nothing of the old one is said again. */
    fun end() {
        token = null
        loaded = false
        isHeard = false
    }

    /** The page may be there, for the first time or again: it is told who we are and what is so. Said too early, it does no harm. */
    fun pageLoaded() {
        val secret = token ?: return
        loaded = true
        post(HostCommand.Hello(HostCommand.CHANNEL_VERSION, name, HostNotice.TYPES))
        post(HostCommand.SetToken(secret))
        kept.values.forEach(post)
    }

    /** The page spoke: only now a deed cannot be lost any more. */
    fun pageAnswered() {
        if (!loaded) return
        isHeard = true
        while (waiting.isNotEmpty()) post(waiting.removeFirst())
    }

    /** A state, of which only the newest counts; said again to every page, and not said twice in a row. */
    fun keep(command: HostCommand) {
        if (kept.put(command.javaClass, command) != command && loaded) post(command)
    }

    /** A deed, done once; it waits for a page that has answered. */
    fun say(command: HostCommand) {
        if (isHeard) post(command) else waiting.apply { if (size == MAX_WAITING) removeFirst() }.addLast(command)
    }

    private companion object {
        /** A page that never comes must not let these grow. */
        const val MAX_WAITING = 64
    }
}
