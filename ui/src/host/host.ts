/**
 * The IDE (or browser) around the page: one typed channel, whatever carries it.
 *
 * A host says commands and hears notices. How they travel (postMessage, functions on `window`, the address bar) is each
 * host's own file; the rest of the page knows only these types.
 */

export interface SessionCommand {
  cmd?: string;
  args?: string[];
  pty?: boolean;
  env?: string[];
}

/** What a host tells the page. */
export type HostCommand =
  | { type: 'setToken'; token: string }
  | { type: 'setFontSize'; size: number }
  | { type: 'insertPaths'; paths: string[] }
  | { type: 'updateSessionCommand'; command: string }
  | { type: 'updateOpenedFiles'; openedFiles: string[]; currentFile: string | null }
  | { type: 'updateUseClipboard'; useClipboard: boolean }
  | { type: 'setSessionConfig'; config: SessionCommand }
  | { type: 'restartSession' };

/** What the page tells its host. */
export type HostNotice =
  /** `path` may end in `:start-end`, 0-based and inclusive. */
  | { type: 'openFile'; path: string }
  | { type: 'settingsChanged'; key: 'fontSize'; value: number }
  | { type: 'uiLoaded'; success: boolean };

export type HostListener = (command: HostCommand) => void;

export interface Host {
  /** How long to wait for the host's token before a person is asked for it. */
  readonly tokenPatienceMs: number;
  start(listener: HostListener): void;
  tell(notice: HostNotice): void;
}

export const MIN_FONT_SIZE = 8;
export const MAX_FONT_SIZE = 72;
