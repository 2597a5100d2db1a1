/** xterm.js: how it is set up, drawn, sized and fed, and what of it may leave the page. */

import { ClipboardAddon } from '@xterm/addon-clipboard';
import { FitAddon } from '@xterm/addon-fit';
import { SearchAddon } from '@xterm/addon-search';
import { UnicodeGraphemesAddon } from '@xterm/addon-unicode-graphemes';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { Terminal } from '@xterm/xterm';

import { mayWriteClipboard } from '../core/clipboard';
import { decideKey } from '../core/keymap';
import type { KeyDecision } from '../core/keymap';
import { sanitizePaste } from '../core/paste';
import { writeScreens } from '../core/screen_writer';
import type { Size, TerminalPort, WrittenScreen } from '../core/session';
import { sourceOf } from '../core/terminal_internals';
import { toBase64 } from './base64';
import { webAddress } from './links';
import { Renderer } from './renderer';
import { answerProbes } from './screen_probe';
import { strings } from './strings';
import { cursorOptions, followTheme, readFontFamily, readSearchColors, readTheme } from './theme';

export interface TerminalEvents {
  /** What the person typed or pasted, or the terminal answered. */
  input(bytes: Uint8Array): void;
  /** The room for the terminal changed. */
  layoutChanged(): void;
  changeFontSize(step: -1 | 0 | 1): void;
  openSearch(): void;
  /** The person clicked an address of the web. */
  openLink(url: string): void;
  searchResults(index: number, count: number): void;
}

const SCROLLBACK_LINES = 5000;
/** A panel that is being dragged reports a size per frame; the program gets one when it rests. */
const LAYOUT_REST_MS = 50;
/** Smaller is no size to work in but a panel that is closed, or on its way. */
const MIN_COLS = 20;
const MIN_ROWS = 4;
/** WCAG AA; the terminal lightens or darkens text until it can be read. */
const MIN_CONTRAST = 4.5;

/**
 * Leave what the last program switched on: synchronised output, mouse reports (1000-1006, 1015, 1016), focus reports,
 * bracketed paste, application cursor keys and keypad, kitty keyboard, modifyOtherKeys; then a soft reset, which shows the
 * cursor and ends colours, insert mode and scroll region.
 */
const END_MODES =
  '\x1b[?2026l\x1b[?9l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1004l\x1b[?1005l\x1b[?1006l\x1b[?1015l\x1b[?1016l' +
  '\x1b[?2004l\x1b[?1l\x1b>\x1b[=0u\x1b[>4m\x1b[!p';
/** 1049 also moves the cursor back, which is right only where the program really was on the other screen. */
const LEAVE_ALTERNATE = '\x1b[?1049l';

/** Keys and pastes that wait while the terminal is silent; nobody types more than this before the screen is back. */
const MAX_EARLY = 256;

/** The bridge takes no larger one: then fewer of the lines above the screen are kept. */
const MAX_CHECKPOINT_BYTES = 2 * 1024 * 1024;

const NO_BYTES = new Uint8Array();
const IS_MAC = /mac/i.test(navigator.platform);

export class TerminalView implements TerminalPort {
  readonly element: HTMLElement;
  /** What Shift+Enter sends; the bridge knows it of the agent. */
  softNewline = '\n';
  readonly #events: TerminalEvents;
  readonly #terminal: Terminal;
  readonly #fit = new FitAddon();
  readonly #search = new SearchAddon();
  readonly #renderer: Renderer;
  readonly #encoder = new TextEncoder();
  #silent = true;
  /** What the person did while the terminal was silent: keys and pastes, unlike the terminal's own answers, must not be lost. */
  readonly #early: (() => void)[] = [];
  #isSearching = false;
  #layoutTimer: number | undefined;

  /** `element` is in the document and has its size. */
  constructor(element: HTMLElement, fontSize: number, events: TerminalEvents) {
    this.element = element;
    this.#events = events;
    this.#terminal = new Terminal({
      allowProposedApi: true,
      fontSize,
      fontFamily: readFontFamily(),
      scrollback: SCROLLBACK_LINES,
      minimumContrastRatio: MIN_CONTRAST,
      rescaleOverlappingGlyphs: true,
      logLevel: 'off',
      linkHandler: {
        activate: (_event, uri) => {
          this.#openLink(uri);
        },
        hover: (_event, uri) => {
          element.title = uri;
        },
        leave: () => {
          element.title = '';
        },
      },
      ...cursorOptions(),
    });
    this.#renderer = new Renderer(this.#terminal, () => {
      this.#layoutSoon();
    });
    this.#load();
    this.#listen();
    answerProbes(element, this.#terminal, () => ({ renderer: this.#renderer.kind, silent: this.#silent }));
  }

  // What the session asks for.

  write(bytes: Uint8Array, parsed: () => void): void {
    this.#terminal.write(bytes, parsed);
  }

  afterParsing(action: () => void): void {
    this.#terminal.write(NO_BYTES, action);
  }

  setSilent(silent: boolean): void {
    this.#silent = silent;
    if (!silent) for (const act of this.#early.splice(0)) act();
  }

  clear(): void {
    this.#terminal.reset();
  }

  resize(size: Size): void {
    this.#terminal.resize(size.cols, size.rows);
  }

  fit(): Size | undefined {
    const size = this.#fit.proposeDimensions();
    if (size === undefined || !(size.cols >= MIN_COLS) || !(size.rows >= MIN_ROWS)) return undefined;
    if (size.cols !== this.#terminal.cols || size.rows !== this.#terminal.rows) {
      this.#terminal.resize(size.cols, size.rows);
    }
    return { cols: size.cols, rows: size.rows };
  }

  endModes(): void {
    const leave = this.#terminal.buffer.active.type === 'alternate' ? LEAVE_ALTERNATE : '';
    this.#terminal.write(END_MODES + leave);
  }

  writeDown(): WrittenScreen | undefined {
    const source = sourceOf(this.#terminal);
    for (let lines = SCROLLBACK_LINES; lines > 0; lines = Math.floor(lines / 2)) {
      const bytes = this.#encoder.encode(writeScreens(source, lines));
      if (bytes.length <= MAX_CHECKPOINT_BYTES) {
        return { cols: source.cols, rows: source.rows, dataBase64: toBase64(bytes) };
      }
    }
    return undefined;
  }

  // What the page asks for.

  focus(): void {
    this.#terminal.focus();
  }

  get hasFocus(): boolean {
    return this.element.contains(document.activeElement);
  }

  setFontSize(size: number): void {
    this.#terminal.options.fontSize = size;
    this.#renderer.adjustSpacing();
    this.#events.layoutChanged();
  }

  find(word: string, direction: 'next' | 'previous', incremental: boolean): void {
    if (word === '') {
      this.endSearch();
      return;
    }
    if (!this.#isSearching) {
      this.#isSearching = true;
      this.#applyTheme();
    }
    const colors = readSearchColors();
    const options = {
      incremental,
      decorations: {
        matchBackground: colors.match,
        matchOverviewRuler: colors.match,
        activeMatchBackground: colors.active,
        activeMatchColorOverviewRuler: colors.active,
      },
    };
    if (direction === 'next') this.#search.findNext(word, options);
    else this.#search.findPrevious(word, options);
  }

  endSearch(): void {
    this.#search.clearDecorations();
    this.#terminal.clearSelection();
    this.#isSearching = false;
    this.#applyTheme();
  }

  #load(): void {
    const terminal = this.#terminal;
    terminal.loadAddon(this.#fit);
    terminal.loadAddon(new UnicodeGraphemesAddon());
    terminal.loadAddon(this.#search);
    terminal.loadAddon(
      new WebLinksAddon((_event, uri) => {
        this.#openLink(uri);
      }),
    );
    this.#loadClipboard();
    terminal.open(this.element);
    this.#renderer.start();
    terminal.textarea?.setAttribute('aria-label', strings.terminalLabel);
    followTheme(() => {
      this.#applyTheme();
    });
  }

  #applyTheme(): void {
    const theme = readTheme();
    // The current match is a selection, and would look like any other.
    if (this.#isSearching) theme.selectionInactiveBackground = readSearchColors().active;
    this.#terminal.options.theme = theme;
  }

  /** OSC 52: the addon decodes, our handler, which is asked first, decides. A question for the content is never answered. */
  #loadClipboard(): void {
    const provider = {
      readText: () => '',
      writeText: (_selection: string, text: string) => {
        void navigator.clipboard.writeText(text).catch(() => undefined);
      },
    };
    this.#terminal.loadAddon(new ClipboardAddon(undefined, provider));
    this.#terminal.parser.registerOscHandler(52, (payload) => {
      const context = {
        silent: this.#silent,
        focused: document.hasFocus(),
        visible: document.visibilityState === 'visible',
      };
      return !mayWriteClipboard(payload, context);
    });
  }

  #listen(): void {
    const terminal = this.#terminal;
    terminal.onData((text) => {
      this.#say(this.#encoder.encode(text));
    });
    terminal.onKey(({ key }) => {
      if (this.#silent) this.#keepForLater(this.#events.input.bind(this.#events, this.#encoder.encode(key)));
    });
    terminal.onBinary((text) => {
      this.#say(Uint8Array.from(text, (character) => character.charCodeAt(0)));
    });
    terminal.attachCustomKeyEventHandler((event) => this.#keyPressed(event));
    this.#search.onDidChangeResults(({ resultIndex, resultCount }) => {
      this.#events.searchResults(resultIndex, resultCount);
    });
    const pasted = this.#pasted.bind(this);
    this.element.addEventListener('paste', pasted, { capture: true });
    new ResizeObserver(() => {
      this.#layoutSoon();
    }).observe(this.element);
  }

  #layoutSoon(): void {
    window.clearTimeout(this.#layoutTimer);
    this.#layoutTimer = window.setTimeout(() => {
      this.#renderer.adjustSpacing();
      this.#events.layoutChanged();
    }, LAYOUT_REST_MS);
  }

  #say(bytes: Uint8Array): void {
    if (!this.#silent) this.#events.input(bytes);
  }

  /** True: xterm.js handles the key. */
  #keyPressed(event: KeyboardEvent): boolean {
    const decision = decideKey(event, {
      isMac: IS_MAC,
      hasSelection: this.#terminal.hasSelection(),
      softNewline: this.softNewline,
    });
    if (decision.do === 'terminal') return true;
    if (decision.do === 'browser') return false;
    event.preventDefault();
    event.stopPropagation();
    if (event.type === 'keydown') this.#act(decision);
    return false;
  }

  #act(decision: Exclude<KeyDecision, { do: 'terminal' | 'browser' }>): void {
    switch (decision.do) {
      case 'send':
        this.#terminal.input(decision.data);
        break;
      case 'copy':
        this.copy();
        break;
      case 'search':
        this.#events.openSearch();
        break;
      case 'fontSize':
        this.#events.changeFontSize(decision.step);
        break;
    }
  }

  selectAll(): void {
    this.#terminal.selectAll();
  }

  /** What is selected, if anything is, to the clipboard. */
  copy(): void {
    const text = this.#terminal.getSelection();
    if (text === '') return;
    const done = (): void => {
      this.#terminal.clearSelection();
    };
    void navigator.clipboard.writeText(text).then(done, () => {
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- a frame without the right to the clipboard has only this
      document.execCommand('copy');
      done();
    });
  }

  #pasted(event: ClipboardEvent): void {
    event.preventDefault();
    event.stopPropagation();
    this.paste(event.clipboardData?.getData('text/plain') ?? '');
  }

  /** As if pasted by hand: cleaned, and in brackets where the program asked for them. */
  paste(text: string): void {
    if (text === '') return;
    const paste = this.#terminal.paste.bind(this.#terminal, sanitizePaste(text));
    if (this.#silent) this.#keepForLater(paste);
    else paste();
  }

  #keepForLater(act: () => void): void {
    if (this.#early.length < MAX_EARLY) this.#early.push(act);
  }

  #openLink(uri: string): void {
    const url = webAddress(uri);
    if (!this.#silent && url !== undefined) this.#events.openLink(url);
  }
}
