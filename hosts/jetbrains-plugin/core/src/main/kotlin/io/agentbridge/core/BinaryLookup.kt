package io.agentbridge.core

import java.nio.file.Files
import java.nio.file.InvalidPathException
import java.nio.file.Path

/** Where a program came from; the order is the order of looking. */
enum class ProgramSource(val label: String) {
    ENVIRONMENT("from the environment variable AGENT_BRIDGE_BIN"),
    SETTING("from Settings | Tools | Agent Bridge | Binary"),
    BUNDLED("bundled with the plugin"),
    PATH("found on PATH"),
}

data class Program(val path: Path, val source: ProgramSource)

/** What the lookup reads of its surroundings. */
interface Surroundings {
    /** Of the environment that programs of the user's shell see. */
    fun variable(name: String): String?

    /** The user's setting, never a workspace's: a cloned repository must not choose which program runs. */
    val setting: String?

    /** The bundled program, unpacked and verified; null where none is bundled for this system. StartException: it is damaged. */
    fun bundled(): Path?

    val platform: SystemPlatform?
}

/** Finds the program to start, as docs/HOSTS.md has it. */
object BinaryLookup {
    const val VARIABLE = "AGENT_BRIDGE_BIN"

    /** StartException where nothing is to be had, or what was named cannot be started. */
    fun find(around: Surroundings): Program {
        named(around.variable(VARIABLE), "The environment variable $VARIABLE", ProgramSource.ENVIRONMENT)?.let { return it }
        named(around.setting, "The setting Binary (Settings | Tools | Agent Bridge)", ProgramSource.SETTING)?.let { return it }
        around.bundled()?.let { return Program(it, ProgramSource.BUNDLED) }
        val name = around.platform?.executable ?: "agent-bridge"
        val folders = pathFolders(around.variable("PATH") ?: around.variable("Path"))
        folders.map { it.resolve(name) }.firstOrNull(::isProgram)?.let { return Program(it, ProgramSource.PATH) }
        fail(
            "Agent Bridge was not found: no program is bundled for ${around.platform ?: "this system"}, and there is no `$name` " +
                "in the ${folders.size} folders on PATH. Install it, or name it in the settings.",
            null,
            Remedy.OPEN_SETTINGS,
            Remedy.RESTART,
        )
    }

    private fun named(value: String?, who: String, source: ProgramSource): Program? {
        val text = value?.trim().orEmpty()
        if (text.isEmpty()) return null
        val path = toPath(text)
        val wrong = when {
            path == null -> "which is no path"
            !path.isAbsolute -> "which is not an absolute path"
            !Files.exists(path) -> "which does not exist"
            Files.isDirectory(path) -> "which is a folder, not a program"
            !Files.isExecutable(path) -> "which cannot be started: it is not executable for you"
            else -> return Program(path, source)
        }
        fail("$who says `$text`, $wrong.", null, Remedy.OPEN_SETTINGS, Remedy.RESTART)
    }

    private fun pathFolders(variable: String?): List<Path> =
        variable.orEmpty().split(java.io.File.pathSeparatorChar).filter(String::isNotBlank).mapNotNull(::toPath).filter(Path::isAbsolute)

    private fun isProgram(path: Path): Boolean = Files.isRegularFile(path) && Files.isExecutable(path)

    private fun toPath(text: String): Path? = try {
        Path.of(text)
    } catch (_: InvalidPathException) {
        null
    }
}
