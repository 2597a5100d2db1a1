package io.agentbridge.core

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.launch
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.withContext

/** What the person sees of the bridge. */
sealed interface BridgeState {
    /** Not started, or ended on purpose. */
    data object Idle : BridgeState

    data object Starting : BridgeState

    /** Each start has another [line]: port and token are new. */
    class Running(val line: ReadyLine) : BridgeState

    /** It died, and starts again by itself in [delayMs]. */
    class Restarting(val failure: StartFailure, val delayMs: Long) : BridgeState

    class Failed(val failure: StartFailure) : BridgeState
}

/**
 * The one bridge of a project: started on demand, started again when it dies, ended with its scope.
 *
 * @param command finds the program and says how it is started; called anew for each start. May block, may throw StartException
 * @param scope ends with the project; the bridge ends with it
 * @param monotonicMs a clock that never jumps
 */
class BridgeLife(
    private val scope: CoroutineScope,
    private val launcher: Launcher,
    private val patience: Patience = Patience(),
    private val policy: RestartPolicy = RestartPolicy(),
    private val monotonicMs: () -> Long = { System.nanoTime() / NANOS_PER_MS },
    private val log: (String) -> Unit = {},
    private val command: suspend () -> BridgeCommand,
) {
    private val current = MutableStateFlow<BridgeState>(BridgeState.Idle)
    private val changes = Mutex()
    private var run: Job? = null

    @Volatile
    private var process: BridgeProcess? = null

    val state: StateFlow<BridgeState> get() = current

    /** Starts it unless it runs, or is on its way. */
    suspend fun start() = changes.withLock {
        // One that has just failed may not have come to its end yet, and would be taken for one that runs.
        if (run?.isActive != true || current.value is BridgeState.Failed) {
            finish()
            policy.forget()
            begin()
        }
    }

    /** Ends it if it runs, and starts it anew. */
    suspend fun restart() = changes.withLock {
        finish()
        policy.forget()
        begin()
    }

    suspend fun end() = changes.withLock {
        finish()
        current.value = BridgeState.Idle
    }

    /** For a host that closes now: nothing is waited for. */
    fun letGo() {
        process?.letGo()
    }

    private fun begin() {
        current.value = BridgeState.Starting
        run = scope.launch { keepAlive() }
    }

    private suspend fun finish() {
        run?.cancelAndJoin()
        run = null
    }

    private suspend fun keepAlive() {
        while (true) {
            current.value = BridgeState.Starting
            val started = monotonicMs()
            val failure = try {
                runOnce()
            } catch (error: StartException) {
                error.failure
            }
            val delayMs = if (failure.isFinal) null else policy.delayAfterDeath(monotonicMs(), monotonicMs() - started)
            if (delayMs == null) {
                current.value = BridgeState.Failed(failure)
                return
            }
            current.value = BridgeState.Restarting(failure, delayMs)
            delay(delayMs)
        }
    }

    /** From the start to the end of one process; what it died of. StartException: it never got ready. */
    private suspend fun runOnce(): StartFailure {
        val made = command()
        val running = BridgeProcess.start(made, launcher, scope, patience, log)
        process = running
        try {
            val line = running.ready()
            current.value = BridgeState.Running(line)
            val code = running.exitCode()
            return died(made.program, running, code)
        } finally {
            process = null
            withContext(NonCancellable) { running.end() }
        }
    }

    private fun died(program: Program, process: BridgeProcess, code: Int): StartFailure {
        val message = "Agent Bridge has stopped (${BridgeProcess.exitText(code)}). Its sessions ended with it."
        return StartFailure(message, program, process.lastLines, isFinal = code == BridgeProcess.WRONG_SETTINGS || code == 0)
    }

    private companion object {
        const val NANOS_PER_MS = 1_000_000L
    }
}
