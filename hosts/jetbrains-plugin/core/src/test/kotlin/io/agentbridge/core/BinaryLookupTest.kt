package io.agentbridge.core

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions

class BinaryLookupTest {
    @TempDir
    lateinit var folder: Path

    private val linux = SystemPlatform("linux", "x86_64")

    private inner class Around(
        val variables: Map<String, String> = emptyMap(),
        override val setting: String? = null,
        val inside: Path? = null,
        override val platform: SystemPlatform? = linux,
    ) : Surroundings {
        override fun variable(name: String): String? = variables[name]

        override fun bundled(): Path? = inside
    }

    private fun program(name: String): Path = script(folder.resolve(name), "exit 0")

    @Test
    fun `the environment comes before the setting, that before the bundled one, that before PATH`() {
        val (first, second, third) = listOf("a", "b", "c").map(::program)
        val onPath = program("bin/agent-bridge")
        val path = mapOf("PATH" to "/nowhere${java.io.File.pathSeparator}${onPath.parent}")
        val everything = Around(path + ("AGENT_BRIDGE_BIN" to "$first"), "$second", third)
        assertEquals(Program(first, ProgramSource.ENVIRONMENT), BinaryLookup.find(everything))
        assertEquals(Program(second, ProgramSource.SETTING), BinaryLookup.find(Around(path, "$second", third)))
        assertEquals(Program(third, ProgramSource.BUNDLED), BinaryLookup.find(Around(path, "  ", third)))
        assertEquals(Program(onPath, ProgramSource.PATH), BinaryLookup.find(Around(path)))
    }

    @Test
    fun `what a person named is never replaced by something else`() {
        val bundled = program("bundled")
        val plain = folder.resolve("plain").also(Files::createFile)
        val cases = mapOf(
            "/no/such/program" to "does not exist",
            "relative/agent-bridge" to "not an absolute path",
            "$folder" to "is a folder",
            "$plain" to "not executable",
            "bad\u0000path" to "no path",
        )
        for ((value, reason) in cases) {
            val bySetting = failureOf { BinaryLookup.find(Around(setting = value, inside = bundled)) }
            assertTrue(bySetting.message.contains(reason) && bySetting.message.contains("setting Binary"), bySetting.message)
            val byVariable = failureOf { BinaryLookup.find(Around(mapOf("AGENT_BRIDGE_BIN" to value), "$bundled")) }
            assertTrue(byVariable.message.contains(reason) && byVariable.message.contains("AGENT_BRIDGE_BIN"), byVariable.message)
            assertEquals(Remedy.OPEN_SETTINGS, byVariable.remedies.first())
        }
    }

    @Test
    fun `without any the error says what was looked for and where`() {
        val failure = failureOf { BinaryLookup.find(Around(mapOf("PATH" to "/nowhere:relative:"))) }
        assertTrue(failure.message.contains("`agent-bridge`") && failure.message.contains("1 folders"), failure.message)
        assertTrue(failureOf { BinaryLookup.find(Around(platform = null)) }.message.contains("this system"))
    }

    @Test
    fun `a path with spaces and letters of any language is as good as another`() {
        val odd = program("with spaces/Añadir 日本/agent-bridge")
        assertEquals(odd, BinaryLookup.find(Around(setting = " $odd ")).path)
    }

    @Test
    fun `a file on PATH that cannot be started is passed over`() {
        val first = folder.resolve("one/agent-bridge")
        Files.createDirectories(first.parent)
        Files.createFile(first, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
        val second = program("two/agent-bridge")
        val path = mapOf("PATH" to "${first.parent}${java.io.File.pathSeparator}${second.parent}")
        assertEquals(second, BinaryLookup.find(Around(path)).path)
    }

    @Test
    fun `systems are named as their folders are`() {
        assertEquals("linux-x86_64", SystemPlatform.of("Linux", "amd64").toString())
        assertEquals("macos-aarch64", SystemPlatform.of("Mac OS X", "aarch64").toString())
        assertEquals("windows-x86_64", SystemPlatform.of("Windows 11", "amd64").toString())
        assertEquals("agent-bridge.exe", SystemPlatform.of("Windows 11", "arm64")?.executable)
        assertNull(SystemPlatform.of("SunOS", "amd64"))
        assertNull(SystemPlatform.of("Linux", "riscv64"))
        assertEquals("linux", SystemPlatform.current()?.os)
    }
}
