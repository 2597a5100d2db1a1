/** One session on the page: its terminal, what it is told and asked, and how it ended. */

import type { Frame } from '../core/codec';
import { mentionPaths, sanitizePaste } from '../core/paste';
import type { ClientMessage, ErrorMessage, Exit, ServerMessage } from '../core/protocol';
import { Session } from '../core/session';
import type { CommandOverride, SessionState } from '../core/session';
import { Banner } from './banner';
import { element } from './elements';
import type { Composition } from './page';
import { browserPorts } from './socket';
import { strings } from './strings';
import { TerminalView } from './terminal';

/** What a person was still typing when the agent ended must not press Restart. */
const FOCUS_RESTART_AFTER_MS = 500;
/** The selected pane's terminal has this id, for tests and support: see screen_probe.ts. */
const TERMINAL_ID = 'terminal';

export interface PanePorts {
  send(message: ClientMessage): boolean;
  sendInput(handle: number, bytes: Uint8Array): boolean;
  stateChanged(state: SessionState): void;
  failed(error: ErrorMessage): void;
  changeFontSize(step: -1 | 0 | 1): void;
  openSearch(): void;
  openLink(url: string): void;
  /** Somebody can see the page. */
  isVisible(): boolean;
  searchResults(index: number, count: number): void;
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

  /** `stage` is in the document: a terminal measures its cells when it is made. */
  constructor(id: string, stage: HTMLElement, fontSize: number, ports: PanePorts) {
    this.id = id;
    this.#ports = ports;
    // The question before the terminal, which keeps Tab and Shift+Tab.
    this.element = element(
      'section',
      { class: 'pane' },
      this.#confirm.element,
      this.#terminalElement,
      this.#end.element,
    );
    stage.append(this.element);
    this.terminal = this.#makeTerminal(fontSize);
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

  /** Into the agent's own prompt as if typed, now or as soon as it runs; the Enter is a write of its own. False: too much waits. */
  compose({ text, paths, submit }: Composition): boolean {
    const typed = mentionPaths(paths) + sanitizePaste(text).replaceAll('\n', this.terminal.softNewline);
    const taken = this.#session.inputWhenRunning(this.#encoder.encode(typed));
    if (taken && submit) this.#session.inputWhenRunning(this.#encoder.encode('\r'));
    return taken;
  }

  setOverride(override: CommandOverride): void {
    this.#session.setOverride(override);
  }

  restart(): void {
    this.#confirm.hide();
    this.#session.restart();
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

  #makeTerminal(fontSize: number): TerminalView {
    const ports = this.#ports;
    return new TerminalView(this.#terminalElement, fontSize, {
      input: (bytes) => this.#session.input(bytes),
      layoutChanged: () => {
        this.#session.layoutChanged();
      },
      changeFontSize: ports.changeFontSize.bind(ports),
      openSearch: ports.openSearch.bind(ports),
      openLink: ports.openLink.bind(ports),
      searchResults: ports.searchResults.bind(ports),
    });
  }

  #makeSession(): Session {
    const ports = this.#ports;
    return new Session(
      this.id,
      {
        terminal: this.terminal,
        send: ports.send.bind(ports),
        sendInput: ports.sendInput.bind(ports),
        isVisible: ports.isVisible.bind(ports),
        now: () => performance.now(),
        after: (ms, action) => browserPorts.after(ms, action),
      },
      {
        stateChanged: (state) => {
          this.#showState(state);
          ports.stateChanged(state);
        },
        failed: ports.failed.bind(ports),
      },
    );
  }

  #showState(state: SessionState): void {
    if (state.name === 'ended') this.#showEnd(endText(state.exit));
    else if (state.name === 'failed') this.#showEnd(strings.startFailed(state.message));
    else if (state.name !== 'detached') this.#end.hide();
  }

  #showEnd(text: string): void {
    this.#confirm.hide();
    this.#end.show({
      text,
      tone: 'warning',
      actions: [{ label: strings.restart, style: 'primary', run: this.restart.bind(this) }],
    });
    window.setTimeout(() => {
      if (this.#end.isShown && this.terminal.hasFocus) this.#end.focus();
    }, FOCUS_RESTART_AFTER_MS);
  }
}

function endText(exit: Exit): string {
  return exit.signal === null ? strings.ended(exit.code) : strings.endedBySignal(exit.signal);
}
