/**
 * One session as this page follows it: attach, replay, live output, input, size, end, restart.
 *
 * It decides; the terminal (xterm.js) and the connection are ports. Everything for the terminal goes through its write
 * queue in order, so "when the replay is parsed" is a moment between two writes and never a guess.
 */

import { AckCounter } from './ack';
import { Checkpoints } from './checkpoints';
import type { Frame } from './codec';
import { Kind } from './protocol';
import type { Attached, ClientMessage, ErrorMessage, Exit, OpenSession, ServerMessage } from './protocol';
import { ReplaySizes } from './replay_sizes';
import type { Step } from './replay_sizes';
import { Stream } from './stream';
import { WholeCharacters } from './whole_characters';

export interface Size {
  cols: number;
  rows: number;
}

export interface TerminalPort {
  /** Queue bytes; `parsed` runs when they, and all before them, are parsed. */
  write(bytes: Uint8Array, parsed: () => void): void;
  /** Run `action` when everything written so far is parsed, before anything written later. */
  afterParsing(action: () => void): void;
  /** Deaf and mute: no answers to queries, no bell, clipboard or links, no typing. */
  setSilent(silent: boolean): void;
  clear(): void;
  resize(size: Size): void;
  /** The size that would fill the room there is; undefined while the terminal cannot be seen. */
  room(): Size | undefined;
  /** What a program switched on and no longer needs: mouse, paste, keyboard, alternate screen. */
  endModes(): void;
  /** The lines, cursor and margins as bytes; undefined where that cannot be. */
  writeDown(): WrittenScreen | undefined;
}

export interface WrittenScreen extends Size {
  dataBase64: string;
}

export interface SessionPorts {
  terminal: TerminalPort;
  send(message: ClientMessage): boolean;
  sendInput(handle: number, bytes: Uint8Array): boolean;
  isVisible(): boolean;
  /** Milliseconds, from any origin. */
  now: () => number;
  /** Run `action` later; returns how to cancel. */
  after: (ms: number, action: () => void) => () => void;
}

export type SessionState =
  | { name: 'detached' }
  | { name: 'starting' }
  | { name: 'replaying' }
  | { name: 'running' }
  | { name: 'ended'; exit: Exit }
  | { name: 'failed'; message: string };

export interface SessionListener {
  stateChanged(state: SessionState): void;
  /** Something this session asked for could not be done; `message` is for people. */
  failed(error: ErrorMessage): void;
  /** The bridge has no session of this id, and this one does not open by itself. */
  missing(): void;
}

/** What a host may put in the place of the configured command. */
export type CommandOverride = Pick<OpenSession, 'cmd' | 'args' | 'pty' | 'env' | 'cwd'>;

/** Input that waits for the session to run: paths a host inserts while the page still connects. */
const MAX_WAITING_BYTES = 64 * 1024;

export class Session {
  /** Where the bridge has no session of this id, it is opened. */
  opensIfMissing = false;
  readonly #id: string;
  readonly #ports: SessionPorts;
  readonly #listener: SessionListener;
  readonly #stream = new Stream();
  readonly #acks = new AckCounter();
  readonly #sizes = new ReplaySizes();
  readonly #characters = new WholeCharacters();
  readonly #checkpoints: Checkpoints;
  #state: SessionState = { name: 'detached' };
  /** Counts attachments; what the parser reports of a former one is void. */
  #attachment = 0;
  /** An attach or openSession is on its way: what still comes of the former attachment is void. */
  #awaiting: 'nothing' | 'attached' | 'opened' = 'nothing';
  /** Asked for while there was no connection. */
  #wanted: 'nothing' | 'start' | 'open' | 'restart' | 'resume' = 'nothing';
  #replayDone = false;
  /** The program had ended before we attached: `exit` follows the replay. */
  #isOver = false;
  /** The size the bridge knows of us; the terminal may have another, that of the page which acted last. */
  #size: Size | undefined;
  #waiting: Uint8Array[] = [];
  #override: CommandOverride = {};

  constructor(id: string, ports: SessionPorts, listener: SessionListener) {
    this.#id = id;
    this.#ports = ports;
    this.#listener = listener;
    this.#checkpoints = new Checkpoints({
      now: ports.now,
      after: ports.after,
      write: this.#sendCheckpoint.bind(this),
    });
  }

  get state(): SessionState {
    return this.#state;
  }

  /** The connection is open: follow the session, from where the terminal is. */
  connected(): void {
    if (this.#wanted === 'start') this.#open(true);
    else if (this.#wanted === 'open') this.#open(false);
    else if (this.#wanted !== 'nothing') this.#restart();
    else this.#attach();
  }

  disconnected(): void {
    this.#awaiting = 'nothing';
    this.#leave();
    if (this.#state.name !== 'ended' && this.#state.name !== 'failed') this.#setState({ name: 'detached' });
  }

  /** Start it, with this command where one is given; without a connection as soon as there is one. */
  open(command: CommandOverride = {}): void {
    this.#override = command;
    this.#wanted = 'open';
    this.#open(false);
  }

  /** Followed where it runs, else started: as soon as there is a connection. */
  start(): void {
    this.#wanted = 'start';
  }

  /** End what runs and start anew, with the agent's last conversation or a new one; as soon as there is a connection. */
  restart(resume = false): void {
    this.#wanted = resume ? 'resume' : 'restart';
    this.#restart();
  }

  setOverride(override: CommandOverride): void {
    this.#override = override;
  }

  /** Bytes for the program. False: there is none to take them now, and they are dropped. */
  input(bytes: Uint8Array): boolean {
    if (!this.#isLive()) return false;
    return this.#ports.sendInput(this.#stream.handle, bytes);
  }

  /** Bytes for the program as soon as it runs. False: too many wait already. */
  inputWhenRunning(bytes: Uint8Array): boolean {
    if (this.input(bytes)) return true;
    const waiting = this.#waiting.reduce((sum, piece) => sum + piece.length, bytes.length);
    if (waiting > MAX_WAITING_BYTES) return false;
    this.#waiting.push(bytes);
    return true;
  }

  /**
   * The room for the terminal changed. While the program runs the bridge is told, and says in the stream from where on
   * the terminal has which size: what the program drew for another one must be read at that. During replay nothing.
   */
  layoutChanged(): void {
    if (this.#state.name === 'replaying') return;
    const room = this.#ports.terminal.room();
    if (room === undefined) return;
    if (this.#isLive()) this.#announce(room);
    else this.#ports.terminal.resize(room);
  }

  /** Nobody sees the page from now on, or it goes. */
  hidden(): void {
    this.#checkpoints.hidden();
  }

  receive(message: ServerMessage): void {
    if ('sessionId' in message && message.sessionId != null && message.sessionId !== this.#id) return;
    switch (message.type) {
      case 'opened':
        this.#opened(message.resumed);
        break;
      case 'attached':
        this.#attached(message);
        break;
      case 'detached':
        this.#detached(message.reason);
        break;
      case 'exit':
        this.#exited(message);
        break;
      case 'error':
        this.#refused(message);
        break;
      default:
        this.#markReached(message);
    }
  }

  receiveFrame(frame: Frame): void {
    if (frame.kind === Kind.CHECKPOINT) {
      this.#checkpointArrived(frame);
      return;
    }
    const arrival = this.#stream.accept(frame.handle, frame.offset, frame.payload);
    if (arrival.kind === 'gap') this.#attach();
    if (arrival.kind !== 'write') return;
    const bytes = this.#characters.add(arrival.bytes);
    this.#write(this.#sizes.split(bytes, arrival.end - this.#characters.held));
  }

  #write(steps: readonly Step[]): void {
    const attachment = this.#attachment;
    const { terminal } = this.#ports;
    for (const step of steps) {
      if (step.kind === 'size') {
        terminal.afterParsing(() => {
          terminal.resize({ cols: step.cols, rows: step.rows });
        });
      } else {
        terminal.write(step.bytes, () => {
          this.#checkpoints.parsed(step.bytes, step.end);
          this.#parsed(attachment, step.end);
        });
      }
    }
  }

  /** No output, but what the terminal must read before the replay. */
  #checkpointArrived(frame: Frame): void {
    if (this.#stream.phase !== 'replaying' || frame.handle !== this.#stream.handle) return;
    const bytes = this.#characters.add(frame.payload);
    this.#ports.terminal.write(bytes, () => {
      this.#checkpoints.opened(bytes);
    });
  }

  #attach(): void {
    this.#leave();
    this.#awaiting = 'attached';
    this.#ports.terminal.setSilent(true);
    const since = this.#stream.since;
    // Without our size: the program must not be resized before its old output is replayed at the size it was made for.
    this.#ports.send({
      type: 'attach',
      sessionId: this.#id,
      ...(since === undefined ? {} : { since }),
      visible: this.#ports.isVisible(),
    });
  }

  /** `resume`: another page may have started it meanwhile; then follow that one instead of ending it. */
  #open(resume: boolean): void {
    const size = this.#ports.terminal.room();
    if (size !== undefined) this.#ports.terminal.resize(size);
    const sent = this.#ports.send({ type: 'openSession', id: this.#id, resume, ...(size ?? {}), ...this.#override });
    if (sent) this.#starting();
  }

  /** The same program again, whoever opened it; what a host put in its place goes first. */
  #restart(): void {
    const resume = this.#wanted === 'resume';
    if (!resume && Object.keys(this.#override).length > 0) {
      this.#open(false);
      return;
    }
    const size = this.#ports.terminal.room();
    if (size !== undefined) this.#ports.terminal.resize(size);
    const how = { ...(size ?? {}), ...(resume ? { resume } : {}) };
    if (this.#ports.send({ type: 'restartSession', sessionId: this.#id, ...how })) this.#starting();
  }

  #starting(): void {
    this.#wanted = 'nothing';
    this.#awaiting = 'opened';
    this.#setState({ name: 'starting' });
  }

  #opened(resumed: boolean): void {
    this.#leave();
    if (!resumed) this.#stream.forget();
    this.#awaiting = 'attached';
  }

  #attached(message: Attached): void {
    if (this.#awaiting === 'opened') return;
    const start = this.#stream.attached(message);
    if (start === 'foreign') {
      this.#attach();
      return;
    }
    this.#awaiting = 'nothing';
    this.#replayDone = false;
    this.#isOver = message.state === 'exited';
    this.#attachment += 1;
    // After the replay the bridge hears our size in any case: it may not know this client's yet.
    this.#size = undefined;
    this.#sizes.start(message.resized);
    if (start === 'clear') this.#characters.clear();
    const size = { cols: message.cols, rows: message.rows };
    const { terminal } = this.#ports;
    terminal.setSilent(true);
    terminal.afterParsing(() => {
      if (start === 'clear') {
        terminal.clear();
        this.#checkpoints.restart();
      }
      if (size.cols > 0 && size.rows > 0) terminal.resize(size);
    });
    this.#setState({ name: 'replaying' });
  }

  /** All before it is on its way to the terminal, and nothing behind it. */
  #markReached(message: ServerMessage): void {
    if (message.type === 'resized') this.#resized(message);
    else if (message.type === 'replayEnd') this.#replayEnded(message.offset);
  }

  #resized({ cols, rows }: Size): void {
    if (this.#awaiting !== 'nothing' || this.#stream.phase === 'detached') return;
    const attachment = this.#attachment;
    const { terminal } = this.#ports;
    terminal.afterParsing(() => {
      if (attachment !== this.#attachment) return;
      terminal.resize({ cols, rows });
      this.#checkpoints.changed();
    });
  }

  #replayEnded(offset: number): void {
    if (this.#stream.phase !== 'replaying') return;
    if (!this.#stream.replayEnded(offset)) {
      this.#attach();
      return;
    }
    this.#write(this.#sizes.rest());
    const attachment = this.#attachment;
    this.#ports.terminal.afterParsing(() => {
      if (attachment === this.#attachment) this.#replayParsed(offset);
    });
  }

  #replayParsed(offset: number): void {
    this.#replayDone = true;
    this.#acks.reset(offset);
    this.#ports.send({ type: 'replayAck', sessionId: this.#id, offset });
    if (!this.#isOver) {
      this.#setState({ name: 'running' });
      this.layoutChanged();
      this.#checkpoints.start();
      for (const bytes of this.#waiting.splice(0)) this.input(bytes);
    }
    // Last: what the person typed meanwhile goes out now, and must find the session running.
    this.#ports.terminal.setSilent(false);
  }

  #parsed(attachment: number, end: number): void {
    if (attachment !== this.#attachment || !this.#replayDone) return;
    const offset = this.#acks.parsed(end);
    if (offset !== undefined) this.#ports.send({ type: 'ack', sessionId: this.#id, offset });
  }

  #detached(reason: 'asked' | 'replaced' | 'stale'): void {
    if (this.#awaiting !== 'nothing' || reason === 'asked') return;
    if (reason === 'replaced') this.#stream.forget();
    this.#attach();
  }

  /** The last byte came before this message; the end is shown when it is parsed. */
  #exited(exit: Exit): void {
    if (this.#awaiting !== 'nothing') return;
    const attachment = this.#attachment;
    this.#ports.terminal.afterParsing(() => {
      if (attachment !== this.#attachment) return;
      this.#checkpoints.stop();
      this.#ports.terminal.endModes();
      this.#setState({ name: 'ended', exit });
      this.layoutChanged();
    });
  }

  #refused(error: ErrorMessage): void {
    const asked = error.requestType;
    if (error.code === 'unknown_session' && (asked === 'attach' || asked === 'restartSession')) {
      // Asked for before it was opened; the answer to that is on its way.
      if (asked === 'restartSession' || this.#awaiting !== 'opened') this.#isMissing(asked === 'restartSession');
    } else if (asked === 'openSession' || asked === 'restartSession') {
      this.#awaiting = 'nothing';
      this.#setState({ name: 'failed', message: error.message });
    } else if (error.code !== 'session_ended' && asked !== 'checkpoint') {
      // Keys pressed while the program was ending are no news; nor is that another page's checkpoint was newer.
      this.#listener.failed(error);
    }
  }

  #isMissing(wanted: boolean): void {
    this.#stream.forget();
    if (wanted || this.opensIfMissing) this.#open(!wanted);
    else {
      this.#awaiting = 'nothing';
      this.#listener.missing();
    }
  }

  #announce(size: Size): void {
    if (!this.#isLive()) return;
    if (size.cols === this.#size?.cols && size.rows === this.#size.rows) return;
    this.#size = size;
    this.#ports.send({ type: 'resize', sessionId: this.#id, ...size });
  }

  #sendCheckpoint(offset: number): void {
    if (!this.#isLive()) return;
    const screen = this.#ports.terminal.writeDown();
    if (screen !== undefined) this.#ports.send({ type: 'checkpoint', sessionId: this.#id, offset, ...screen });
  }

  #isLive(): boolean {
    return this.#replayDone && this.#state.name === 'running';
  }

  #leave(): void {
    this.#attachment += 1;
    this.#replayDone = false;
    this.#checkpoints.stop();
    this.#stream.detach();
  }

  #setState(state: SessionState): void {
    this.#state = state;
    this.#listener.stateChanged(state);
  }
}
