/** The page: wires host, connection, terminals and the parts around them together. */

import { Connection } from '../core/connection';
import type { ConnectionListener, ConnectionState } from '../core/connection';
import type { ServerMessage, SessionConfig, Welcome } from '../core/protocol';
import type { SessionState } from '../core/session';
import type { BrowserHost } from '../host/browser_host';
import type { Host, HostCommand } from '../host/host';
import { readSetting, writeSetting } from '../host/storage';
import { Banner } from './banner';
import { element } from './elements';
import { FontSize } from './font_size';
import { HostCommands } from './host_commands';
import { HostLink } from './host_link';
import { openInBrowser } from './links';
import { PageBus } from './page';
import type { Composition, Page } from './page';
import { browserPorts } from './socket';
import { Stage } from './stage';
import { StatusView } from './status';
import { strings } from './strings';
import { followTheme, themeMessage } from './theme';
import { Toast } from './toast';
import { TokenPrompt } from './token_prompt';
import { Toolbar } from './toolbar';

/** The session of a bridge that has none yet. */
const FIRST_SESSION = 'main';
/** A note that was dismissed stays away in this tab until it says something else. */
const DISMISSED_NOTE = 'agent-bridge.dismissedNote';

export class App {
  readonly #host: Host;
  readonly #hostLink: HostLink;
  readonly #hostCommands: HostCommands;
  readonly #browser: BrowserHost;
  readonly #root: HTMLElement;
  readonly #bus = new PageBus();
  readonly #connection = new Connection(browserPorts, this.#connectionListener());
  readonly #fontSize = new FontSize();
  readonly #status: StatusView;
  readonly #toolbar: Toolbar;
  readonly #note = new Banner('note-banner');
  readonly #toast = new Toast();
  readonly #prompt: TokenPrompt;
  readonly #stage: Stage;
  /** Below the terminal: the composer. */
  readonly #composerSlot = element('div', { class: 'composer-slot' });
  #folder = '';

  constructor(root: HTMLElement, host: Host, browser: BrowserHost) {
    this.#root = root;
    this.#host = host;
    this.#hostLink = new HostLink(host, {
      visibilityChanged: () => {
        this.#visibilityChanged();
      },
    });
    this.#hostCommands = this.#makeHostCommands();
    this.#browser = browser;
    this.#status = new StatusView(() => {
      this.#connection.reconnect();
    });
    this.#toolbar = new Toolbar(this.#status.element, {
      search: () => {
        this.#stage.toggleSearch();
      },
      changeFontSize: (step) => {
        this.#changeFontSize(step);
      },
      restart: () => {
        this.#stage.selected?.askRestart();
      },
    });
    this.#prompt = new TokenPrompt((token) => {
      this.#browser.keepToken(token);
      this.#useToken(token);
    });
    this.#stage = this.#makeStage();
    this.#root.replaceChildren(this.#toolbar.element, this.#note.element, this.#stage.element, this.#composerSlot);
    this.#mountParts(this.#page());
    this.#select(FIRST_SESSION);
  }

  /** Hear the host, find the token, connect. */
  async start(): Promise<void> {
    this.#listen();
    this.#host.start((command) => {
      this.#hostCommands.obey(command);
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

  /** The parts that live beside the terminal, each with what it may ask of the page. */
  #mountParts(page: Page): void {
    this.#composerSlot.hidden = page.sessionId === undefined;
  }

  #page(): Page {
    const selected = (): Stage['selected'] => this.#stage.selected;
    const editor = (): Page['editor'] => this.#hostLink.editor;
    return {
      on: (event, hear) => this.#bus.on(event, hear),
      send: (message) => this.#connection.send(message),
      input: (bytes) => selected()?.input(bytes) ?? false,
      get sessionId() {
        return selected()?.id;
      },
      get sessionState() {
        return selected()?.state ?? { name: 'detached' };
      },
      get editor() {
        return editor();
      },
      hostHears: (type) => this.#host.hears(type),
      tellHost: (notice) => {
        this.#host.tell(notice);
      },
      say: (text) => {
        this.#toast.show(text);
      },
      focusTerminal: () => {
        selected()?.terminal.focus();
      },
    };
  }

  #makeStage(): Stage {
    return new Stage(
      {
        send: this.#connection.send.bind(this.#connection),
        sendInput: this.#connection.sendInput.bind(this.#connection),
        failed: (error) => {
          this.#toast.show(error.message);
        },
        paneChanged: (id, state) => {
          if (id === this.#stage.selected?.id) this.#showSession(state);
        },
        changeFontSize: (step) => {
          this.#changeFontSize(step);
        },
        openLink: (url) => {
          if (this.#host.hears('openExternal')) this.#host.tell({ type: 'openExternal', url });
          else openInBrowser(url);
        },
        isVisible: () => this.#hostLink.isVisible,
      },
      this.#fontSize.value,
      [this.#prompt.element, this.#toast.element],
    );
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
        this.#received(message);
      },
      receivedFrame: (frame) => {
        this.#stage.receiveFrame(frame);
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

  /** Programs ask for the colours when no page is there, too. */
  #sendTheme(): void {
    const theme = themeMessage();
    if (theme !== undefined) this.#connection.send(theme);
  }

  #listen(): void {
    followTheme(this.#sendTheme.bind(this), new AbortController().signal);
    this.#hostLink.listen();
    window.addEventListener('pagehide', () => {
      this.#stage.pageHidden();
    });
    window.addEventListener('pageshow', (event) => {
      // Back from the back-forward cache: the socket is dead, whatever it says.
      if (event.persisted) this.#connection.reconnect();
    });
    window.addEventListener('focus', () => {
      if (document.activeElement === document.body) this.#stage.focusTerminal();
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
    if (!visible) this.#stage.pageHidden();
    const { name } = this.#connection.state;
    if (visible && (name === 'reconnecting' || name === 'stopped')) this.#connection.reconnect();
  }

  // The host

  #makeHostCommands(): HostCommands {
    return new HostCommands(this.#hostLink, {
      useToken: this.#useToken.bind(this),
      setFontSize: this.#applyFontSize.bind(this),
      compose: this.#compose.bind(this),
      paste: (text) => {
        this.#stage.selected?.terminal.paste(text);
      },
      editorChanged: () => {
        this.#bus.emit('editorChanged', this.#hostLink.editor);
      },
      setSettings: () => undefined,
      setSessionConfig: (config) => {
        this.#stage.selected?.setOverride(config);
      },
      restartSession: () => {
        this.#stage.selected?.restart();
      },
      run: this.#runHostCommand.bind(this),
      send: this.#connection.send.bind(this.#connection),
    });
  }

  #runHostCommand({ name }: Extract<HostCommand, { type: 'command' }>): void {
    const pane = this.#stage.selected;
    if (name === 'search') this.#stage.openSearch();
    else if (name === 'copy') pane?.terminal.copy();
    else if (name === 'selectAll') pane?.terminal.selectAll();
    else if (name.startsWith('focus')) pane?.terminal.focus();
  }

  /** Where no composer takes it: into the prompt of the agent itself, as if typed; the Enter is a write of its own. */
  #compose(composition: Composition): void {
    if (this.#bus.emit('compose', composition)) return;
    const pane = this.#stage.selected;
    const taken = pane?.compose(composition) ?? false;
    if (taken) pane?.terminal.focus();
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
    if (state.name === 'open') return;
    this.#stage.disconnected();
    this.#bus.emit('disconnected', undefined);
  }

  #welcomed(welcome: Welcome): void {
    this.#prompt.hide();
    this.#folder = welcome.cwd;
    this.#configured(welcome.sessionConfig);
    this.#hostCommands.sayWishes();
    this.#sendTheme();
    this.#stage.connected();
    this.#bus.emit('welcomed', welcome);
    this.#stage.focusTerminal();
  }

  #received(message: ServerMessage): void {
    if (message.type === 'sessionConfigUpdated') this.#configured(message.sessionConfig);
    if ('sessionId' in message && message.sessionId != null) this.#stage.receive(message.sessionId, message);
    else if (message.type === 'error') this.#toast.show(message.message);
    this.#bus.emit('received', message);
  }

  #configured(config: SessionConfig): void {
    this.#toolbar.setTitle(config.name ?? config.cmd, this.#folder);
    this.#stage.setSoftNewline(config.softNewline ?? '\n');
    const note = config.note ?? '';
    if (note === '' || readSetting('sessionStorage', DISMISSED_NOTE) === note) {
      this.#note.hide();
      return;
    }
    this.#note.show({
      text: note,
      onDismiss: () => {
        writeSetting('sessionStorage', DISMISSED_NOTE, note);
        this.#stage.selected?.terminal.focus();
      },
    });
  }

  // The session

  #select(id: string): void {
    const pane = this.#stage.select(id);
    this.#showSession(pane.state);
    this.#bus.emit('sessionSelected', id);
  }

  #showSession(state: SessionState): void {
    this.#root.dataset['session'] = state.name;
    this.#bus.emit('sessionState', state);
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
    this.#stage.setFontSize(size);
  }
}
