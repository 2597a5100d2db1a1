package io.agentbridge.core

import java.nio.file.Path

/** One of the processes that race for the cache: prints what it would start. Waits for a line on stdin, so that all begin at once. */
object UnpackOnce {
    @JvmStatic
    fun main(arguments: Array<String>) {
        val (bundle, cache) = arguments
        val binary = BundledBinary(Path.of(cache), SystemPlatform("linux", "x86_64")) { name ->
            Path.of(bundle, name).toFile().takeIf { it.exists() }?.inputStream()
        }
        println("here")
        readln()
        println(binary.program())
    }
}
