/** What a terminal is told when its program has ended, so that nothing the program switched on outlives it. */

/**
 * Leave what the last program switched on: synchronised output, mouse reports (1000-1006, 1015, 1016), focus reports,
 * bracketed paste, application cursor keys and keypad, kitty keyboard, modifyOtherKeys; then a soft reset, which shows the
 * cursor and ends colours, insert mode and scroll region.
 */
const MODES_OFF =
  '\x1b[?2026l\x1b[?9l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1004l\x1b[?1005l\x1b[?1006l\x1b[?1015l\x1b[?1016l' +
  '\x1b[?2004l\x1b[?1l\x1b>\x1b[=0u\x1b[>4m\x1b[!p';
/** 1049 also moves the cursor back, which is right only where the program really was on the other screen. */
const LEAVE_ALTERNATE = '\x1b[?1049l';

/** `alternate`: the terminal still shows the alternate screen. */
export function endModes(alternate: boolean): string {
  return MODES_OFF + (alternate ? LEAVE_ALTERNATE : '');
}
