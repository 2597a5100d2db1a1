/** xterm.js: how it is set up, drawn, sized and fed, and what of it may leave the page. */

import { FitAddon } from '@xterm/addon-fit';
import { UnicodeGraphemesAddon } from '@xterm/addon-unicode-graphemes';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { Terminal } from '@xterm/xterm';

import { endModes } from '../core/end_modes';
import { decideKey } from '../core/keymap';
import type { Preferences } from '../core/preferences';
import type { KeyDecision } from '../core/keymap';
import { writeScreens } from '../core/screen_writer';
import type { Size, TerminalPort, WrittenScreen } from '../core/session';
import { sourceOf } from '../core/terminal_internals';
import { toBase64 } from './base64';
import { webAddress } from './links';
import { BottomButton } from './bottom_button';
import { PathLinkProvider } from './path_link_provider';
import type { PathChecks } from './path_link_provider';
import { IS_MAC } from './platform';
import { Renderer } from './renderer';
import { answerProbes } from './screen_probe';
import { strings } from './strings';
import { TerminalClipboard } from './terminal_clipboard';
import { TerminalSearch } from './terminal_search';
import { optionsOf } from './terminal_options';
import { followTheme, readSearchColors, readTheme } from './theme';

export interface TerminalEvents {
  /** What the person typed or pasted, or the terminal answered. */
  input(bytes: Uint8Array): void;
  /** The room for the terminal changed. */
  layoutChanged(): void;
  /** The person clicked an address of the web. */
  openLink(url: string): void;
  searchResults(index: number, count: number): void;
  /** What Shift+Enter sends; the bridge knows it of the agent. */
  softNewline(): string;
  /** A person wants this on the clipboard. */
  copied(text: string): void;
  /** The program rang the bell. */
  rang(): void;
  /** What to ask before a paste; undefined: nothing. `paste` when the answer is yes. */
  askPaste(text: string, inBrackets: boolean, paste: () => void): void;
  /** The names of files in the output. */
  paths: PathChecks;
}

/** A panel that is being dragged reports a size per frame; the program gets one when it rests. */
const LAYOUT_REST_MS = 50;
/** Smaller is no size to work in but a panel that is closed, or on its way. */
const MIN_COLS = 20;
const MIN_ROWS = 4;
/** WCAG AA; the terminal lightens or darkens text until it can be read. */
const MIN_CONTRAST = 4.5;

/** Keys and pastes that wait while the terminal is silent; nobody types more than this before the screen is back. */
const MAX_EARLY = 256;

/** The bridge takes no larger one: then fewer of the lines above the screen are kept. */
const MAX_CHECKPOINT_BYTES = 2 * 1024 * 1024;

const NO_BYTES = new Uint8Array();

export class TerminalView implements TerminalPort {
  readonly element: HTMLElement;
  readonly #events: TerminalEvents;
  readonly #terminal: Terminal;
  readonly #fit = new FitAddon();
  readonly search: TerminalSearch;
  readonly #clipboard: TerminalClipboard;
  readonly #renderer: Renderer;
  readonly #encoder = new TextEncoder();
  #silent = true;
  /** What the person did while the terminal was silent: keys and pastes, unlike the terminal's own answers, must not be lost. */
  readonly #early: (() => void)[] = [];
  readonly #stopFollowing = new AbortController();
  readonly #resizes = new ResizeObserver(() => {
    this.#layoutSoon();
  });
  #layoutTimer: number | undefined;

  /** `element` is in the document and has its size. */
  constructor(element: HTMLElement, preferences: Preferences, events: TerminalEvents) {
    this.element = element;
    this.#events = events;
    this.#terminal = new Terminal({
      allowProposedApi: true,
      ...optionsOf(preferences),
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
    });
    this.search = new TerminalSearch(this.#terminal, {
      results: events.searchResults.bind(events),
      activeChanged: this.#applyTheme.bind(this),
    });
    this.#renderer = new Renderer(this.#terminal, () => {
      this.#layoutSoon();
    });
    this.#clipboard = new TerminalClipboard(this.#terminal, element, {
      isSilent: () => this.#silent,
      copied: events.copied.bind(events),
      pasted: (text) => {
        events.askPaste(text, this.#terminal.modes.bracketedPasteMode, () => {
          this.#whenHeard(this.#terminal.paste.bind(this.#terminal, text));
        });
      },
    });
    this.#clipboard.copyOnSelect = preferences.copyOnSelect;
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
    if (size.cols !== this.#terminal.cols || size.rows !== this.#terminal.rows) {
      this.#terminal.resize(size.cols, size.rows);
    }
    this.#showOverflow();
  }

  /** Another page may own the size: what does not fit here can be scrolled to. */
  #showOverflow(): void {
    const room = this.room();
    const { cols, rows } = this.#terminal;
    this.element.classList.toggle('larger', room !== undefined && (cols > room.cols || rows > room.rows));
  }

  room(): Size | undefined {
    const size = this.#fit.proposeDimensions();
    if (size === undefined || !(size.cols >= MIN_COLS) || !(size.rows >= MIN_ROWS)) return undefined;
    return { cols: size.cols, rows: size.rows };
  }

  endModes(): void {
    this.#terminal.write(endModes(this.#terminal.buffer.active.type === 'alternate'));
  }

  writeDown(): WrittenScreen | undefined {
    const source = sourceOf(this.#terminal);
    const { scrollback = 0 } = this.#terminal.options;
    // Without any line above the screen as the last resort.
    for (let lines = scrollback; lines >= 0; lines = lines === 0 ? -1 : Math.floor(lines / 2)) {
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

  /** The terminal can be seen from now on. */
  shown(): void {
    this.#renderer.start();
  }

  /** It cannot, and gives back what only drawing needs: a page has few WebGL contexts. */
  hidden(): void {
    this.#renderer.stop();
  }

  dispose(): void {
    window.clearTimeout(this.#layoutTimer);
    this.#stopFollowing.abort();
    this.#resizes.disconnect();
    this.#renderer.stop();
    this.#terminal.dispose();
  }

  selectAll(): void {
    this.#terminal.selectAll();
  }

  /** What is selected, if anything is, to the clipboard. */
  copy(): void {
    this.#clipboard.copy();
  }

  /** As if pasted by hand: cleaned, and in brackets where the program asked for them. */
  paste(text: string): void {
    this.#clipboard.paste(text);
  }

  apply(preferences: Preferences): void {
    Object.assign(this.#terminal.options, optionsOf(preferences));
    this.#clipboard.copyOnSelect = preferences.copyOnSelect;
    this.#renderer.adjustSpacing();
    this.#events.layoutChanged();
  }

  scrollToBottom(): void {
    this.#terminal.scrollToBottom();
  }

  #load(): void {
    const terminal = this.#terminal;
    terminal.loadAddon(this.#fit);
    terminal.loadAddon(new UnicodeGraphemesAddon());
    terminal.loadAddon(
      new WebLinksAddon((_event, uri) => {
        this.#openLink(uri);
      }),
    );
    terminal.registerLinkProvider(new PathLinkProvider(terminal, this.#events.paths));
    terminal.open(this.element);
    this.element.append(new BottomButton(terminal, this.focus.bind(this)).element);
    terminal.textarea?.setAttribute('aria-label', strings.terminalLabel);
    followTheme(() => {
      this.#applyTheme();
    }, this.#stopFollowing.signal);
  }

  #applyTheme(): void {
    const theme = readTheme();
    // The current match is a selection, and would look like any other.
    if (this.search.isActive) theme.selectionInactiveBackground = readSearchColors().active;
    this.#terminal.options.theme = theme;
  }

  #listen(): void {
    const terminal = this.#terminal;
    terminal.onData((text) => {
      this.#say(this.#encoder.encode(text));
    });
    terminal.onKey(({ key }) => {
      if (this.#silent) this.#whenHeard(this.#events.input.bind(this.#events, this.#encoder.encode(key)));
    });
    terminal.onBinary((text) => {
      this.#say(Uint8Array.from(text, (character) => character.charCodeAt(0)));
    });
    terminal.onBell(() => {
      if (!this.#silent) this.#events.rang();
    });
    terminal.attachCustomKeyEventHandler((event) => this.#keyPressed(event));
    this.#resizes.observe(this.element);
  }

  #layoutSoon(): void {
    window.clearTimeout(this.#layoutTimer);
    this.#layoutTimer = window.setTimeout(() => {
      this.#renderer.adjustSpacing();
      this.#events.layoutChanged();
      this.#showOverflow();
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
      softNewline: this.#events.softNewline(),
    });
    if (decision.do === 'terminal') return true;
    if (decision.do === 'browser') return false;
    event.preventDefault();
    event.stopPropagation();
    if (event.type === 'keydown') this.#act(decision);
    return false;
  }

  #act(decision: Exclude<KeyDecision, { do: 'terminal' | 'browser' }>): void {
    if (decision.do === 'copy') this.copy();
    else this.#terminal.input(decision.data);
  }

  /** Do now, or when the terminal hears again, what a person did. */
  #whenHeard(act: () => void): void {
    if (!this.#silent) act();
    else if (this.#early.length < MAX_EARLY) this.#early.push(act);
  }

  #openLink(uri: string): void {
    const url = webAddress(uri);
    if (!this.#silent && url !== undefined) this.#events.openLink(url);
  }
}
