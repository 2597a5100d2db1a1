package io.agentbridge.core

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class PageScriptTest {
    @Test
    fun `a command is posted to the page's own window, if it is still the bridge's page`() {
        assertEquals(
            """if (location.origin === "http://127.0.0.1:9") window.postMessage({"type":"setToken","token":"a\"b"}, location.origin);""",
            PageScript.say(HostCommand.SetToken("a\"b"), "http://127.0.0.1:9"),
        )
    }

    @Test
    fun `nothing in a text ends the script early`() {
        val script = PageScript.say(HostCommand.Paste("</script>\u2028\u2029\n"), "http://127.0.0.1:9")
        assertFalse(script.contains('<') || script.contains('\u2028') || script.contains('\u2029') || script.contains('\n'))
        assertTrue(script.contains("\\u003c/script>\\u2028\\u2029\\n"), script)
    }

    @Test
    fun `the page's door calls into the host with a text`() {
        assertEquals("window.__tellHost = function (json) { query(String(json)) };", PageScript.door { "query($it)" })
    }
}
