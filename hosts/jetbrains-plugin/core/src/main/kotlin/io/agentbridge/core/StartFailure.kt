package io.agentbridge.core

/** What a person can do about a failure; a host shows each as a button. */
enum class Remedy { RESTART, OPEN_SETTINGS, SHOW_LOG }

/**
 * A bridge that did not start, or is gone: one sentence for the headline, and what helps to find the reason.
 *
 * @property program what was run and where that came from, if it got so far
 * @property lastLines the end of its stderr, without escape sequences
 */
data class StartFailure(
    val message: String,
    val program: Program? = null,
    val lastLines: List<String> = emptyList(),
    val remedies: List<Remedy> = listOf(Remedy.RESTART, Remedy.SHOW_LOG),
    /** Nothing changes by trying again: a wrong flag, a damaged binary. */
    val isFinal: Boolean = false,
) {
    /** All of it, for a log or for pasting into an issue. */
    fun report(): String = buildString {
        append(message)
        program?.let { append("\n\nRun was: ").append(it.path).append(" (").append(it.source.label).append(')') }
        if (lastLines.isNotEmpty()) append("\n\nThe last lines it wrote:\n").append(lastLines.joinToString("\n"))
    }
}

/** Thrown on the way to a running bridge; carries what a person is shown. */
class StartException(val failure: StartFailure) : Exception(failure.message)

internal fun fail(message: String, program: Program? = null, vararg remedies: Remedy): Nothing =
    throw StartException(StartFailure(message, program, remedies = remedies.toList(), isFinal = true))
