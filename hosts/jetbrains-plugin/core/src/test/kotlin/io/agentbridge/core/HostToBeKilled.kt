package io.agentbridge.core

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import java.nio.file.Path

/** A host with a bridge of its own: prints its process id, and waits to be killed. */
object HostToBeKilled {
    @JvmStatic
    fun main(arguments: Array<String>) {
        var pid = 0L
        val launcher = Launcher { command -> DIRECTLY.launch(command).also { pid = it.pid() } }
        val life = BridgeLife(CoroutineScope(Dispatchers.Default), launcher, Patience(readyMs = 30_000)) { realCommand(Path.of(arguments[0])) }
        runBlocking {
            life.start()
            life.state.first { it is BridgeState.Running }
        }
        println(pid)
        Thread.currentThread().join()
    }
}
