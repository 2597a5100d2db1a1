/** One session on the page: its terminal, what it is told and asked, and how it ended. */

import type { Frame } from '../core/codec';
import { mentionPaths, pasteQuestion, sanitizePaste } from '../core/paste';
import type { Preferences } from '../core/preferences';
import type { ClientMessage, ErrorMessage, Exit, ServerMessage } from '../core/protocol';
import { Session } from '../core/session';
import type { CommandOverride, SessionState } from '../core/session';
import { Banner } from './banner';
import { element } from './elements';
import type { Composition } from './page';
import type { PathChecks } from './path_link_provider';
import { browserPorts } from './socket';
import { strings } from './strings';
import { tabElementId } from './tab_bar';
import { TerminalView } from './terminal';

/** What a person was still typing when the agent ended must not press Restart. */
const FOCUS_RESTART_AFTER_MS = 500;
/** The selected pane's terminal has this id, for tests and support: see screen_probe.ts. */
const TERMINAL_ID = 'terminal';

/** What any pane needs of the page. */
export interface SharedPorts {
  send: (message: ClientMessage) => boolean;
  sendInput: (handle: number, bytes: Uint8Array) => boolean;
  failed: (error: ErrorMessage) => void;
  openLink: (url: string) => void;
  copied: (text: string) => void;
  /** Somebody can see the page. */
  isVisible: () => boolean;
}

/** What one pane needs: everything here is about its session. */
export interface PanePorts extends SharedPorts {
  stateChanged: (state: SessionState) => void;
  searchResults: (index: number, count: number) => void;
  missing: () => void;
  rang: () => void;
  softNewline: () => string;
  /** What reads its input runs each line as a command. */
  isShell: () => boolean;
  paths: PathChecks;
}

export class Pane {
  readonly id: string;
  readonly element: HTMLElement;
  readonly terminal: TerminalView;
  readonly #ports: PanePorts;
  readonly #terminalElement = element('div', { class: 'terminal', 'data-focus-place': 'terminal' });
  readonly #confirm = new Banner('confirm-banner');
  readonly #end = new Banner('end-banner');
  readonly #session: Session;
  readonly #encoder = new TextEncoder();
  #preferences: Preferences;

  /** `stage` is in the document: a terminal measures its cells when it is made. */
  constructor(id: string, stage: HTMLElement, preferences: Preferences, ports: PanePorts) {
    this.id = id;
    this.#ports = ports;
    this.#preferences = preferences;
    // The question before the terminal, which keeps Tab and Shift+Tab.
    this.element = element(
      'section',
      { class: 'pane', role: 'tabpanel', 'aria-labelledby': tabElementId(id) },
      this.#confirm.element,
      this.#terminalElement,
      this.#end.element,
    );
    stage.append(this.element);
    this.terminal = this.#makeTerminal();
    this.#session = this.#makeSession();
  }

  get state(): SessionState {
    return this.#session.state;
  }

  /** A question waits for its answer. */
  get isAsking(): boolean {
    return this.#confirm.isShown;
  }

  show(): void {
    this.element.hidden = false;
    this.#terminalElement.id = TERMINAL_ID;
    this.terminal.shown();
    this.#session.layoutChanged();
  }

  hide(): void {
    this.element.hidden = true;
    this.#terminalElement.removeAttribute('id');
    this.#confirm.hide();
    this.terminal.hidden();
  }

  dispose(): void {
    this.#session.disconnected();
    this.terminal.dispose();
    this.element.remove();
  }

  apply(preferences: Preferences): void {
    this.#preferences = preferences;
    this.terminal.apply(preferences);
  }

  // The connection

  connected(): void {
    this.#session.connected();
  }

  disconnected(): void {
    this.#session.disconnected();
  }

  receive(message: ServerMessage): void {
    this.#session.receive(message);
  }

  receiveFrame(frame: Frame): void {
    this.#session.receiveFrame(frame);
  }

  /** Nobody sees the page from now on, or it goes. */
  pageHidden(): void {
    this.#session.hidden();
  }

  // The program

  input(bytes: Uint8Array): boolean {
    return this.#session.input(bytes);
  }

  /** Into the agent's own prompt as if typed, as soon as it runs; the Enter is a write of its own. False: too much waits. */
  compose({ text, paths, submit }: Composition): boolean {
    const typed = mentionPaths(paths) + sanitizePaste(text).replaceAll('\n', this.#ports.softNewline());
    const taken = this.#session.inputWhenRunning(this.#encoder.encode(typed));
    if (taken && submit) this.#session.inputWhenRunning(this.#encoder.encode('\r'));
    return taken;
  }

  setOverride(override: CommandOverride): void {
    this.#session.setOverride(override);
  }

  open(command: CommandOverride): void {
    this.#session.open(command);
  }

  openIfMissing(): void {
    this.#session.opensIfMissing = true;
  }

  /** As soon as there is a connection: started where it does not run. */
  begin(): void {
    this.openIfMissing();
    this.#session.start();
  }

  restart(resume = false): void {
    this.#confirm.hide();
    this.#session.restart(resume);
    this.terminal.focus();
  }

  askRestart(): void {
    if (this.state.name === 'ended' || this.state.name === 'failed') {
      this.restart();
      return;
    }
    this.ask(strings.restartQuestion, strings.restart, () => {
      this.restart();
    });
  }

  /** A question above the terminal: `run` when the answer is `yes`. */
  ask(question: string, yes: string, run: () => void): void {
    const cancel = (): void => {
      this.#confirm.hide();
      this.terminal.focus();
    };
    const agree = (): void => {
      cancel();
      run();
    };
    this.#confirm.show({
      text: question,
      actions: [
        { label: yes, style: 'primary', run: agree },
        { label: strings.cancel, run: cancel },
      ],
      onDismiss: cancel,
    });
    this.#confirm.focus();
  }

  #askPaste(text: string, inBrackets: boolean, paste: () => void): void {
    const question = pasteQuestion(text, {
      mode: this.#preferences.pasteQuestion,
      largeBytes: this.#preferences.pasteQuestionKb * 1000,
      isShell: this.#ports.isShell(),
      inBrackets,
    });
    const lines = text.split('\n').length;
    if (question === undefined) paste();
    else if (question === 'large') this.ask(strings.pasteLarge(text.length, lines), strings.paste, paste);
    else this.ask(strings.pasteLines(lines), strings.paste, paste);
  }

  #makeTerminal(): TerminalView {
    const ports = this.#ports;
    return new TerminalView(this.#terminalElement, this.#preferences, {
      input: (bytes) => this.#session.input(bytes),
      layoutChanged: () => {
        this.#session.layoutChanged();
      },
      askPaste: this.#askPaste.bind(this),
      openLink: ports.openLink,
      copied: ports.copied,
      rang: ports.rang,
      softNewline: ports.softNewline,
      searchResults: ports.searchResults,
      paths: ports.paths,
    });
  }

  #makeSession(): Session {
    const ports = this.#ports;
    return new Session(
      this.id,
      {
        terminal: this.terminal,
        send: ports.send,
        sendInput: ports.sendInput,
        isVisible: ports.isVisible,
        now: () => performance.now(),
        after: (ms, action) => browserPorts.after(ms, action),
      },
      {
        stateChanged: (state) => {
          this.#showState(state);
          ports.stateChanged(state);
        },
        failed: ports.failed,
        missing: ports.missing,
      },
    );
  }

  #showState(state: SessionState): void {
    if (state.name === 'ended') this.#showEnd(endText(state.exit), state.exit.resumable);
    else if (state.name === 'failed') this.#showEnd(strings.startFailed(state.message));
    else if (state.name !== 'detached') this.#end.hide();
  }

  #showEnd(text: string, resumable = false): void {
    const restart = (resume: boolean): void => {
      this.restart(resume);
    };
    const resume = { label: strings.resume, run: restart.bind(undefined, true) };
    this.#confirm.hide();
    this.#end.show({
      text,
      tone: 'warning',
      actions: [
        { label: strings.restart, style: 'primary', run: restart.bind(undefined, false) },
        ...(resumable ? [resume] : []),
      ],
    });
    window.setTimeout(() => {
      if (this.#end.isShown && this.terminal.hasFocus) this.#end.focus();
    }, FOCUS_RESTART_AFTER_MS);
  }
}

function endText({ reason, signal, code }: Exit): string {
  if (reason === 'closed') return strings.stopped;
  if (reason === 'bridge') return strings.endedWithBridge;
  return signal === null ? strings.ended(code) : strings.endedBySignal(signal);
}
