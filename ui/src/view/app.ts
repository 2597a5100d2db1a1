/** The page: wires host, connection, sessions and the parts around them together. */

import { Composer } from '../composer/composer';
import type { CommandId } from '../core/commands';
import { Connection } from '../core/connection';
import type { ConnectionListener, ConnectionState } from '../core/connection';
import type { Preferences } from '../core/preferences';
import type { ServerMessage, SessionConfig, Welcome } from '../core/protocol';
import type { SessionState } from '../core/session';
import { EditorParts } from '../editor/editor_parts';
import type { BrowserHost } from '../host/browser_host';
import type { Host } from '../host/host';
import { AttentionView } from './attention_view';
import { copyText } from './clipboard';
import { CommandRunner } from './command_runner';
import { keepDropsOut } from './drops';
import { element } from './elements';
import { hostCommands } from './host_command_ports';
import type { HostCommands } from './host_commands';
import { HostLink } from './host_link';
import { LaunchNote } from './launch_note';
import { openFileNotice, openInBrowser } from './links';
import { commandItem, Overlays } from './overlays';
import { PageBus } from './page';
import type { Composition } from './page';
import { pageOf } from './page_of';
import type { Pane } from './pane';
import type { FilePlace } from './path_link_provider';
import { PreferenceStore } from './preference_store';
import { browserPorts } from './socket';
import { Stage } from './stage';
import { StatusView } from './status';
import { strings } from './strings';
import { followTheme, sendTheme, showTheme } from './theme';
import { Toast } from './toast';
import { TokenPrompt } from './token_prompt';
import { toolbar } from './toolbar';
import { Workbench } from './workbench';

const TAB_MENU: readonly CommandId[] = ['renameSession', 'restartSession', 'stopSession', 'closeSession'];

export class App {
  readonly #host: Host;
  readonly #browser: BrowserHost;
  readonly #root: HTMLElement;
  readonly #bus = new PageBus();
  readonly #connection = new Connection(browserPorts, this.#connectionListener());
  readonly #preferences: PreferenceStore;
  readonly #hostLink: HostLink;
  readonly #hostCommands: HostCommands;
  readonly #status: StatusView;
  readonly #note = new LaunchNote(() => {
    this.#stage.selected?.terminal.focus();
  });
  readonly #toast = new Toast();
  readonly #prompt: TokenPrompt;
  readonly #stage: Stage;
  readonly #workbench: Workbench;
  readonly #attention: AttentionView;
  readonly #overlays: Overlays;
  readonly #commands: CommandRunner;
  /** Below the terminal. */
  readonly #composer: Composer;
  /** What agents see and change. */
  readonly #editor: EditorParts;
  #folder = '';

  constructor(root: HTMLElement, host: Host, browser: BrowserHost) {
    this.#root = root;
    this.#host = host;
    this.#browser = browser;
    this.#preferences = new PreferenceStore({
      changed: this.#applyPreferences.bind(this),
      save: (name, value) => {
        this.#connection.send({ type: 'changeSetting', name, value, scope: 'user' });
        host.tell({ type: 'settingsChanged', key: name, value });
      },
    });
    showTheme(this.#preferences.now.theme);
    this.#hostLink = new HostLink(host, { visibilityChanged: this.#visibilityChanged.bind(this) });
    this.#status = new StatusView(() => {
      this.#connection.reconnect();
    });
    this.#prompt = new TokenPrompt((token) => {
      this.#browser.keepToken(token);
      this.#useToken(token);
    });
    this.#stage = this.#makeStage();
    this.#workbench = this.#makeWorkbench();
    this.#attention = this.#makeAttention();
    this.#overlays = this.#makeOverlays();
    this.#commands = this.#makeCommands();
    this.#hostCommands = this.#makeHostCommands();
    const page = pageOf({
      bus: this.#bus,
      connection: this.#connection,
      stage: this.#stage,
      preferences: this.#preferences,
      hostLink: this.#hostLink,
      host,
      run: this.#commands.run.bind(this.#commands),
      copy: this.#copy.bind(this),
      openFile: this.#openFile.bind(this),
      say: this.#toast.show.bind(this.#toast),
    });
    this.#editor = new EditorParts({
      page,
      menu: (anchor, items) => {
        this.#overlays.menu(anchor, items, () => undefined);
      },
      agentName: (id) => this.#workbench.agentOf(id),
      folder: () => this.#folder,
    });
    this.#composer = new Composer(page, this.#editor.chip.element);
    this.#mount();
    this.#workbench.prepare();
  }

  /** Hear the host, find the token, connect. */
  async start(): Promise<void> {
    this.#listen();
    this.#host.start((command) => {
      this.#hostCommands.obey(command);
    });
    this.#host.tell({ type: 'uiLoaded', success: true });
    // A link with a ticket, opened where the page asks for a token: the document stays.
    window.addEventListener('hashchange', () => void this.#signIn());
    await this.#signIn();
  }

  async #signIn(): Promise<void> {
    const found = await this.#browser.findToken();
    if (this.#connection.token !== undefined) return;
    const problem = found.found === 'spentTicket' ? strings.ticketSpent : '';
    const ask = (): void => {
      if (this.#connection.token === undefined) this.#prompt.show(problem);
    };
    if (found.found === 'token') this.#useToken(found.token);
    else window.setTimeout(ask, this.#host.tokenPatienceMs);
  }

  /** The parts of the page, in the order of the keyboard. */
  #mount(): void {
    const run = this.#commands.run.bind(this.#commands);
    this.#stage.element.append(this.#workbench.empty);
    this.#root.replaceChildren(
      toolbar(this.#workbench.bar.element, this.#status.element, run),
      this.#note.element,
      this.#attention.banner.element,
      this.#editor.review.element,
      this.#stage.element,
      element('div', { class: 'composer-slot' }, this.#composer.element),
      this.#overlays.element,
    );
  }

  #makeStage(): Stage {
    return new Stage(
      {
        send: this.#connection.send.bind(this.#connection),
        sendInput: this.#connection.sendInput.bind(this.#connection),
        failed: (error) => {
          this.#toast.show(error.message);
        },
        paneChanged: this.#paneChanged.bind(this),
        missing: (id) => {
          this.#workbench.missing(id);
        },
        rang: (id) => {
          this.#workbench.rang(id);
        },
        softNewline: (id) => this.#workbench.softNewline(id),
        isShell: (id) => this.#workbench.isShell(id),
        checkPaths: (id, paths) => this.#overlays.check(id, paths),
        openFile: this.#openFile.bind(this),
        openLink: (url) => {
          if (this.#host.hears('openExternal')) this.#host.tell({ type: 'openExternal', url });
          else openInBrowser(url);
        },
        copied: this.#copy.bind(this),
        isVisible: () => this.#hostLink.isVisible,
      },
      this.#preferences.now,
      [this.#prompt.element, this.#toast.element],
    );
  }

  #makeWorkbench(): Workbench {
    return new Workbench(this.#stage, {
      send: this.#connection.send.bind(this.#connection),
      changed: (before, after) => {
        this.#attention.changed(before, after);
      },
      selected: (pane) => {
        this.#selected(pane);
      },
      openMenu: (id, anchor) => {
        this.#workbench.select(id);
        const items = TAB_MENU.map((command) => commandItem(command, this.#commands.run.bind(this.#commands)));
        this.#overlays.menu(anchor, items, () => undefined);
      },
      create: () => {
        this.#overlays.newSession();
      },
    });
  }

  #makeAttention(): AttentionView {
    return new AttentionView({
      host: this.#host,
      isVisible: () => this.#hostLink.isVisible,
      notify: () => this.#preferences.now.notify,
      label: (tab) => this.#workbench.label(tab),
      show: (id) => {
        this.#workbench.select(id);
      },
      projectName: () => this.#folder.split(/[\\/]/).filter(Boolean).pop() ?? '',
    });
  }

  #makeOverlays(): Overlays {
    return new Overlays({
      send: this.#connection.send.bind(this.#connection),
      folder: () => this.#folder,
      startSession: (session) => {
        this.#workbench.start(session);
      },
      paletteEntries: () => this.#commands.entries(),
      insertPrompt: (prompt) => {
        this.#composer.insertPrompt(prompt.serializedContent);
      },
      copy: this.#copy.bind(this),
      fileSelected: (path, selection) => {
        this.#editor.fileShown({ path, selection });
      },
      closed: () => {
        // The browser gives the keyboard back to where it was, if that is still there.
        if (document.activeElement === document.body) this.#stage.focusTerminal();
      },
    });
  }

  #makeCommands(): CommandRunner {
    return new CommandRunner({
      stage: this.#stage,
      workbench: this.#workbench,
      preferences: this.#preferences,
      showCommands: () => {
        this.#overlays.palette.open();
      },
      newSession: () => {
        this.#overlays.newSession();
      },
      showHistory: () => {
        this.#overlays.history.open();
      },
      showSettings: () => {
        this.#overlays.settings.open();
      },
      changeFontSize: this.#changeFontSize.bind(this),
      compose: (command) => this.#composer.run(command),
    });
  }

  #makeHostCommands(): HostCommands {
    return hostCommands(this.#hostLink, {
      stage: this.#stage,
      workbench: this.#workbench,
      preferences: this.#preferences,
      commands: this.#commands,
      newSession: this.#overlays.newSession.bind(this.#overlays),
      useToken: this.#useToken.bind(this),
      compose: this.#compose.bind(this),
      paste: (text) => {
        if (this.#composer.hasFocus) this.#composer.pasteText(text);
        else this.#stage.selected?.terminal.paste(text);
      },
      diff: (command) => {
        this.#editor.hear(command);
      },
      editorChanged: () => {
        this.#bus.emit('editorChanged', this.#hostLink.editor);
      },
      send: this.#connection.send.bind(this.#connection),
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

  #listen(): void {
    followTheme(sendTheme.bind(undefined, this.#connection), new AbortController().signal);
    this.#hostLink.listen();
    this.#commands.listen();
    window.addEventListener('pagehide', this.#stage.pageHidden.bind(this.#stage));
    window.addEventListener('pageshow', (event) => {
      // Back from the back-forward cache: the socket is dead, whatever it says.
      if (event.persisted) this.#connection.reconnect();
    });
    window.addEventListener('focus', () => {
      if (document.activeElement === document.body) this.#stage.focusTerminal();
    });
    keepDropsOut(document);
  }

  #visibilityChanged(): void {
    const visible = this.#hostLink.isVisible;
    this.#connection.send({ type: 'visibility', visible });
    if (visible) this.#attention.seen();
    else this.#stage.pageHidden();
    const { name } = this.#connection.state;
    if (visible && (name === 'reconnecting' || name === 'stopped')) this.#connection.reconnect();
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
    this.#workbench.disconnected();
    this.#bus.emit('disconnected', undefined);
  }

  #welcomed(welcome: Welcome): void {
    this.#prompt.hide();
    this.#folder = welcome.cwd;
    this.#configured(welcome.sessionConfig);
    this.#hostCommands.sayWishes();
    sendTheme(this.#connection);
    this.#workbench.connected(welcome.cwd);
    this.#connection.send({ type: 'listAgents' });
    this.#connection.send({ type: 'listSettings' });
    this.#bus.emit('welcomed', welcome);
    this.#stage.focusTerminal();
  }

  #received(message: ServerMessage): void {
    if (message.type === 'sessionConfigUpdated') this.#configured(message.sessionConfig);
    else if (message.type === 'agentList') this.#workbench.knowAgents(message.agents);
    else if (message.type === 'settingsList') this.#preferences.setBridge(message);
    else if (message.type === 'error') this.#refused(message);
    this.#overlays.receive(message);
    this.#workbench.receive(message);
    this.#bus.emit('received', message);
  }

  /** What a session was refused its pane says. */
  #refused({ sessionId, requestType, message }: Extract<ServerMessage, { type: 'error' }>): void {
    if (sessionId == null && !this.#overlays.refused(requestType ?? '', message)) this.#toast.show(message);
  }

  #configured(config: SessionConfig): void {
    this.#workbench.configuredNewline = config.softNewline ?? '\n';
    this.#note.show(config.note ?? '');
  }

  #selected(pane: Pane | undefined): void {
    this.#showSession(pane?.state ?? { name: 'detached' });
    this.#bus.emit('sessionSelected', pane?.id);
  }

  #paneChanged(id: string, state: SessionState): void {
    this.#workbench.paneChanged(id, state);
    if (id === this.#stage.selected?.id) this.#showSession(state);
  }

  #showSession(state: SessionState): void {
    this.#root.dataset['session'] = state.name;
    this.#bus.emit('sessionState', state);
  }

  /** Where no composer takes it: into the prompt of the agent itself. */
  #compose(composition: Composition): void {
    if (this.#bus.emit('compose', composition)) return;
    const pane = this.#stage.selected;
    if (composition.text === '' && !composition.submit && this.#editor.mention(composition.paths)) {
      pane?.terminal.focus();
      return;
    }
    const taken = pane?.compose(composition) ?? false;
    if (taken) pane?.terminal.focus();
    else this.#toast.show(strings.tooMuchWaiting);
  }

  #openFile(place: FilePlace): void {
    if (this.#host.hears('openFile')) this.#host.tell(openFileNotice(place, this.#folder));
    else this.#overlays.read(place);
  }

  #applyPreferences(preferences: Preferences): void {
    showTheme(preferences.theme);
    this.#stage.apply(preferences);
    this.#bus.emit('preferencesChanged', preferences);
  }

  #changeFontSize(step: -1 | 0 | 1): void {
    const size = this.#preferences.fontSizeAfter(step);
    if (size === this.#preferences.now.fontSize) return;
    this.#preferences.set('fontSize', size);
    this.#connection.send({ type: 'fontSizeChanged', fontSize: size });
    this.#host.tell({ type: 'settingsChanged', key: 'fontSize', value: size });
  }

  #copy(text: string): void {
    copyText(text, this.#host);
  }
}
