package io.agentbridge.core

import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.future.await
import kotlinx.coroutines.launch
import kotlinx.coroutines.runInterruptible
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeoutOrNull
import java.io.IOException
import java.io.InputStream
import java.util.concurrent.TimeUnit

/** Starts a process: in an IDE by its own means (GeneralCommandLine), in tests directly. IOException: it could not be started. */
fun interface Launcher {
    fun launch(command: BridgeCommand): Process
}

/** What a host may want to change about waiting; the numbers are those of docs/HOSTS.md. */
data class Patience(val readyMs: Long = 10_000, val endMs: Long = 10_000, val killMs: Long = 2_000)

/**
 * One running bridge: its streams are drained for as long as it lives, and its stdin is held open, which is its life line.
 *
 * @param log hears each line of stderr
 */
class BridgeProcess private constructor(private val command: BridgeCommand, private val process: Process, private val patience: Patience) {
    private val tail = StderrTail()
    private val firstWord = CompletableDeferred<ReadyLine.Read?>()
    private val stderrDrained = CompletableDeferred<Unit>()

    /** The process that the host started; of a one-file binary not the one that serves. */
    val pid: Long get() = process.pid()

    val lastLines: List<String> get() = tail.lines()

    /** Waits for its end; returns the exit code. */
    suspend fun exitCode(): Int = process.onExit().await().exitValue().also { withTimeoutOrNull(STREAM_END_MS) { stderrDrained.await() } }

    /** The ready line; StartException where it does not come in time, or is not one this host understands. Then the process has ended. */
    suspend fun ready(): ReadyLine {
        val read = withTimeoutOrNull(patience.readyMs) { firstWord.await() ?: ReadyLine.Read.Other }
        if (read is ReadyLine.Read.Ready && (read.line.protocolVersion ?: 1) <= PROTOCOL_VERSION) return read.line
        val ended = if (read is ReadyLine.Read.Other) withTimeoutOrNull(STREAM_END_MS) { exitCode() } else null
        withContext(NonCancellable) { end() }
        throw StartException(failure(read, ended))
    }

    /** Closes stdin and waits; kills what does not end. */
    suspend fun end() {
        runCatching { process.outputStream.close() } // a broken pipe: it has ended already
        if (endsWithin(patience.endMs)) return
        process.destroy()
        if (endsWithin(patience.killMs)) return
        process.destroyForcibly()
        endsWithin(patience.killMs)
    }

    /** For a host that has no time to wait: the bridge ends by itself when its stdin does. */
    fun letGo() {
        runCatching { process.outputStream.close() }
    }

    private suspend fun endsWithin(ms: Long): Boolean =
        runInterruptible(Dispatchers.IO) { process.waitFor(ms, TimeUnit.MILLISECONDS) }

    private fun failure(read: ReadyLine.Read?, exitCode: Int?): StartFailure {
        val path = command.program.path
        val message = when {
            read is ReadyLine.Read.Ready ->
                "`$path` speaks version ${read.line.protocolVersion} of the protocol, this plugin version $PROTOCOL_VERSION; update the plugin."
            read is ReadyLine.Read.Wrong && read.version != null ->
                "`$path` is Agent Bridge ${read.version}, which this plugin cannot use (${read.why}); update it or clear the setting Binary."
            read is ReadyLine.Read.Wrong -> "`$path` does not answer as Agent Bridge does: ${read.why}."
            read == null -> "Agent Bridge did not say where it listens within ${patience.readyMs / 1000} s."
            exitCode == null -> "Agent Bridge closed its output before it said where it listens."
            else -> "Agent Bridge ended before it was ready (${exitText(exitCode)})."
        }
        val incompatible = read is ReadyLine.Read.Ready || read is ReadyLine.Read.Wrong
        val remedies = if (incompatible || exitCode == WRONG_SETTINGS) SETTINGS_FIRST else TRY_FIRST
        return StartFailure(message, command.program, lastLines, remedies, isFinal = true)
    }

    private fun drain(scope: CoroutineScope, log: (String) -> Unit) {
        scope.launch(Dispatchers.IO) { readStdout(process.inputStream) }
        scope.launch(Dispatchers.IO) {
            forEachLine(process.errorStream) {
                tail.add(it)
                log(StderrTail.clean(it))
            }
            stderrDrained.complete(Unit)
        }
    }

    private fun readStdout(stream: InputStream) {
        forEachLine(stream) { line ->
            if (!firstWord.isCompleted) ReadyLine.read(line).takeIf { it !is ReadyLine.Read.Other }?.let(firstWord::complete)
        }
        firstWord.complete(null)
    }

    companion object {
        /** The newest version this host knows. */
        const val PROTOCOL_VERSION = 1
        const val WRONG_SETTINGS = 2

        /** How long what was written before the end may take to arrive behind it. */
        private const val STREAM_END_MS = 2_000L

        /** A line longer than the ready line may ever be is cut: nothing is kept without a bound. */
        private const val MAX_LINE_BYTES = 64 * 1024
        private val TRY_FIRST = listOf(Remedy.RESTART, Remedy.SHOW_LOG, Remedy.OPEN_SETTINGS)
        private val SETTINGS_FIRST = listOf(Remedy.OPEN_SETTINGS, Remedy.SHOW_LOG, Remedy.RESTART)

        /** StartException where the program cannot be started at all. The readers end with the process, or with [scope]. */
        suspend fun start(command: BridgeCommand, launcher: Launcher, scope: CoroutineScope, patience: Patience, log: (String) -> Unit): BridgeProcess {
            val process = try {
                withContext(Dispatchers.IO) { launcher.launch(command) }
            } catch (error: IOException) {
                throw StartException(cannotStart(command, error))
            }
            return BridgeProcess(command, process, patience).also { it.drain(scope, log) }
        }

        fun exitText(code: Int): String = when {
            code in 129..192 -> "ended by signal ${code - 128}"
            code == WRONG_SETTINGS -> "exit code 2: a wrong flag, variable or settings file"
            code == 255 || code == -1 -> "exit code $code: it could not unpack itself"
            else -> "exit code $code"
        }

        private fun cannotStart(command: BridgeCommand, error: IOException): StartFailure {
            val hint = if (error.message.orEmpty().contains("error=13")) " The folder may be mounted so that nothing in it can be started (noexec)." else ""
            val message = "`${command.program.path}` cannot be started: ${error.message}.$hint"
            return StartFailure(message, command.program, remedies = SETTINGS_FIRST, isFinal = true)
        }

        private fun forEachLine(stream: InputStream, act: (String) -> Unit) {
            try {
                BoundedLines(stream, MAX_LINE_BYTES).forEach(act)
            } catch (_: IOException) {
                // The other end is gone: there is no more to read.
            }
        }
    }
}
