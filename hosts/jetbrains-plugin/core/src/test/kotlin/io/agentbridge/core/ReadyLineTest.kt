package io.agentbridge.core

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertInstanceOf
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource

class ReadyLineTest {
    private val good = """{"port": 43117, "token": "secret", "uiBase": "http://127.0.0.1:43117/", "pid": 1, "version": "0.1.0", "protocolVersion": 1}"""

    private fun ready(line: String): ReadyLine = assertInstanceOf(ReadyLine.Read.Ready::class.java, ReadyLine.read(line)).line

    private fun wrong(line: String): ReadyLine.Read.Wrong = assertInstanceOf(ReadyLine.Read.Wrong::class.java, ReadyLine.read(line))

    @Test
    fun `it says where the bridge listens, and more keys are ignored`() {
        val line = ready(good.replace("\"pid\": 1", "\"pid\": 1, \"more\": [1]"))
        assertEquals(43117, line.port)
        assertEquals("secret", line.token)
        assertEquals("http://127.0.0.1:43117", line.origin)
        assertEquals(1, line.protocolVersion)
    }

    @Test
    fun `its text never holds the token`() {
        assertFalse(ready(good).toString().contains("secret"))
    }

    @ParameterizedTest
    @ValueSource(strings = ["", "starting…", "{", "[1]", "{\"port\": 1}", "{\"token\": \"a\"}", "null", "{\"a\": }"])
    fun `what a wrapper prints before it is passed over`(line: String) {
        assertInstanceOf(ReadyLine.Read.Other::class.java, ReadyLine.read(line))
    }

    @ParameterizedTest
    @ValueSource(strings = ["0", "65536", "\"43117\"", "1.5", "null", "true"])
    fun `a port that is none is refused`(port: String) {
        assertTrue(wrong(good.replace(": 43117,", ": $port,")).why.contains("`port`"))
    }

    @ParameterizedTest
    @ValueSource(strings = ["\"\"", "\"a b\"", "\"a\\n\"", "7", "null"])
    fun `a token that is none is refused`(token: String) {
        assertTrue(wrong(good.replace("\"secret\"", token)).why.contains("`token`"))
    }

    @ParameterizedTest
    @ValueSource(
        strings = [
            "http://evil.example:43117/", "https://127.0.0.1:43117/", "http://127.0.0.1:1/", "http://127.0.0.1/", "javascript:alert(1)",
            "http://127.0.0.1:43117@evil.example/", "http://user@127.0.0.1:43117/", "http://127.0.0.1:43117 /", "file:///etc/passwd",
        ],
    )
    fun `a page that is not of this machine and port is refused`(uiBase: String) {
        assertTrue(wrong(good.replace("http://127.0.0.1:43117/", uiBase)).why.contains("`uiBase`"))
    }

    @Test
    fun `an address of version 6 is ours too`() {
        assertEquals("http://[::1]:43117", ready(good.replace("127.0.0.1", "[::1]")).origin)
    }

    @Test
    fun `one that is too old names its version`() {
        assertEquals("0.0.9", wrong("""{"port": 1, "token": "a", "version": "0.0.9"}""").version)
    }
}
