package io.agentbridge.core

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.nio.file.Path

class SmallPartsTest {
    @Test
    fun `a bridge that dies is started again later and later, then not at all`() {
        val policy = RestartPolicy()
        assertEquals(listOf(500L, 2000L, 5000L, null), List(4) { policy.delayAfterDeath(now = 1000L * it, ranMs = 10) })
        assertEquals(2000L, policy.delayAfterDeath(now = 61_500, ranMs = 10))
        assertEquals(500L, policy.delayAfterDeath(now = 61_600, ranMs = 60_000))
        policy.forget()
        assertEquals(500L, policy.delayAfterDeath(now = 61_700, ranMs = 10))
    }

    @Test
    fun `of stderr the newest 20 lines and 4 KiB are kept, without escape sequences`() {
        val tail = StderrTail()
        repeat(30) { tail.add("line $it") }
        assertEquals(List(20) { "line ${it + 10}" }, tail.lines())
        tail.add("x".repeat(10_000))
        assertTrue(tail.lines().isEmpty()) // it alone is too much with its newline
        tail.add("\u001b[1;31merror\u001b[0m \u001b]0;title\u0007\u001b(Bhere\u0007\tnow")
        assertEquals(listOf("error Bhere\tnow"), tail.lines())
    }

    @Test
    fun `lines are cut where they are too long, and told apart whatever their end`() {
        val text = "one\r\ntwo\n${"x".repeat(50)}\n\nlast".byteInputStream()
        assertEquals(listOf("one", "two", "x".repeat(10), "", "last"), BoundedLines(text, 10).toList())
    }

    @Test
    fun `the command line is the contract's, with the user's command behind it`() {
        val program = Program(Path.of("/x/agent-bridge"), ProgramSource.PATH)
        val always = listOf("--http", "127.0.0.1:0", "--serve-ui", "--print-conn-json", "--exit-with-parent", "on")
        assertEquals(always, BridgeCommand.of(program, Path.of("/w"), "  ", "").arguments)
        val command = BridgeCommand.of(program, Path.of("/w"), " claude --continue ", "A=1")
        assertEquals(always + listOf("--cmd", "claude --continue"), command.arguments)
        assertEquals(mapOf("A" to "1"), command.environment)
    }

    @Test
    fun `environment lines say what they set, and which of them are wrong`() {
        val parsed = EnvironmentLines.parse("A=1\n# comment\n\n B_2 = two words=x \nno value\n9=x\nEMPTY=")
        assertEquals(mapOf("A" to "1", "B_2" to "two words=x", "EMPTY" to ""), parsed.variables)
        assertEquals(listOf("no value", "9=x"), parsed.wrong)
    }

    @Test
    fun `sums are read as sha256sum writes them`() {
        val sum = "A".repeat(64)
        assertEquals(mapOf("a b" to "a".repeat(64), "c" to "a".repeat(64)), Checksums.parse("$sum  a b\r\n$sum *c\n${"b".repeat(63)}  d\n\n"))
    }

    @Test
    fun `the log keeps the newest lines, and a follower misses none`() {
        val log = LogBuffer(maxLines = 2)
        listOf("a", "b", "c").forEach(log::add)
        val heard = mutableListOf<String>()
        val listener: (String) -> Unit = heard::add
        assertEquals(listOf("b", "c"), log.follow(listener))
        log.add("d")
        log.unfollow(listener)
        log.add("e")
        assertEquals(listOf("d"), heard)
    }
}
