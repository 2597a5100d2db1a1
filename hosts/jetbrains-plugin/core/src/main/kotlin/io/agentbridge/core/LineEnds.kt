package io.agentbridge.core

/**
 * A text through an editor and back: editors know one kind of line end, files may have several, and a mark in front. The
 * same rules as the page's (`ui/src/core/editor/line_ends.ts`).
 */
object LineEnds {
    private const val MARK = "\uFEFF"
    private val END = Regex("\r\n|\n|\r")

    private class Lines(val texts: List<String>, val ends: List<String>)

    /** With plain line feeds, without the mark: what an editor shows. */
    fun toEditor(text: String): String = text.removePrefix(MARK).replace(END, "\n")

    /** What came out of the editor, written as [before] was; a line that was changed gets the end that most lines have. */
    fun fromEditor(before: String, edited: String): String {
        val text = toEditor(edited)
        if (text == toEditor(before)) return before
        val old = linesOf(before.removePrefix(MARK))
        val next = linesOf(text)
        val usual = usualEnd(old.ends)
        val (head, tail) = common(old.texts, next.texts)
        val written = buildString {
            next.texts.forEachIndexed { index, line ->
                append(line)
                if (next.ends[index].isEmpty()) return@forEachIndexed
                val fromBehind = next.texts.size - index
                val same = if (index < head) index else if (fromBehind <= tail) old.texts.size - fromBehind else -1
                append(old.ends.getOrNull(same)?.ifEmpty { null } ?: usual)
            }
        }
        val mark = if (before.startsWith(MARK)) MARK else ""
        // A carriage return of one line and the line feed of an empty one behind it would be one line end.
        return mark + if (toEditor(written) == text) written else text.replace("\n", usual)
    }

    private fun linesOf(text: String): Lines {
        val texts = mutableListOf<String>()
        val ends = mutableListOf<String>()
        var from = 0
        for (end in END.findAll(text)) {
            texts += text.substring(from, end.range.first)
            ends += end.value
            from = end.range.last + 1
        }
        texts += text.substring(from)
        ends += ""
        return Lines(texts, ends)
    }

    private fun usualEnd(ends: List<String>): String = listOf("\n", "\r\n", "\r").maxByOrNull { end -> ends.count { it == end } } ?: "\n"

    private fun common(before: List<String>, after: List<String>): Pair<Int, Int> {
        val most = minOf(before.size, after.size)
        var head = 0
        while (head < most && before[head] == after[head]) head++
        var tail = 0
        while (tail < most - head && before[before.size - 1 - tail] == after[after.size - 1 - tail]) tail++
        return head to tail
    }
}
