/** What the host says, and what becomes of it on the page. */

import type { ClientMessage } from '../core/protocol';
import type { Host, HostCommand, HostNotice, SessionCommand } from '../host/host';
import type { EditorFiles } from './page';

export interface HostCommandPorts {
  useToken(token: string): void;
  setFontSize(size: number): void;
  insertPaths(paths: readonly string[]): void;
  editorFiles(files: EditorFiles): void;
  setSessionConfig(config: SessionCommand): void;
  restartSession(): void;
  send(message: ClientMessage): boolean;
}

type Obey = { [K in HostCommand['type']]: (command: Extract<HostCommand, { type: K }>) => void };

export class HostCommands {
  readonly #host: Host;
  readonly #ports: HostCommandPorts;
  readonly #obey: Obey;
  /** The host's wish for the configured command, and for the clipboard: said again after each reconnection. */
  #command: string | undefined;
  #useClipboard: boolean | undefined;

  constructor(host: Host, ports: HostCommandPorts) {
    this.#host = host;
    this.#ports = ports;
    this.#obey = {
      setToken: ({ token }) => {
        ports.useToken(token);
      },
      setFontSize: ({ size }) => {
        ports.setFontSize(size);
      },
      insertPaths: ({ paths }) => {
        ports.insertPaths(paths);
      },
      updateSessionCommand: ({ command }) => {
        this.#command = command;
        this.sayWishes();
      },
      updateOpenedFiles: ({ openedFiles, currentFile }) => {
        ports.editorFiles({ openedFiles, currentFile });
      },
      updateUseClipboard: ({ useClipboard }) => {
        this.#useClipboard = useClipboard;
        this.sayWishes();
      },
      setSessionConfig: ({ config }) => {
        ports.setSessionConfig(config);
      },
      restartSession: () => {
        ports.restartSession();
      },
    };
  }

  /** How long to wait for the host's token before a person is asked for it. */
  get tokenPatienceMs(): number {
    return this.#host.tokenPatienceMs;
  }

  start(): void {
    this.#host.start((command) => {
      const obey = this.#obey[command.type] as (command: HostCommand) => void;
      obey(command);
    });
    this.#host.tell({ type: 'uiLoaded', success: true });
  }

  tell(notice: HostNotice): void {
    this.#host.tell(notice);
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
