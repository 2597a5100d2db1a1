package io.agentbridge.core

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.FileTime
import java.nio.file.attribute.PosixFilePermissions
import java.time.Duration
import java.time.Instant
import kotlin.io.path.createDirectories
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.name
import kotlin.io.path.writeBytes
import kotlin.io.path.writeText

class BundledBinaryTest {
    @TempDir
    lateinit var folder: Path

    private val cache: Path get() = folder.resolve("cache with spaces")

    private fun bundle(body: String = "echo bundled", entry: String = "agent-bridge-folder/agent-bridge") =
        FakeBundle(folder.resolve("bundle"), body, entry)

    private fun outputOf(program: Path): String = ProcessBuilder("$program").start().inputReader().readText().trim()

    private fun names(): Set<String> = cache.listDirectoryEntries().map { it.name }.toSet()

    @Test
    fun `it is unpacked once, private to its user, into a folder named by its checksum`() {
        val bundle = bundle()
        val program = bundle.binary(cache).program()!!
        assertEquals(sha256(Files.readAllBytes(bundle.zip)).take(16), program.parent.parent.name)
        assertEquals("bundled", outputOf(program))
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(program)))
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(program.parent.parent)))
        val inode = Files.getAttribute(program, "unix:ino")
        assertEquals(program, bundle.binary(cache).program())
        assertEquals(inode, Files.getAttribute(program, "unix:ino"))
    }

    @Test
    fun `eight processes at once unpack it whole, and leave nothing half behind`() {
        bundle()
        val java = Path.of(System.getProperty("java.home"), "bin", "java")
        val racers = List(8) {
            val word = listOf("$java", "-Xmx64m", "-cp", System.getProperty("java.class.path"), UnpackOnce::class.java.name)
            ProcessBuilder(word + listOf("${folder.resolve("bundle")}", "$cache")).redirectErrorStream(true).start()
        }
        val outputs = racers.map { it.inputReader() }
        outputs.forEach { assertEquals("here", it.readLine()) }
        racers.forEach { it.outputWriter().apply { write("go\n") }.flush() }
        val programs = outputs.map { it.readText().trim() }.toSet()
        racers.forEach { assertEquals(0, it.waitFor()) }
        assertEquals(1, programs.size, "$programs")
        assertEquals("bundled", outputOf(Path.of(programs.single())))
        assertEquals(setOf(".lock", Path.of(programs.single()).parent.parent.name), names())
    }

    @Test
    fun `one that was changed is not started, and neither is another in its place`() {
        val bundle = bundle()
        Files.write(bundle.zip, Files.readAllBytes(bundle.zip).also { it[it.size / 2] = (it[it.size / 2] + 1).toByte() })
        val failure = failureOf { bundle.binary(cache).program() }
        assertTrue(failure.message.contains("damaged") && failure.message.contains("Reinstall"), failure.message)
        assertEquals(setOf(".lock"), names())
    }

    @Test
    fun `one that has no line in the sums is damaged`() {
        val bundle = bundle()
        bundle.writeSums("agent-bridge")
        assertTrue(failureOf { bundle.binary(cache).program() }.message.contains("damaged"))
    }

    @Test
    fun `an archive without the program in it is damaged`() {
        assertTrue(failureOf { bundle(entry = "agent-bridge-folder/other").binary(cache).program() }.message.contains("damaged"))
    }

    @Test
    fun `an archive that names a place outside of its folder is refused`() {
        val failure = failureOf { bundle(entry = "../../outside").binary(cache).program() }
        assertTrue(failure.message.contains("outside of its folder"), failure.message)
        assertFalse(Files.exists(folder.resolve("outside")))
    }

    @Test
    fun `the one file is copied out where there is no archive`() {
        val bundle = bundle()
        Files.delete(bundle.zip)
        bundle.writeSums("agent-bridge")
        assertEquals("bundled", outputOf(bundle.binary(cache).program()!!))
    }

    @Test
    fun `a damaged one file is not started`() {
        val bundle = bundle()
        Files.delete(bundle.zip)
        bundle.writeSums("agent-bridge")
        bundle.oneFile.writeText("#!/bin/sh\necho evil\n")
        assertTrue(failureOf { bundle.binary(cache).program() }.message.contains("`agent-bridge` is damaged"))
    }

    @Test
    fun `a system for which nothing is bundled has none`() {
        assertNull(BundledBinary(cache, SystemPlatform("linux", "aarch64")) { null }.program())
    }

    @Test
    fun `a folder that cannot be written is named, with what to do`() {
        val file = folder.resolve("file").apply { writeBytes(ByteArray(0)) }
        val failure = failureOf { bundle().binary(file.resolve("cache")).program() }
        assertTrue(failure.message.contains("${file.resolve("cache")}") && failure.message.contains("name an installed"), failure.message)
    }

    @Test
    fun `a read-only folder is named, with what to do`() {
        // Nobody may write there, not even root, to whom the modes of a folder mean nothing.
        val failure = failureOf { bundle().binary(Path.of("/proc/agent-bridge")).program() }
        assertTrue(failure.message.contains("`/proc/agent-bridge`") && failure.message.contains("Make that folder writable"), failure.message)
    }

    @Test
    fun `what is unpacked already runs from a read-only cache`() {
        val program = bundle().binary(cache).program()
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("r-x------"))
        try {
            assertEquals(program, bundle().binary(cache).program())
        } finally {
            Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwx------"))
        }
    }

    @Test
    fun `versions that nobody started for long go, those in use stay`() {
        val old = cache.resolve("0123456789abcdef").createDirectories()
        val recent = cache.resolve("fedcba9876543210").createDirectories()
        val half = cache.resolve(".unpacking-1").createDirectories()
        val halfNow = cache.resolve(".unpacking-2").createDirectories()
        Files.setLastModifiedTime(old, FileTime.from(Instant.now() - Duration.ofDays(30)))
        Files.setLastModifiedTime(recent, FileTime.from(Instant.now() - Duration.ofDays(3)))
        Files.setLastModifiedTime(half, FileTime.from(Instant.now() - Duration.ofHours(2)))
        bundle().binary(cache).program()
        assertFalse(Files.exists(old) || Files.exists(half))
        assertTrue(Files.exists(recent) && Files.exists(halfNow))
    }

    @Test
    fun `what a killed process left in the place is put right`() {
        val bundle = bundle()
        val home = cache.resolve(sha256(Files.readAllBytes(bundle.zip)).take(16))
        home.resolve("agent-bridge-folder").createDirectories().resolve("agent-bridge").writeText("torn")
        assertEquals("bundled", outputOf(bundle.binary(cache).program()!!))
    }
}
