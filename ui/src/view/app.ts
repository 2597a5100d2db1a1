/** The page: wires host, connection, session and terminal together, and shows what they say. */

import { Connection } from '../core/connection';
import type { ConnectionListener, ConnectionState } from '../core/connection';
import { mentionPaths, sanitizePaste } from '../core/paste';
import type { Exit, SessionConfig, Welcome } from '../core/protocol';
import { Session } from '../core/session';
import type { SessionState } from '../core/session';
import type { BrowserHost } from '../host/browser_host';
import type { Host, HostCommand, PathReference } from '../host/host';
import { readSetting, writeSetting } from '../host/storage';
import { Banner } from './banner';
import { element } from './elements';
import { FontSize } from './font_size';
import { HostLink } from './host_link';
import { openInBrowser } from './links';
import { SearchBox } from './search_box';
import { browserPorts } from './socket';
import { StatusView } from './status';
import { strings } from './strings';
import { TerminalView } from './terminal';
import { Toast } from './toast';
import { TokenPrompt } from './token_prompt';
import { Toolbar } from './toolbar';

/** The one session of this page; every page of a bridge shows the same. */
const SESSION_ID = 'main';
/** A note that was dismissed stays away in this tab until it says something else. */
const DISMISSED_NOTE = 'agent-bridge.dismissedNote';
/** What a person was still typing when the agent ended must not press Restart. */
const FOCUS_RESTART_AFTER_MS = 500;

export class App {
  readonly #host: Host;
  readonly #hostLink: HostLink;
  readonly #browser: BrowserHost;
  readonly #root: HTMLElement;
  readonly #connection = new Connection(browserPorts, this.#connectionListener());
  readonly #session: Session;
  readonly #terminal: TerminalView;
  readonly #fontSize = new FontSize();
  readonly #status: StatusView;
  readonly #toolbar: Toolbar;
  readonly #search: SearchBox;
  readonly #note = new Banner('note-banner');
  readonly #confirm = new Banner('confirm-banner');
  readonly #end = new Banner('end-banner');
  readonly #toast = new Toast();
  readonly #prompt: TokenPrompt;
  readonly #encoder = new TextEncoder();
  #folder = '';
  /** The host's wish for the configured command, and for the clipboard: said again after each reconnection. */
  #hostCommand: string | undefined;
  #useClipboard: boolean | undefined;

  constructor(root: HTMLElement, host: Host, browser: BrowserHost) {
    this.#root = root;
    this.#host = host;
    this.#hostLink = new HostLink(host, {
      visibilityChanged: () => {
        this.#visibilityChanged();
      },
    });
    this.#browser = browser;
    this.#status = new StatusView(() => {
      this.#connection.reconnect();
    });
    this.#toolbar = new Toolbar(this.#status.element, {
      search: () => {
        this.#toggleSearch();
      },
      changeFontSize: (step) => {
        this.#changeFontSize(step);
      },
      restart: () => {
        this.#askRestart();
      },
    });
    this.#search = new SearchBox({
      find: (word, direction, incremental) => {
        this.#terminal.find(word, direction, incremental);
      },
      closed: () => {
        this.#terminal.endSearch();
        this.#terminal.focus();
      },
    });
    this.#prompt = new TokenPrompt((token) => {
      this.#browser.keepToken(token);
      this.#useToken(token);
    });
    this.#terminal = this.#mountTerminal();
    this.#session = this.#makeSession();
  }

  /** Hear the host, find the token, connect. */
  async start(): Promise<void> {
    this.#listen();
    this.#host.start((command) => {
      this.#obey(command);
    });
    this.#host.tell({ type: 'uiLoaded', success: true });
    const found = await this.#browser.findToken();
    if (this.#connection.token !== undefined) return;
    if (found.found === 'token') {
      this.#useToken(found.token);
      return;
    }
    const problem = found.found === 'spentTicket' ? strings.ticketSpent : '';
    window.setTimeout(() => {
      if (this.#connection.token === undefined) this.#prompt.show(problem);
    }, this.#host.tokenPatienceMs);
  }

  #mountTerminal(): TerminalView {
    const terminalElement = element('div', { id: 'terminal', 'data-focus-place': 'terminal' });
    const stage = element(
      'main',
      { class: 'stage' },
      // Before the terminal, which keeps Tab and Shift+Tab: from the search box the keyboard reaches the bar.
      this.#search.element,
      this.#confirm.element,
      this.#prompt.element,
      this.#toast.element,
      terminalElement,
    );
    this.#root.replaceChildren(this.#toolbar.element, this.#note.element, stage, this.#end.element);
    return new TerminalView(terminalElement, this.#fontSize.value, {
      input: (bytes) => this.#session.input(bytes),
      layoutChanged: () => {
        this.#session.layoutChanged();
      },
      changeFontSize: (step) => {
        this.#changeFontSize(step);
      },
      openSearch: () => {
        this.#search.open();
      },
      openLink: (url) => {
        if (this.#host.hears('openExternal')) this.#host.tell({ type: 'openExternal', url });
        else openInBrowser(url);
      },
      searchResults: (index, count) => {
        this.#search.showResults(index, count);
      },
    });
  }

  #makeSession(): Session {
    const ports = {
      terminal: this.#terminal,
      send: this.#connection.send.bind(this.#connection),
      sendInput: this.#connection.sendInput.bind(this.#connection),
      isVisible: () => this.#hostLink.isVisible,
      now: () => performance.now(),
      after: (ms: number, action: () => void) => browserPorts.after(ms, action),
    };
    return new Session(SESSION_ID, ports, {
      stateChanged: (state) => {
        this.#showSession(state);
      },
      failed: (error) => {
        this.#toast.show(error.message);
      },
    });
  }

  #connectionListener(): ConnectionListener {
    return {
      stateChanged: (state) => {
        this.#showConnection(state);
      },
      welcomed: (welcome) => {
        this.#welcomed(welcome);
      },
      received: (message) => {
        if (message.type === 'sessionConfigUpdated') this.#configured(message.sessionConfig);
        this.#session.receive(message);
      },
      receivedFrame: (frame) => {
        this.#session.receiveFrame(frame);
      },
      tokenRefused: (token) => {
        this.#browser.dropToken(token);
        this.#prompt.show(strings.tokenWrong);
      },
      unreadable: (reason) => {
        this.#toast.show(strings.unreadable(reason));
      },
    };
  }

  #listen(): void {
    this.#hostLink.listen();
    window.addEventListener('pagehide', () => {
      this.#session.hidden();
    });
    window.addEventListener('pageshow', (event) => {
      // Back from the back-forward cache: the socket is dead, whatever it says.
      if (event.persisted) this.#connection.reconnect();
    });
    window.addEventListener('focus', () => {
      if (document.activeElement === document.body) this.#focusTerminal();
    });
    for (const name of ['dragover', 'drop']) {
      // A dropped file would otherwise take the place of this page.
      document.addEventListener(name, (event) => {
        event.preventDefault();
      });
    }
  }

  #visibilityChanged(): void {
    const visible = this.#hostLink.isVisible;
    this.#connection.send({ type: 'visibility', visible });
    if (!visible) this.#session.hidden();
    const { name } = this.#connection.state;
    if (visible && (name === 'reconnecting' || name === 'stopped')) this.#connection.reconnect();
  }

  // The host

  #obey(command: HostCommand): void {
    if (this.#hostLink.obey(command) || this.#takeText(command) || this.#configureSession(command)) return;
    switch (command.type) {
      case 'setToken':
        this.#useToken(command.token);
        break;
      case 'setFontSize':
      case 'setFont':
        if (command.size !== null) this.#applyFontSize(command.size);
        break;
      case 'command':
        this.#runHostCommand(command);
        break;
      default:
        // `hostHello` is the host's own affair; settings come with the page that has some.
        break;
    }
  }

  /** True: the command brought text for the agent. */
  #takeText(command: HostCommand): boolean {
    switch (command.type) {
      case 'insertPaths':
        this.#compose('', command.paths, false);
        return true;
      case 'compose':
        this.#compose(command.text, command.paths, command.submit);
        return true;
      case 'paste':
        this.#terminal.paste(command.text);
        return true;
      default:
        return false;
    }
  }

  /** True: the command was about what the session runs. */
  #configureSession(command: HostCommand): boolean {
    switch (command.type) {
      case 'updateSessionCommand':
        this.#hostCommand = command.command;
        this.#sendHostWishes();
        return true;
      case 'updateUseClipboard':
        this.#useClipboard = command.useClipboard;
        this.#sendHostWishes();
        return true;
      case 'setSessionConfig':
        this.#session.setOverride(command.config);
        return true;
      case 'restartSession':
        this.#restart();
        return true;
      default:
        return false;
    }
  }

  #runHostCommand({ name }: Extract<HostCommand, { type: 'command' }>): void {
    switch (name) {
      case 'focus':
      case 'focusTerminal':
      case 'focusComposer':
        this.#terminal.focus();
        break;
      case 'search':
        this.#search.open();
        break;
      case 'copy':
        this.#terminal.copy();
        break;
      case 'selectAll':
        this.#terminal.selectAll();
        break;
      default:
        // This page has one session, and no composer yet.
        break;
    }
  }

  #sendHostWishes(): void {
    if (this.#hostCommand !== undefined) {
      this.#connection.send({ type: 'updateSessionConfig', customCommand: this.#hostCommand });
    }
    if (this.#useClipboard !== undefined) {
      this.#connection.send({ type: 'updateUseClipboard', useClipboard: this.#useClipboard });
    }
  }

  /** Into the prompt of the agent itself, as if typed; the Enter is a write of its own. */
  #compose(text: string, paths: readonly PathReference[], submit: boolean): void {
    const typed = mentionPaths(paths) + sanitizePaste(text).replaceAll('\n', this.#terminal.softNewline);
    const taken = this.#session.inputWhenRunning(this.#encoder.encode(typed));
    if (taken && submit) this.#session.inputWhenRunning(this.#encoder.encode('\r'));
    if (taken) this.#terminal.focus();
    else this.#toast.show(strings.tooMuchWaiting);
  }

  // The connection

  #useToken(token: string): void {
    this.#prompt.hide();
    this.#connection.useToken(token);
  }

  #showConnection(state: ConnectionState): void {
    this.#root.dataset['connection'] = state.name;
    this.#status.show(state);
    if (state.name !== 'open') this.#session.disconnected();
  }

  #welcomed(welcome: Welcome): void {
    this.#prompt.hide();
    this.#folder = welcome.cwd;
    this.#configured(welcome.sessionConfig);
    this.#sendHostWishes();
    this.#session.connected();
    this.#focusTerminal();
  }

  #configured(config: SessionConfig): void {
    this.#toolbar.setTitle(config.name ?? config.cmd, this.#folder);
    this.#terminal.softNewline = config.softNewline ?? '\n';
    const note = config.note ?? '';
    if (note === '' || readSetting('sessionStorage', DISMISSED_NOTE) === note) {
      this.#note.hide();
      return;
    }
    this.#note.show({
      text: note,
      onDismiss: () => {
        writeSetting('sessionStorage', DISMISSED_NOTE, note);
        this.#terminal.focus();
      },
    });
  }

  // The session

  #showSession(state: SessionState): void {
    this.#root.dataset['session'] = state.name;
    if (state.name === 'ended') this.#showEnd(endText(state.exit));
    else if (state.name === 'failed') this.#showEnd(strings.startFailed(state.message));
    else if (state.name !== 'detached') this.#end.hide();
  }

  #showEnd(text: string): void {
    this.#confirm.hide();
    this.#end.show({
      text,
      tone: 'warning',
      actions: [{ label: strings.restart, style: 'primary', run: this.#restart.bind(this) }],
    });
    window.setTimeout(() => {
      if (this.#end.isShown && this.#terminal.hasFocus) this.#end.focus();
    }, FOCUS_RESTART_AFTER_MS);
  }

  #askRestart(): void {
    if (this.#session.state.name === 'ended' || this.#session.state.name === 'failed') {
      this.#restart();
      return;
    }
    const cancel = (): void => {
      this.#confirm.hide();
      this.#terminal.focus();
    };
    this.#confirm.show({
      text: strings.restartQuestion,
      actions: [
        { label: strings.restart, style: 'primary', run: this.#restart.bind(this) },
        { label: strings.cancel, run: cancel },
      ],
      onDismiss: cancel,
    });
    this.#confirm.focus();
  }

  #restart(): void {
    this.#confirm.hide();
    this.#session.restart();
    this.#terminal.focus();
  }

  // The look

  #changeFontSize(step: -1 | 0 | 1): void {
    const size = this.#fontSize.after(step);
    if (size === this.#fontSize.value) return;
    this.#applyFontSize(size);
    this.#connection.send({ type: 'fontSizeChanged', fontSize: size });
    this.#host.tell({ type: 'settingsChanged', key: 'fontSize', value: size });
  }

  #applyFontSize(size: number): void {
    this.#fontSize.set(size);
    this.#terminal.setFontSize(size);
  }

  #toggleSearch(): void {
    if (this.#search.isOpen) this.#search.close();
    else this.#search.open();
  }

  /** Only where the keyboard is ours already: a panel that opens must not take it from the editor. */
  #focusTerminal(): void {
    if (document.hasFocus() && !this.#search.isOpen && !this.#confirm.isShown) this.#terminal.focus();
  }
}

function endText(exit: Exit): string {
  return exit.signal === null ? strings.ended(exit.code) : strings.endedBySignal(exit.signal);
}
