package io.agentbridge.platform

import com.intellij.openapi.Disposable
import com.intellij.openapi.application.PathManager
import com.intellij.openapi.components.Service
import com.intellij.openapi.project.Project
import com.intellij.util.EnvironmentUtil
import io.agentbridge.core.BinaryLookup
import io.agentbridge.core.BridgeCommand
import io.agentbridge.core.BridgeLife
import io.agentbridge.core.BridgeState
import io.agentbridge.core.BundledBinary
import io.agentbridge.core.LogBuffer
import io.agentbridge.core.StartException
import io.agentbridge.core.Surroundings
import io.agentbridge.core.SystemPlatform
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import java.nio.file.Path

/** The one bridge of a project. The scope ends with the project, and the bridge with it. */
@Service(Service.Level.PROJECT)
class BridgeService(private val project: Project, private val scope: CoroutineScope) : Disposable {
    val log = LogBuffer()
    private val launcher = IdeLauncher()
    private val life = BridgeLife(scope, launcher, log = log::add) { withContext(Dispatchers.IO) { command() } }

    val state: StateFlow<BridgeState> get() = life.state

    /** Nothing runs before somebody opens the tool window or acts. */
    fun start() {
        scope.launch { life.start() }
    }

    fun restart() {
        scope.launch { life.restart() }
    }

    /** Runs `agent-bridge <arguments>` beside the bridge; [heard] gets what it says, on some thread. Its words go to the log. */
    fun ask(arguments: List<String>, heard: (String) -> Unit) {
        scope.launch(Dispatchers.IO) {
            try {
                val command = command().copy(arguments = arguments)
                val process = launcher.launch(command)
                process.outputStream.close()
                scope.launch(Dispatchers.IO) { process.errorStream.bufferedReader().forEachLine(log::add) }
                heard(process.inputStream.bufferedReader().readText())
            } catch (error: StartException) {
                log.add(error.failure.report())
            } catch (error: java.io.IOException) {
                log.add("agent-bridge ${arguments.first()}: ${error.message}")
            }
        }
    }

    /** The project closes now: the bridge ends by itself when its stdin does. */
    override fun dispose() = life.letGo()

    private fun command(): BridgeCommand {
        val own = ProjectSettings.of(project).state
        val program = BinaryLookup.find(IdeSurroundings)
        return BridgeCommand.of(program, folder(), own.command, own.environment)
    }

    private fun folder(): Path = Path.of(project.basePath ?: System.getProperty("user.home"))

    /** The plugin and the IDE, as the lookup sees them. Holds nothing. */
    private object IdeSurroundings : Surroundings {
        override val platform: SystemPlatform? = SystemPlatform.current()
        override val setting: String get() = AppSettings.instance.state.binary

        override fun variable(name: String): String? = EnvironmentUtil.getValue(name)

        override fun bundled(): Path? {
            val system = platform ?: return null
            val cache = Path.of(PathManager.getSystemPath(), "agent-bridge")
            return BundledBinary(cache, system) { name -> BridgeService::class.java.getResourceAsStream("/bin/$system/$name") }.program()
        }
    }

    companion object {
        fun of(project: Project): BridgeService = project.getService(BridgeService::class.java)
    }
}
