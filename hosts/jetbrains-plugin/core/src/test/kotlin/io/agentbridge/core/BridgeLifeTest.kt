package io.agentbridge.core

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.net.HttpURLConnection
import java.net.URI
import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.TimeUnit
import kotlin.io.path.createDirectories
import kotlin.io.path.readText

/** A real bridge, and programs that behave badly in its place. */
class BridgeLifeTest {
    @TempDir
    lateinit var folder: Path

    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)
    private val log = CopyOnWriteArrayList<String>()
    private val launched = CopyOnWriteArrayList<Process>()
    private val launcher = Launcher { command -> DIRECTLY.launch(command).also(launched::add) }

    private fun life(patience: Patience = Patience(readyMs = LIMIT_MS), command: suspend () -> BridgeCommand) =
        BridgeLife(scope, launcher, patience, log = log::add, command = command)

    private inline fun <reified S : BridgeState> BridgeLife.reaches(crossinline also: (S) -> Boolean = { true }): S = runBlocking {
        withTimeout(LIMIT_MS) { state.first { (it is S && also(it)) || (it is BridgeState.Failed && S::class != BridgeState.Failed::class) } }
            .let { it as? S ?: throw AssertionError((it as BridgeState.Failed).failure.report()) }
    }

    private fun ends(process: ProcessHandle): Boolean = process.onExit().get(LIMIT_MS, TimeUnit.MILLISECONDS).isAlive.not()

    @AfterEach
    fun endEverything() {
        runBlocking { scope.coroutineContext[Job]!!.children.toList().also { scope.cancel() }.joinAll() }
        launched.forEach { assertTrue(ends(it.toHandle())) }
    }

    private fun health(line: ReadyLine): String {
        val request = URI(line.uiBase + "health").toURL().openConnection() as HttpURLConnection
        return request.inputStream.reader().readText()
    }

    @Test
    fun `a real bridge starts in a folder with spaces, answers, and ends when told to`() {
        val workspace = folder.resolve("a workspace & more").createDirectories()
        val life = life { realCommand(workspace) }
        runBlocking { life.start() }
        val running = life.reaches<BridgeState.Running>()
        assertEquals("ok", health(running.line))
        runBlocking { life.start() } // it runs: nothing happens
        assertEquals(1, launched.size)
        runBlocking { life.end() }
        assertEquals(BridgeState.Idle, life.state.value)
        assertEquals(0, launched.single().exitValue())
    }

    @Test
    fun `killed, it starts again with another token`() {
        val life = life { realCommand(folder) }
        runBlocking { life.start() }
        val first = life.reaches<BridgeState.Running>().line
        launched[0].destroyForcibly()
        val restarting = life.reaches<BridgeState.Restarting>()
        assertTrue(restarting.failure.message.contains("signal 9"), restarting.failure.message)
        val second = life.reaches<BridgeState.Running> { it.line !== first }.line
        assertNotEquals(first.token, second.token)
        assertEquals("ok", health(second))
    }

    @Test
    fun `restart ends the old one and starts a new one`() {
        val life = life { realCommand(folder) }
        runBlocking { life.start() }
        val first = life.reaches<BridgeState.Running>().line
        runBlocking { life.restart() }
        life.reaches<BridgeState.Running> { it.line !== first }
        assertTrue(ends(launched[0].toHandle()))
        assertEquals(0, launched[0].exitValue())
    }

    @Test
    fun `a host that lets go leaves no bridge behind`() {
        val life = life { realCommand(folder) }
        runBlocking { life.start() }
        life.reaches<BridgeState.Running>()
        life.letGo()
        assertTrue(ends(launched[0].toHandle()))
    }

    @Test
    fun `when the host is killed the bridge ends too`() {
        val java = Path.of(System.getProperty("java.home"), "bin", "java")
        val word = listOf("$java", "-Xmx128m", "-Dagentbridge.repository=$REPOSITORY", "-cp", System.getProperty("java.class.path"))
        val host = ProcessBuilder(word + listOf(HostToBeKilled::class.java.name, "$folder")).redirectError(ProcessBuilder.Redirect.INHERIT).start()
        val pid = host.inputReader().readLine().toLong()
        val bridge = ProcessHandle.of(pid).get()
        host.destroyForcibly()
        assertTrue(ends(bridge))
    }

    @Test
    fun `the ready line is found among what a wrapper prints, and behind noise on stderr`() {
        val noise = "i=0; while [ \$i -lt 3000 ]; do echo \"noise number \$i on standard error\" >&2; i=\$((i+1)); done"
        val wrapper = scripted(
            folder.resolve("wrapper"),
            noise,
            "echo 'Loading environment…'",
            "echo '{\"not\": \"it\"}'",
            "exec '$REAL_BRIDGE' \"\$@\"",
        )
        val life = life { realCommand(folder).copy(program = wrapper.program) }
        runBlocking { life.start() }
        assertEquals("ok", health(life.reaches<BridgeState.Running>().line))
        assertTrue(log.size >= 3000)
    }

    @Test
    fun `one that ends at once shows its exit code and its last words`() {
        val life = life { scripted(folder.resolve("p"), "printf '\\033[31mred\\033[0m words\\n' >&2", "exit 1") }
        runBlocking { life.start() }
        val failure = life.reaches<BridgeState.Failed>().failure
        assertTrue(failure.message.contains("exit code 1"), failure.message)
        assertEquals(listOf("red words"), failure.lastLines)
        assertTrue(failure.report().contains("from Settings") && failure.report().contains("red words"))
        assertEquals(1, launched.size)
    }

    @Test
    fun `a wrong flag is shown with the way to the settings, and not tried again`() {
        val life = life { realCommand(folder, emptyMap(), "--no-such-flag") }
        runBlocking { life.start() }
        val failure = life.reaches<BridgeState.Failed>().failure
        assertEquals(Remedy.OPEN_SETTINGS, failure.remedies.first())
        assertTrue(failure.lastLines.joinToString("\n").contains("--no-such-flag"), failure.report())
    }

    @Test
    fun `one that says nothing is given up, ended, and named`() {
        val life = life(Patience(readyMs = 200, endMs = 200, killMs = LIMIT_MS)) { scripted(folder.resolve("p"), "exec sleep 600") }
        runBlocking { life.start() }
        assertTrue(life.reaches<BridgeState.Failed>().failure.message.contains("within 0 s"))
        assertTrue(ends(launched[0].toHandle()))
    }

    @Test
    fun `one that ignores everything is killed`() {
        val ready = "echo '{\"port\": 1, \"token\": \"t\", \"uiBase\": \"http://127.0.0.1:1/\"}'"
        val stubborn = "trap '' TERM HUP; while :; do sleep 1; done"
        val life = life(Patience(LIMIT_MS, endMs = 100, killMs = 300)) { scripted(folder.resolve("p"), ready, stubborn) }
        runBlocking { life.start() }
        life.reaches<BridgeState.Running>()
        runBlocking { life.end() }
        assertTrue(ends(launched[0].toHandle()))
        assertEquals(137, launched[0].exitValue())
    }

    @Test
    fun `one that closes its output before it is ready is ended`() {
        val life = life(Patience(LIMIT_MS, endMs = 100, killMs = LIMIT_MS)) { scripted(folder.resolve("p"), "exec 1>&-", "exec sleep 600") }
        runBlocking { life.start() }
        assertTrue(life.reaches<BridgeState.Failed>().failure.message.contains("closed its output"))
    }

    @Test
    fun `one that speaks a later protocol, or is too old, is not used`() {
        val later = "{\"port\": 1, \"token\": \"t\", \"uiBase\": \"http://127.0.0.1:1/\", \"protocolVersion\": 9}"
        val old = "{\"port\": 1, \"token\": \"t\", \"version\": \"0.0.1\"}"
        val other = "{\"port\": 0, \"token\": \"t\"}"
        for ((line, part) in mapOf(later to "version 9", old to "Agent Bridge 0.0.1", other to "does not answer as Agent Bridge")) {
            val life = life { scripted(folder.resolve("p"), "echo '$line'", "cat >/dev/null") }
            runBlocking { life.start() }
            val failure = life.reaches<BridgeState.Failed>().failure
            assertTrue(failure.message.contains(part), failure.message)
            assertFalse(failure.report().contains("\"t\""))
        }
    }

    @Test
    fun `what cannot be started at all is named`() {
        val program = folder.resolve("not a program").also { Files.write(it, byteArrayOf(0, 1, 2)) }
        val life = life { BridgeCommand(Program(program, ProgramSource.SETTING), emptyList(), folder, emptyMap()) }
        runBlocking { life.start() }
        val failure = life.reaches<BridgeState.Failed>().failure
        assertTrue(failure.message.contains("cannot be started") && failure.message.contains("noexec"), failure.message)
    }

    @Test
    fun `after three deaths in a minute it is left to the person, who may start it again`() {
        val ready = "echo '{\"port\": 1, \"token\": \"t\", \"uiBase\": \"http://127.0.0.1:1/\"}'"
        val policy = RestartPolicy(listOf(1, 1, 1))
        val life = BridgeLife(scope, launcher, Patience(LIMIT_MS), policy, { 0 }) { scripted(folder.resolve("p"), ready, "exit 3") }
        runBlocking { life.start() }
        val failure = life.reaches<BridgeState.Failed>().failure
        assertTrue(failure.message.contains("exit code 3"), failure.message)
        assertEquals(4, launched.size)
        runBlocking {
            life.start()
            withTimeout(LIMIT_MS) { life.state.first { it is BridgeState.Failed && it.failure !== failure } }
        }
        assertEquals(8, launched.size)
    }

    @Test
    fun `a lookup that fails is shown as it is`() {
        val life = life { fail("nothing to be found") }
        runBlocking { life.start() }
        assertEquals("nothing to be found", life.reaches<BridgeState.Failed>().failure.message)
    }

    @Test
    fun `the environment of the settings reaches the program`() {
        val said = folder.resolve("said")
        val command = scripted(folder.resolve("p"), "echo \"\$COLOUR\" > '$said'").copy(environment = mapOf("COLOUR" to "blue green"))
        val life = life { command }
        runBlocking { life.start() }
        life.reaches<BridgeState.Failed>()
        assertEquals("blue green\n", said.readText())
    }

    private companion object {
        /** Generous: the machine may be busy. */
        const val LIMIT_MS = 30_000L
    }
}
