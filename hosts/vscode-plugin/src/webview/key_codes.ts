/** The old key codes, by which VS Code's webviews still pass keys on. */

const BY_CODE: Readonly<Record<string, number>> = {
  Backquote: 192,
  Comma: 188,
  Quote: 222,
  Period: 190,
  Slash: 191,
  Semicolon: 186,
  BracketLeft: 219,
  BracketRight: 221,
  Backslash: 220,
  Minus: 189,
  Equal: 187,
  PageUp: 33,
  PageDown: 34,
  End: 35,
  Home: 36,
  ArrowLeft: 37,
  ArrowUp: 38,
  ArrowRight: 39,
  ArrowDown: 40,
  Tab: 9,
  Enter: 13,
  Escape: 27,
  Space: 32,
  Delete: 46,
  Backspace: 8,
};

/** Letters and digits by what they type, others by their place; 0 for what has none. */
export function keyCodeOf(key: string, code: string): number {
  if (/^[a-z]$/i.test(key)) return key.toUpperCase().charCodeAt(0);
  const [, name] = /^(?:Key|Digit)(\w)$/.exec(code) ?? [];
  if (name !== undefined) return name.charCodeAt(0);
  const [, number] = /^F(\d{1,2})$/.exec(code === '' ? key : code) ?? [];
  if (number !== undefined) return 111 + Number(number);
  return BY_CODE[code] ?? 0;
}
