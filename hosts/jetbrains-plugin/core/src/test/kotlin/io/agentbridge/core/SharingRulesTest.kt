package io.agentbridge.core

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.nio.file.Path

class SharingRulesTest {
    private val project = Path.of("/work/app")
    private val start = Position(0, 0)

    private fun state(path: String) = EditorState(
        listOf("/work/app"),
        listOf(OpenFile(path, active = true, dirty = false, languageId = "x", cursor = null)),
        EditorSelection(path, "text", start, start),
        listOf(Diagnostic(path, start, start, Severity.ERROR, "m", "s")),
    )

    @Test
    fun `secrets are never shared`() {
        val rules = SharingRules(true, "", project)
        for (path in listOf("/work/app/.env", "/work/app/deep/.env.local", "/work/app/k.pem", "/home/me/.ssh/config", "/work/app/.npmrc", "id_rsa.bak", "a\u0000")) {
            assertFalse(rules.mayShare(path), path)
            assertEquals(EditorState(listOf("/work/app")), rules.filter(state(path)))
        }
        assertTrue(rules.mayShare("/work/app/environment.py"))
    }

    @Test
    fun `what a person adds is left out too`() {
        val rules = SharingRules(true, "*.sql\n# a comment\n/build/**\ngen/*.py\n[", project)
        for (path in listOf("/work/app/a/dump.sql", "/work/app/build/x/y", "/work/app/gen/a.py")) assertFalse(rules.mayShare(path), path)
        for (path in listOf("/work/app/a.py", "/work/app/src/gen/a.py", "/other/build/x")) assertTrue(rules.mayShare(path), path)
    }

    @Test
    fun `switched off, nothing but the folders is said`() {
        assertEquals(EditorState(listOf("/work/app")), SharingRules(false, "", project).filter(state("/work/app/a.py")))
    }

    @Test
    fun `a long selection is cut`() {
        val long = state("/work/app/a.py").let { it.copy(selection = it.selection!!.copy(text = "x".repeat(100_000))) }
        assertEquals(64 * 1024, SharingRules(true, "", null).filter(long).selection?.text?.length)
    }
}
