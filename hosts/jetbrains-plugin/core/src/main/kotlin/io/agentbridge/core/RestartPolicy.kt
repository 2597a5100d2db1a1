package io.agentbridge.core

/** When a bridge that died is started again by itself: at most three times a minute, a little later each time. */
class RestartPolicy(private val delaysMs: List<Long> = DELAYS_MS) {
    private val restarts = ArrayDeque<Long>()

    /**
     * How long to wait before the next start, in ms; null: leave it to the person.
     *
     * @param now of a monotonic clock, in ms
     * @param ranMs how long the bridge had run
     */
    fun delayAfterDeath(now: Long, ranMs: Long): Long? {
        if (ranMs >= STEADY_MS) restarts.clear()
        while (restarts.isNotEmpty() && now - restarts.first() > WINDOW_MS) restarts.removeFirst()
        val delay = delaysMs.getOrNull(restarts.size) ?: return null
        restarts.addLast(now)
        return delay
    }

    /** A person started it: whatever was wrong, they may have mended it. */
    fun forget() = restarts.clear()

    companion object {
        /** docs/HOSTS.md, section 6. */
        private val DELAYS_MS = listOf(500L, 2000L, 5000L)
        private const val WINDOW_MS = 60_000L
        private const val STEADY_MS = 60_000L
    }
}
