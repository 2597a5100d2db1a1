/** Text from outside on its way into a terminal. */

// eslint-disable-next-line no-control-regex -- the control characters are what this is about
const CONTROLS = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g;
const C0_PICTURES = 0x2400;
const DEL = 0x7f;
const DEL_PICTURE = '\u2421';
const REPLACEMENT = '\ufffd';

/**
 * Pasted text in which nothing is a command any more: every control character but tab and line breaks becomes a visible
 * sign. So no `ESC [ 201 ~` can end a bracketed paste early, and no ^C or ^D acts on the line discipline.
 */
export function sanitizePaste(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(CONTROLS, (control) => {
    const code = control.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(C0_PICTURES + code);
    return code === DEL ? DEL_PICTURE : REPLACEMENT;
  });
}

const BARE = /^[\w@%+=:,./~-]+$/;
const WINDOWS = /^(?:[A-Za-z]:[\\/]|\\\\)/;

/** A path as a shell reads it: one word, whatever its name is made of. */
export function quotePath(path: string): string {
  const clean = sanitizePaste(path).replace(/\n/g, REPLACEMENT);
  if (WINDOWS.test(clean)) return /^[\w@+=:,./~\\-]+$/.test(clean) ? clean : `"${clean.replaceAll('"', '')}"`;
  if (BARE.test(clean)) return clean;
  return `'${clean.replaceAll("'", `'\\''`)}'`;
}

/** Several paths, each followed by a space so that typing can go on. */
export function quotePaths(paths: readonly string[]): string {
  return paths.map((path) => `${quotePath(path)} `).join('');
}

/**
 * Paths for a prompt, each followed by a space: one with a range (0-based, both ends) as a mention with 1-based lines, which
 * is how agents read it; one without as a shell does.
 */
export function mentionPaths(references: readonly { path: string; range?: { start: number; end: number } }[]): string {
  return references
    .map(({ path, range }) =>
      range === undefined ? quotePaths([path]) : `@${quotePath(path)}#L${range.start + 1}-${range.end + 1} `,
    )
    .join('');
}

export type PasteQuestion = 'large' | 'lines';

export interface PasteContext {
  mode: 'auto' | 'always' | 'never';
  /** From how many bytes on a paste is large. */
  largeBytes: number;
  /** What reads it runs each line as a command. */
  isShell: boolean;
  /** The program has asked for pastes in brackets: it sees them as one piece. */
  inBrackets: boolean;
}

/** Whether to ask before a paste, and why. */
export function pasteQuestion(text: string, context: PasteContext): PasteQuestion | undefined {
  if (context.mode === 'never') return undefined;
  if (bytesOf(text) > context.largeBytes) return 'large';
  const severalLines = /\n[^]/.test(text);
  if (severalLines && context.mode === 'always') return 'lines';
  return severalLines && context.isShell && !context.inBrackets ? 'lines' : undefined;
}

/** How many bytes the text is in UTF-8. */
function bytesOf(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
