/** What the host asks of the page, and who does it. */

import type { ClientMessage } from '../core/protocol';
import type { HostCommand, SessionCommand, SettingValue } from '../host/host';
import type { HostLink } from './host_link';
import type { Composition } from './page';

export interface HostCommandPorts {
  readonly useToken: (token: string) => void;
  readonly setFontSize: (size: number) => void;
  readonly compose: (composition: Composition) => void;
  readonly paste: (text: string) => void;
  readonly editorChanged: () => void;
  readonly diff: (command: Extract<HostCommand, { type: 'diffDecided' | 'diffEdited' }>) => void;
  readonly setSettings: (settings: Readonly<Record<string, SettingValue>>) => void;
  readonly setSessionConfig: (config: SessionCommand) => void;
  readonly restartSession: () => void;
  readonly run: (command: Extract<HostCommand, { type: 'command' }>) => void;
  readonly send: (message: ClientMessage) => boolean;
}

type Obey = { [K in HostCommand['type']]?: (command: Extract<HostCommand, { type: K }>) => void };

export class HostCommands {
  readonly #link: HostLink;
  readonly #ports: HostCommandPorts;
  readonly #obey: Obey;
  /** The host's wish for the configured command, and for the clipboard: said again after each reconnection. */
  #command: string | undefined;
  #useClipboard: boolean | undefined;

  constructor(link: HostLink, ports: HostCommandPorts) {
    this.#link = link;
    this.#ports = ports;
    const { useToken, setFontSize, compose, paste, diff, setSettings, setSessionConfig, restartSession, run } = ports;
    this.#obey = {
      setToken: ({ token }) => {
        useToken(token);
      },
      setFontSize: ({ size }) => {
        setFontSize(size);
      },
      setFont: ({ size }) => {
        if (size !== null) setFontSize(size);
      },
      insertPaths: ({ paths }) => {
        compose({ text: '', paths, submit: false });
      },
      compose,
      paste: ({ text }) => {
        paste(text);
      },
      setSettings: ({ settings }) => {
        setSettings(settings);
      },
      setSessionConfig: ({ config }) => {
        setSessionConfig(config);
      },
      restartSession: () => {
        restartSession();
      },
      command: run,
      diffDecided: diff,
      diffEdited: diff,
      updateSessionCommand: ({ command }) => {
        this.#command = command;
        this.sayWishes();
      },
      updateUseClipboard: ({ useClipboard }) => {
        this.#useClipboard = useClipboard;
        this.sayWishes();
      },
    };
  }

  /** A command that nobody knows is that of a newer host. */
  obey(command: HostCommand): void {
    const { editor } = this.#link;
    const done = this.#link.obey(command);
    if (this.#link.editor !== editor) this.#ports.editorChanged();
    if (!done) (this.#obey[command.type] as ((command: HostCommand) => void) | undefined)?.(command);
  }

  /** To a bridge that does not know them: after each connection. */
  sayWishes(): void {
    if (this.#command !== undefined) {
      this.#ports.send({ type: 'updateSessionConfig', customCommand: this.#command });
    }
    if (this.#useClipboard !== undefined) {
      this.#ports.send({ type: 'updateUseClipboard', useClipboard: this.#useClipboard });
    }
  }
}
