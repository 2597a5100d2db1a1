package io.agentbridge.platform

import com.intellij.execution.ExecutionException
import com.intellij.execution.configurations.GeneralCommandLine
import com.intellij.execution.configurations.GeneralCommandLine.ParentEnvironmentType
import io.agentbridge.core.BridgeCommand
import io.agentbridge.core.Launcher
import java.io.IOException
import java.nio.charset.StandardCharsets

/** Starts programs as the IDE does: with the environment of the user's shell, even when the IDE was started from a dock. */
class IdeLauncher : Launcher {
    override fun launch(command: BridgeCommand): Process {
        val line = GeneralCommandLine(listOf(command.program.path.toString()) + command.arguments)
            .withWorkDirectory(command.folder.toString())
            .withEnvironment(command.environment)
            .withParentEnvironmentType(ParentEnvironmentType.CONSOLE)
            .withCharset(StandardCharsets.UTF_8)
        return try {
            line.createProcess()
        } catch (error: ExecutionException) {
            throw error.cause as? IOException ?: IOException(error.message, error)
        }
    }
}
