package io.agentbridge.core

import java.nio.file.FileSystems
import java.nio.file.InvalidPathException
import java.nio.file.Path
import java.nio.file.PathMatcher
import java.util.regex.PatternSyntaxException

/**
 * What of the editor an agent may see. Secrets are never shared, whatever a person configures; [patterns] (globs, one a line)
 * add to them. A pattern without `/` is matched against names, one with it against the path below the project.
 */
class SharingRules(private val enabled: Boolean, patterns: String, private val project: Path?) {
    private val globs = (ALWAYS + patterns.lines().map(String::trim).filter { it.isNotEmpty() && !it.startsWith("#") }).mapNotNull(::glob)

    fun filter(state: EditorState): EditorState {
        if (!enabled) return EditorState(workspaceFolders = state.workspaceFolders)
        return EditorState(
            state.workspaceFolders,
            state.openFiles.filter { mayShare(it.path) },
            state.selection?.takeIf { mayShare(it.path) }?.let { it.copy(text = it.text.take(MAX_SELECTION)) },
            state.diagnostics.filter { mayShare(it.path) }.take(MAX_DIAGNOSTICS),
        )
    }

    fun mayShare(path: String): Boolean {
        val file = try {
            Path.of(path).normalize()
        } catch (_: InvalidPathException) {
            return false
        }
        val below = if (project != null && file.startsWith(project)) project.relativize(file) else file
        return globs.none { (whole, matcher) -> if (whole) matcher.matches(below) else below.any(matcher::matches) }
    }

    private fun glob(pattern: String): Pair<Boolean, PathMatcher>? = try {
        ('/' in pattern) to FileSystems.getDefault().getPathMatcher("glob:" + pattern.removePrefix("/").removeSuffix("/"))
    } catch (_: PatternSyntaxException) {
        null
    }

    companion object {
        /** An agent is shown no more of a selection without asking. */
        const val MAX_SELECTION = 64 * 1024
        const val MAX_DIAGNOSTICS = 500
        private val ALWAYS = listOf(
            ".env", ".env.*", "*.env", "*.pem", "*.key", "*.p12", "*.pfx", "*.jks", "*.keystore", "id_rsa*", "id_ed25519*", "id_ecdsa*",
            ".npmrc", ".pypirc", ".netrc", ".git-credentials", "credentials", "credentials.json", ".ssh", ".gnupg", ".aws",
        )
    }
}
