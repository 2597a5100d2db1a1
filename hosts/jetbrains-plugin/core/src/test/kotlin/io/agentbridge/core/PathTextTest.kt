package io.agentbridge.core

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import java.nio.file.Path

class PathTextTest {
    private val home = Path.of("/home/me")
    private val folders = listOf(Path.of("/work/app"), Path.of("/work/lib"))

    private fun candidates(text: String) = PathText.candidates(text, folders, home).map(Path::toString)

    @Test
    fun `a range behind a path is taken off, one that is none stays in the name`() {
        assertEquals(PathReference("src/a b.py", LineRange(9, 24)), PathText.split("src/a b.py:9-24"))
        for (name in listOf("a.py", "a:9-2", "a:9", "a:9999999999-9999999999", "a:1-9999999999", "C:\\a")) {
            assertEquals(PathReference(name), PathText.split(name))
        }
    }

    @Test
    fun `a relative path is looked for in every folder of the project, an absolute one is itself`() {
        assertEquals(listOf("/work/app/src/a.py", "/work/lib/src/a.py"), candidates("./src/a.py"))
        assertEquals(listOf("/etc/hosts"), candidates("/etc/x/../hosts"))
        assertEquals(listOf("/home/me/a b"), candidates("~/a b"))
        assertEquals(listOf("/home/me"), candidates("~"))
        assertEquals(listOf("/tmp/a b"), candidates("file:///tmp/a%20b"))
        assertEquals(emptyList<String>(), candidates("file://server/share/a"))
        assertEquals(emptyList<String>(), candidates("file:///%zz"))
        assertEquals(emptyList<String>(), candidates("file:relative"))
        assertEquals(emptyList<String>(), candidates("bad\u0000"))
        assertEquals(emptyList<String>(), candidates("~/bad\u0000"))
    }

    @Test
    fun `a list of addresses gives the files of this machine, each once`() {
        val text = "# copied\r\nfile:///a%20b\r\nfile://localhost/c\r\nhttps://example.org/d\r\n/a b\r\nrelative\r\nfile:///a%20b\r\n"
        assertEquals(listOf("/a b", "/c"), PathText.fromUriList(text).map(Path::toString))
    }

    @Test
    fun `a selection that ends before a line's first character does not mean that line`() {
        assertEquals(LineRange(2, 3), SelectedLines.of(Position(2, 4), Position(4, 0)))
        assertEquals(LineRange(2, 4), SelectedLines.of(Position(2, 4), Position(4, 1)))
        assertEquals(LineRange(2, 2), SelectedLines.of(Position(2, 0), Position(2, 0)))
    }
}
