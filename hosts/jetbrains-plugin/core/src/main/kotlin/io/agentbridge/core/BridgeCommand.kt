package io.agentbridge.core

import java.nio.file.Path

/** What is started: a program with arguments as a list; no shell in between. */
data class BridgeCommand(val program: Program, val arguments: List<String>, val folder: Path, val environment: Map<String, String>) {
    companion object {
        /** Every bridge knows these (docs/HOSTS.md, section 3). */
        private val ALWAYS = listOf("--http", "127.0.0.1:0", "--serve-ui", "--print-conn-json", "--exit-with-parent", "on")

        /**
         * @param command what sessions start, as one line; blank: the bridge chooses
         * @param environment lines `NAME=value`, added to the IDE's own environment
         */
        fun of(program: Program, folder: Path, command: String, environment: String): BridgeCommand {
            val own = if (command.isBlank()) emptyList() else listOf("--cmd", command.trim())
            return BridgeCommand(program, ALWAYS + own, folder, EnvironmentLines.parse(environment).variables)
        }
    }
}

/** Environment variables as a person writes them down: one `NAME=value` a line, `#` begins a comment line. */
object EnvironmentLines {
    private val NAME = Regex("[A-Za-z_][A-Za-z0-9_]*")

    class Parsed(val variables: Map<String, String>, val wrong: List<String>)

    fun parse(text: String): Parsed {
        val lines = text.lines().map(String::trim).filter { it.isNotEmpty() && !it.startsWith("#") }
        val (right, wrong) = lines.partition { it.contains('=') && NAME.matches(it.substringBefore('=').trim()) }
        return Parsed(right.associate { it.substringBefore('=').trim() to it.substringAfter('=').trim() }, wrong)
    }
}
