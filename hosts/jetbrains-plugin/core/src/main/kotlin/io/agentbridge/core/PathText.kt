package io.agentbridge.core

import java.net.URI
import java.net.URISyntaxException
import java.nio.file.InvalidPathException
import java.nio.file.Path

/** Paths as pages, agents and drags write them. */
object PathText {
    private val RANGE = Regex("""(.+):(\d{1,10})-(\d{1,10})""", RegexOption.DOT_MATCHES_ALL)

    /** `path:start-end` of version 1; a range that ends before it starts belongs to the name. */
    fun split(text: String): PathReference {
        val match = RANGE.matchEntire(text) ?: return PathReference(text)
        val path = match.groupValues[1]
        val start = match.groupValues[2].toIntOrNull() ?: return PathReference(text)
        val end = match.groupValues[3].toIntOrNull() ?: return PathReference(text)
        return if (end >= start) PathReference(path, LineRange(start, end)) else PathReference(text)
    }

    /**
     * The places a path of the page may mean, best first: absolute, or below one of [folders]; `~` is [home].
     * Whoever opens it takes the first that exists.
     */
    fun candidates(text: String, folders: List<Path>, home: Path): List<Path> {
        val path = when {
            text == "~" -> return listOf(home)
            text.startsWith("~/") || text.startsWith("~\\") -> return listOfNotNull(toPath(text.drop(2))?.let(home::resolve))
            text.startsWith("file:") -> fromUri(text)
            else -> toPath(text)
        } ?: return emptyList()
        return if (path.isAbsolute) listOf(path.normalize()) else folders.map { it.resolve(path).normalize() }
    }

    /** What a drag or the clipboard holds as `text/uri-list` or lines: files of this machine, in their order, each once. */
    fun fromUriList(text: String): List<Path> =
        text.lineSequence().map(String::trim).filter { it.isNotEmpty() && !it.startsWith("#") }.mapNotNull(::fileOf).distinct().toList()

    fun fileOf(text: String): Path? = if (text.startsWith("file:")) fromUri(text) else toPath(text)?.takeIf(Path::isAbsolute)

    private fun fromUri(text: String): Path? = try {
        val uri = URI(text)
        if (uri.host != null && uri.host != "localhost") null else Path.of(URI("file", null, uri.path, null))
    } catch (_: URISyntaxException) {
        null
    } catch (_: IllegalArgumentException) {
        null
    }

    private fun toPath(text: String): Path? = try {
        Path.of(text)
    } catch (_: InvalidPathException) {
        null
    }
}
