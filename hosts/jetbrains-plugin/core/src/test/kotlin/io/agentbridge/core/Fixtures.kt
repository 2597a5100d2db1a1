package io.agentbridge.core

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions
import java.security.MessageDigest
import java.util.HexFormat
import java.util.zip.ZipEntry
import java.util.zip.ZipOutputStream
import kotlin.io.path.createDirectories
import kotlin.io.path.outputStream
import kotlin.io.path.readBytes
import kotlin.io.path.writeText

/** The repository the tests run in; its bridge is the real one. */
val REPOSITORY: Path = Path.of(System.getProperty("agentbridge.repository"))

/** `AGENT_BRIDGE_BIN` (a frozen binary), else the one of `make setup`. */
val REAL_BRIDGE: Path = Path.of(System.getenv("AGENT_BRIDGE_BIN") ?: "$REPOSITORY/.venv/bin/agent-bridge")

val DIRECTLY = Launcher { command ->
    ProcessBuilder(listOf(command.program.path.toString()) + command.arguments)
        .directory(command.folder.toFile())
        .apply { environment() += command.environment }
        .start()
}

fun realCommand(folder: Path, environment: Map<String, String> = emptyMap(), vararg more: String): BridgeCommand {
    val program = Program(REAL_BRIDGE, ProgramSource.ENVIRONMENT)
    val plain = BridgeCommand.of(program, folder, "", "")
    return plain.copy(arguments = plain.arguments + more, environment = environment)
}

fun script(path: Path, vararg lines: String): Path {
    path.parent.createDirectories()
    path.writeText("#!/bin/sh\n" + lines.joinToString("\n") + "\n")
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"))
    return path
}

fun scripted(path: Path, vararg lines: String): BridgeCommand =
    BridgeCommand(Program(script(path, *lines), ProgramSource.SETTING), emptyList(), path.parent, emptyMap())

fun sha256(bytes: ByteArray): String = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes))

/** A folder as `build_binaries.py` puts it into the plugin, with a shell script as the program. */
class FakeBundle(private val folder: Path, body: String = "echo bundled", entry: String = "agent-bridge-folder/agent-bridge") {
    init {
        folder.createDirectories()
        val script = "#!/bin/sh\n$body\n"
        ZipOutputStream(folder.resolve("agent-bridge-folder.zip").outputStream()).use { zip ->
            zip.putNextEntry(ZipEntry(entry))
            zip.write(script.toByteArray())
            zip.putNextEntry(ZipEntry("agent-bridge-folder/lib/data.txt"))
            zip.write("x".repeat(200_000).toByteArray())
        }
        folder.resolve("agent-bridge").writeText(script)
        writeSums("agent-bridge-folder.zip", "agent-bridge")
    }

    val zip: Path get() = folder.resolve("agent-bridge-folder.zip")
    val oneFile: Path get() = folder.resolve("agent-bridge")

    fun writeSums(vararg names: String) =
        folder.resolve("SHA256SUMS").writeText(names.joinToString("") { "${sha256(folder.resolve(it).readBytes())}  $it\n" })

    fun binary(cache: Path) = BundledBinary(cache, SystemPlatform("linux", "x86_64")) { name ->
        folder.resolve(name).takeIf(Files::exists)?.let(Files::newInputStream)
    }
}

fun failureOf(work: () -> Unit): StartFailure = org.junit.jupiter.api.assertThrows<StartException> { work() }.failure
