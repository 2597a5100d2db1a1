/**
 * What a key does in the terminal. Everything that is not listed here belongs to the program; the page's own commands were
 * taken out before (commands.ts).
 */

export interface KeyPress {
  type: string;
  key: string;
  code: string;
  ctrlKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
  metaKey: boolean;
  isComposing: boolean;
}

export interface KeyContext {
  isMac: boolean;
  hasSelection: boolean;
  /** What Shift+Enter sends: the agent's own "new line, do not submit". */
  softNewline: string;
}

export type KeyDecision =
  | { do: 'terminal' }
  /** The browser's own action (its paste event needs no permission). */
  | { do: 'browser' }
  | { do: 'send'; data: string }
  | { do: 'copy' };

const TERMINAL: KeyDecision = { do: 'terminal' };
const BROWSER: KeyDecision = { do: 'browser' };

export function decideKey(press: KeyPress, context: KeyContext): KeyDecision {
  if (press.isComposing || press.key === 'Process' || press.altKey) return TERMINAL;
  if (press.key === 'Enter' && press.shiftKey && !press.ctrlKey && !press.metaKey) {
    return { do: 'send', data: context.softNewline };
  }
  if (press.key === 'Insert') return insertKey(press);
  return context.isMac ? macKey(press) : otherKey(press, context);
}

/** Shift+Insert and Ctrl+Insert: older than Ctrl+V and Ctrl+C, and never sent to a program. */
function insertKey(press: KeyPress): KeyDecision {
  if (press.shiftKey && !press.ctrlKey) return BROWSER;
  if (press.ctrlKey && !press.shiftKey) return { do: 'copy' };
  return TERMINAL;
}

function macKey(press: KeyPress): KeyDecision {
  if (!press.metaKey || press.ctrlKey) return TERMINAL;
  return BROWSER;
}

function otherKey(press: KeyPress, context: KeyContext): KeyDecision {
  if (!press.ctrlKey || press.metaKey) return TERMINAL;
  const letter = letterOf(press);
  if (press.shiftKey) {
    if (letter === 'c') return { do: 'copy' };
    if (letter === 'v') return BROWSER;
  } else if (letter === 'c' && context.hasSelection) {
    return { do: 'copy' };
  }
  return TERMINAL;
}

/** The Latin letter of a key: what it types, or, on a layout that types other letters, what is printed on it. */
function letterOf(press: KeyPress): string {
  const typed = press.key.toLowerCase();
  if (/^[a-z]$/.test(typed)) return typed;
  return /^Key([A-Z])$/.exec(press.code)?.[1]?.toLowerCase() ?? '';
}
