/** Version-1 host messages: anything in, a command or nothing out. */

import { MAX_FONT_SIZE, MIN_FONT_SIZE } from './host';
import type { HostCommand, SessionCommand } from './host';

type Fields = Readonly<Record<string, unknown>>;

/** As many as RovoBridge keeps; a host with more open tabs than that sends the rest in vain. */
const MAX_PATHS = 200;

/** The command in a message of a host; undefined where it is none, or says something impossible. */
export function parseHostMessage(data: unknown): HostCommand | undefined {
  if (!isFields(data) || typeof data['type'] !== 'string') return undefined;
  if (!Object.hasOwn(READERS, data['type'])) return undefined;
  return READERS[data['type'] as keyof typeof READERS](data);
}

const READERS = {
  setToken: ({ token }: Fields): HostCommand | undefined =>
    isText(token) && token.trim() !== '' ? { type: 'setToken', token: token.trim() } : undefined,
  setFontSize: ({ size }: Fields): HostCommand | undefined => {
    const value = Number(size);
    return Number.isInteger(value) && value >= MIN_FONT_SIZE && value <= MAX_FONT_SIZE
      ? { type: 'setFontSize', size: value }
      : undefined;
  },
  insertPaths: ({ paths }: Fields): HostCommand | undefined => insertPaths(paths),
  pastePath: ({ path }: Fields): HostCommand | undefined => insertPaths([path]),
  updateSessionCommand: ({ command }: Fields): HostCommand | undefined =>
    isText(command) ? { type: 'updateSessionCommand', command } : undefined,
  updateOpenedFiles: ({ openedFiles, currentFile }: Fields): HostCommand | undefined =>
    isTexts(openedFiles)
      ? {
          type: 'updateOpenedFiles',
          openedFiles: openedFiles.slice(0, MAX_PATHS),
          currentFile: isText(currentFile) && currentFile !== '' ? currentFile : null,
        }
      : undefined,
  updateUseClipboard: ({ useClipboard }: Fields): HostCommand | undefined =>
    typeof useClipboard === 'boolean' ? { type: 'updateUseClipboard', useClipboard } : undefined,
  setSessionConfig: ({ config }: Fields): HostCommand | undefined =>
    isFields(config) ? { type: 'setSessionConfig', config: sessionCommand(config) } : undefined,
  restartSession: (): HostCommand | undefined => ({ type: 'restartSession' }),
};

function insertPaths(paths: unknown): HostCommand | undefined {
  if (!isTexts(paths)) return undefined;
  const named = paths.filter((path) => path.trim() !== '').slice(0, MAX_PATHS);
  return named.length > 0 ? { type: 'insertPaths', paths: named } : undefined;
}

function sessionCommand({ cmd, args, pty, env }: Fields): SessionCommand {
  return {
    ...(isText(cmd) && cmd !== '' ? { cmd } : {}),
    ...(isTexts(args) ? { args } : {}),
    ...(typeof pty === 'boolean' ? { pty } : {}),
    ...(isTexts(env) ? { env } : {}),
  };
}

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const isText = (value: unknown): value is string => typeof value === 'string';
const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);
