package io.agentbridge.core

import io.agentbridge.core.HostCommand.Command
import io.agentbridge.core.HostCommand.Hello
import io.agentbridge.core.HostCommand.SetToken
import io.agentbridge.core.HostCommand.Visibility
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

class HostSessionTest {
    private val said = mutableListOf<HostCommand>()
    private val session = HostSession("IDE", said::add)
    private val hello = Hello(2, "IDE", HostNotice.TYPES)
    private val shown = Visibility(visible = true, focused = true)
    private val hidden = Visibility(visible = false, focused = true)
    private val focus = Command(PageCommand.FOCUS)

    @Test
    fun `a page that is loaded hears who we are, the token, what is so, and then what is to be done`() {
        session.say(focus)
        session.keep(hidden)
        session.begin("t")
        session.keep(shown)
        assertEquals(emptyList<HostCommand>(), said)
        session.pageLoaded()
        assertEquals(listOf(hello, SetToken("t"), shown), said)
        session.pageAnswered()
        assertEquals(listOf(hello, SetToken("t"), shown, focus), said)
    }

    @Test
    fun `what is said before the page listens is said again, and a deed waits for its answer`() {
        session.begin("t")
        session.say(focus)
        repeat(2) { session.pageLoaded() }
        assertEquals(listOf(hello, SetToken("t"), hello, SetToken("t")), said)
        assertEquals(false, session.isHeard)
        session.pageAnswered()
        assertEquals(true, session.isHeard)
        assertEquals(focus, said.last())
    }

    @Test
    fun `loaded again it hears what is so again, but does nothing twice`() {
        session.begin("t")
        session.keep(shown)
        session.pageLoaded()
        session.pageAnswered()
        session.say(focus)
        said.clear()
        session.pageLoaded()
        assertEquals(listOf(hello, SetToken("t"), shown), said)
    }

    @Test
    fun `what has not changed is not said again`() {
        session.begin("t")
        session.pageLoaded()
        said.clear()
        listOf(shown, shown, hidden).forEach(session::keep)
        assertEquals(listOf(shown, hidden), said)
    }

    @Test
    fun `a page of a bridge that is gone hears nothing more`() {
        session.begin("old")
        session.pageLoaded()
        session.end()
        said.clear()
        session.keep(shown)
        session.say(focus)
        session.pageLoaded()
        session.pageAnswered()
        assertEquals(emptyList<HostCommand>(), said)
        session.begin("new")
        session.pageLoaded()
        session.pageAnswered()
        assertEquals(listOf(hello, SetToken("new"), shown, focus), said)
    }

    @Test
    fun `what waits for a page that never comes has a bound, and the newest win`() {
        repeat(100) { session.say(Command(PageCommand.SHOW_SESSION, sessionId = "$it")) }
        session.begin("t")
        session.pageLoaded()
        session.pageAnswered()
        assertEquals((36..99).map { "$it" }, said.filterIsInstance<Command>().map { it.sessionId })
    }
}
