/**
 * What is read of xterm.js beyond its published interface: saved cursors, margins, tab stops and the attributes of the next
 * character have no other door. Read only; the version is pinned, and the oracle tests fail when a name changes.
 */

/** How characters look. */
export interface Style {
  isBold(): number;
  isDim(): number;
  isItalic(): number;
  isBlink(): number;
  isInverse(): number;
  isInvisible(): number;
  isStrikethrough(): number;
  isOverline(): number;
  getFgColorMode(): number;
  getFgColor(): number;
  getBgColorMode(): number;
  getBgColor(): number;
  getUnderlineStyle(): number;
  getUnderlineColor(): number;
  getUnderlineColorMode(): number;
  isUnderlineColorDefault(): boolean;
  /** Of a hyperlink; 0: none. */
  readonly extended: { readonly urlId: number };
}

/** OSC 8. */
export interface Hyperlink {
  readonly id?: string;
  readonly uri: string;
}

export interface Cell extends Style {
  /** Everything about the looks but what `extended` holds, in two numbers. */
  readonly fg: number;
  readonly bg: number;
  hasExtendedAttrs(): number;
  getChars(): string;
  /** 0: the right half of the cell before. */
  getWidth(): number;
}

export interface Line {
  readonly isWrapped: boolean;
  getCell(column: number, cell?: Cell): Cell | undefined;
}

/** One of the two screens. */
export interface Screen {
  /** Lines kept, those scrolled out first. */
  readonly length: number;
  getLine(index: number): Line | undefined;
  getNullCell(): Cell;
  readonly state: ScreenState;
}

export interface ScreenState {
  /** Column of the cursor; equal to the number of columns: the next character goes to the next line. */
  readonly x: number;
  readonly y: number;
  /** Lines scrolled out. */
  readonly ybase: number;
  readonly scrollTop: number;
  readonly scrollBottom: number;
  readonly savedX: number;
  /** Counted from the first line kept. */
  readonly savedY: number;
  readonly savedCurAttrData: Style;
  readonly tabs: Readonly<Record<number, boolean | undefined>>;
}

export interface TerminalSource {
  readonly cols: number;
  readonly rows: number;
  readonly normal: Screen;
  /** Undefined while the normal screen is shown. */
  readonly alternate: Screen | undefined;
  /** How the next character will look. */
  readonly style: Style;
  readonly originMode: boolean;
  hyperlink(urlId: number): Hyperlink | undefined;
}

interface PublicBuffer {
  readonly type: 'normal' | 'alternate';
  readonly length: number;
  getLine(index: number): Line | undefined;
  getNullCell(): Cell;
}

/** A `Terminal` of @xterm/xterm or @xterm/headless. */
export interface XtermTerminal {
  readonly cols: number;
  readonly rows: number;
  readonly buffer: { readonly active: unknown; readonly normal: unknown; readonly alternate: unknown };
  readonly modes: { readonly originMode: boolean };
}

interface Core {
  readonly buffers: { readonly normal: ScreenState; readonly alt: ScreenState };
  readonly _inputHandler: { readonly _curAttrData: Style };
  readonly _oscLinkService: { getLinkData(urlId: number): Hyperlink | undefined };
}

export function sourceOf(terminal: XtermTerminal): TerminalSource {
  const core = (terminal as unknown as { _core: Core })._core;
  const active = terminal.buffer.active as PublicBuffer;
  return {
    cols: terminal.cols,
    rows: terminal.rows,
    normal: screen(terminal.buffer.normal as PublicBuffer, core.buffers.normal),
    alternate: active.type === 'alternate' ? screen(active, core.buffers.alt) : undefined,
    style: core._inputHandler._curAttrData,
    originMode: terminal.modes.originMode,
    hyperlink: (urlId) => core._oscLinkService.getLinkData(urlId),
  };
}

function screen(buffer: PublicBuffer, state: ScreenState): Screen {
  return {
    length: buffer.length,
    getLine: buffer.getLine.bind(buffer),
    getNullCell: buffer.getNullCell.bind(buffer),
    state,
  };
}
