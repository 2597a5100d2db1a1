package io.agentbridge.core

import java.io.IOException
import java.io.InputStream
import java.nio.channels.FileChannel
import java.nio.channels.FileLock
import java.nio.file.FileAlreadyExistsException
import java.nio.file.FileSystemException
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.StandardCopyOption.ATOMIC_MOVE
import java.nio.file.StandardOpenOption.CREATE
import java.nio.file.StandardOpenOption.WRITE
import java.nio.file.attribute.FileTime
import java.nio.file.attribute.PosixFilePermissions
import java.time.Duration
import java.time.Instant
import java.util.UUID
import java.util.zip.ZipInputStream

/**
 * The program inside the plugin, unpacked once into a cache that all windows and versions share.
 *
 * Each version has a folder named after its checksum, which appears by a rename: it is whole, or it is not there. A lock
 * lets one process unpack while the others wait for it; where locks do not work, the rename still decides.
 *
 * @param open one file of this system's folder in the plugin; null where there is none
 */
class BundledBinary(private val cache: Path, private val platform: SystemPlatform, private val open: (name: String) -> InputStream?) {
    /** The program to start; null where nothing is bundled. StartException: damaged, or the cache cannot be written. */
    fun program(): Path? {
        val sums = open(SUMS)?.use { Checksums.parse(it.readBytes().decodeToString()) } ?: return null
        return try {
            // The folder starts three times as fast as the one file, which unpacks itself at every start.
            unpacked(FOLDER_ZIP, sums) ?: unpacked(platform.executable, sums)
        } catch (error: IOException) {
            fail(
                "The bundled Agent Bridge cannot be unpacked into `$cache`: ${reason(error)}. Make that folder writable, or name an " +
                    "installed agent-bridge in the settings.",
                null,
                Remedy.OPEN_SETTINGS,
                Remedy.RESTART,
            )
        }
    }

    private fun unpacked(name: String, sums: Map<String, String>): Path? {
        val sum = sums[name] ?: return if (open(name)?.use { true } == true) damaged(name) else null
        val home = cache.resolve(sum.take(NAME_DIGITS))
        val program = programIn(home, name)
        if (!Files.isExecutable(program)) {
            privateFolder(cache)
            locked {
                if (!Files.isExecutable(program)) {
                    install(name, sum, home)
                    removeUnused(home)
                }
            }
        }
        noteUse(home)
        return program
    }

    private fun programIn(home: Path, name: String): Path =
        if (name == FOLDER_ZIP) home.resolve(FOLDER).resolve(platform.executable) else home.resolve(name)

    private fun install(name: String, sum: String, home: Path) {
        val beside = privateFolder(cache.resolve(HALF + UUID.randomUUID()))
        try {
            val file = beside.resolve(name)
            if (copy(name, file) != sum) damaged(name)
            if (name == FOLDER_ZIP) unzip(file, beside) else makePrivate(file)
            if (!Files.isRegularFile(programIn(beside, name))) damaged(name)
            if (Files.exists(home)) deleteTree(home)
            Files.move(beside, home, ATOMIC_MOVE)
        } catch (error: FileSystemException) {
            // Another process was faster where locks do not work: its folder is as good as ours.
            if (!Files.isExecutable(programIn(home, name))) throw error
        } finally {
            deleteTree(beside)
        }
    }

    private fun copy(name: String, target: Path): String {
        val input = open(name) ?: damaged(name)
        return input.use { from ->
            Files.newOutputStream(target).use { to -> Checksums.copying(from) { bytes, count -> to.write(bytes, 0, count) } }
        }
    }

    private fun unzip(archive: Path, into: Path) {
        ZipInputStream(Files.newInputStream(archive)).use { zip ->
            generateSequence { zip.nextEntry }.filterNot { it.isDirectory }.forEach { write(zip, inside(into, it.name)) }
        }
        Files.delete(archive)
    }

    private fun inside(folder: Path, name: String): Path {
        val target = folder.resolve(name).normalize()
        if (name.startsWith("/") || name.contains('\\') || !target.startsWith(folder)) throw IOException("the archive names `$name`, outside of its folder")
        return target
    }

    private fun write(input: InputStream, target: Path) {
        Files.createDirectories(target.parent)
        Files.newOutputStream(target).use { input.copyTo(it) }
        makePrivate(target)
    }

    private fun makePrivate(file: Path) {
        if (!platform.isWindows) Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"))
    }

    private fun privateFolder(folder: Path): Path {
        if (Files.isDirectory(folder)) return folder
        val mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
        return try {
            if (platform.isWindows) Files.createDirectories(folder) else Files.createDirectories(folder, mode)
        } catch (_: FileAlreadyExistsException) {
            folder // made by another process in between; a file of this name fails at the next step
        }
    }

    private fun locked(work: () -> Unit) {
        FileChannel.open(cache.resolve(LOCK), CREATE, WRITE).use { channel ->
            val lock: FileLock? = try {
                channel.lock()
            } catch (_: IOException) {
                null // no locks on this file system: the rename decides
            }
            lock.use { work() }
        }
    }

    /** So that another version, which another IDE may be running, is not removed under its feet. */
    private fun noteUse(home: Path) {
        runCatching { Files.setLastModifiedTime(home, FileTime.from(Instant.now())) } // a cache that is read-only is never cleaned
    }

    /** Versions that nobody started for long, and what was unpacked half. */
    private fun removeUnused(ours: Path) {
        Files.list(cache).use { entries ->
            entries.filter { it != ours && Files.isDirectory(it) }.filter(::isUnused).forEach(::deleteTree)
        }
    }

    private fun isUnused(folder: Path): Boolean {
        val patience = if (folder.fileName.toString().startsWith(HALF)) HALF_IS_STALE_AFTER else VERSION_IS_STALE_AFTER
        return Files.getLastModifiedTime(folder).toInstant() < Instant.now() - patience
    }

    private fun deleteTree(folder: Path) {
        runCatching { folder.toFile().deleteRecursively() } // what cannot be deleted now is in use, and goes the next time
    }

    private fun damaged(name: String): Nothing = fail(
        "The bundled `$name` is damaged (its SHA-256 is not the one it was shipped with). Reinstall the plugin; if an antivirus program " +
            "has changed or removed it, see docs/ANTIVIRUS.md.",
        null,
        Remedy.OPEN_SETTINGS,
        Remedy.RESTART,
    )

    private fun reason(error: IOException): String = when (error) {
        is FileSystemException -> error.reason ?: error.javaClass.simpleName.removeSuffix("Exception")
        else -> error.message ?: error.javaClass.simpleName
    }

    private companion object {
        const val SUMS = "SHA256SUMS"
        const val FOLDER = "agent-bridge-folder"
        const val FOLDER_ZIP = "$FOLDER.zip"
        const val HALF = ".unpacking-"
        const val LOCK = ".lock"

        /** As docs/HOSTS.md names the folders; 64 bits tell versions apart. */
        const val NAME_DIGITS = 16
        val HALF_IS_STALE_AFTER: Duration = Duration.ofHours(1)
        val VERSION_IS_STALE_AFTER: Duration = Duration.ofDays(14)
    }
}
