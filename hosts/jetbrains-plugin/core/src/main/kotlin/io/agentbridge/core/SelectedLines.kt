package io.agentbridge.core

/** From carets and selections to the lines a person means. */
object SelectedLines {
    /**
     * The lines of a selection. One that ends before the first character of a line does not mean that line; without a
     * selection it is the caret's line.
     */
    fun of(start: Position, end: Position): LineRange {
        val last = if (end.line > start.line && end.character == 0) end.line - 1 else end.line
        return LineRange(start.line, last)
    }
}
