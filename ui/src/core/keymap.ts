/** What a key does. Everything that is not listed here belongs to the program in the terminal. */

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
  | { do: 'copy' }
  | { do: 'search' }
  /** -1 smaller, 1 larger, 0 back to the default. */
  | { do: 'fontSize'; step: -1 | 0 | 1 };

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
  const letter = letterOf(press);
  if (letter === 'f' && !press.shiftKey) return { do: 'search' };
  return fontSizeKey(press) ?? BROWSER;
}

function otherKey(press: KeyPress, context: KeyContext): KeyDecision {
  if (!press.ctrlKey || press.metaKey) return TERMINAL;
  const letter = letterOf(press);
  if (press.shiftKey) {
    if (letter === 'c') return { do: 'copy' };
    if (letter === 'v') return BROWSER;
    if (letter === 'f') return { do: 'search' };
  } else if (letter === 'c' && context.hasSelection) {
    return { do: 'copy' };
  }
  return fontSizeKey(press) ?? TERMINAL;
}

function fontSizeKey(press: KeyPress): KeyDecision | undefined {
  if (press.key === '+' || press.key === '=') return { do: 'fontSize', step: 1 };
  // Ctrl+Shift+- is Ctrl+_, the undo of many programs: theirs.
  if (press.key === '-' && !press.shiftKey) return { do: 'fontSize', step: -1 };
  if (press.key === '0' && !press.shiftKey) return { do: 'fontSize', step: 0 };
  return undefined;
}

/** The Latin letter of a key: what it types, or, on a layout that types other letters, what is printed on it. */
function letterOf(press: KeyPress): string {
  const typed = press.key.toLowerCase();
  if (/^[a-z]$/.test(typed)) return typed;
  return /^Key([A-Z])$/.exec(press.code)?.[1]?.toLowerCase() ?? '';
}
