/** What a host says: anything in, a command or nothing out. Hosts of version 1 say only the first half of these. */

import {
  CHANNEL_VERSION,
  MAX_FONT_SIZE,
  MIN_FONT_SIZE,
  NOTICE_TYPES,
  PAGE_COMMANDS,
  SEVERITIES,
  THEME_KINDS,
} from './channel';
import type {
  Diagnostic,
  EditorSelection,
  EditorState,
  HostCommand,
  OpenFile,
  SessionCommand,
  SettingValue,
} from './channel';
import {
  MAX_PATHS,
  chordOf,
  isFields,
  isText,
  isTexts,
  listOf,
  oneOf,
  pathOf,
  pathReferenceOf,
  positionOf,
} from './fields';
import type { Fields } from './fields';

/** A prompt, or what was on the clipboard; the bridge takes no larger message. */
const MAX_TEXT = 1024 * 1024;
/** What an agent is shown of a selection without asking. */
const MAX_SELECTION = 64 * 1024;
const MAX_DIAGNOSTICS = 500;
const MAX_MESSAGE = 4096;
/** VS Code has some 900. */
const MAX_VARIABLES = 2000;
const MAX_SETTINGS = 200;
const MAX_CHORDS = 200;
const MAX_DIFF_ID = 128;

/** The command in a message of a host; undefined where it is none, or says something impossible. */
export function parseHostMessage(data: unknown): HostCommand | undefined {
  if (!isFields(data) || typeof data['type'] !== 'string') return undefined;
  if (!Object.hasOwn(READERS, data['type'])) return undefined;
  return READERS[data['type'] as keyof typeof READERS](data);
}

type Reader = (fields: Fields) => HostCommand | undefined;

const VERSION_1 = {
  setToken: ({ token }) =>
    isText(token) && token.trim() !== '' ? { type: 'setToken', token: token.trim() } : undefined,
  setFontSize: ({ size }) => {
    const value = fontSizeOf(Number(size));
    return value === undefined ? undefined : { type: 'setFontSize', size: value };
  },
  insertPaths: ({ paths }) => insertPaths(paths),
  pastePath: ({ path }) => insertPaths([path]),
  updateSessionCommand: ({ command }) => (isText(command) ? { type: 'updateSessionCommand', command } : undefined),
  updateOpenedFiles: ({ openedFiles, currentFile }) =>
    isTexts(openedFiles)
      ? {
          type: 'updateOpenedFiles',
          openedFiles: openedFiles.slice(0, MAX_PATHS),
          currentFile: isText(currentFile) && currentFile !== '' ? currentFile : null,
        }
      : undefined,
  updateUseClipboard: ({ useClipboard }) =>
    typeof useClipboard === 'boolean' ? { type: 'updateUseClipboard', useClipboard } : undefined,
  setSessionConfig: ({ config }) =>
    isFields(config) ? { type: 'setSessionConfig', config: sessionCommand(config) } : undefined,
  restartSession: () => ({ type: 'restartSession' }),
} as const satisfies Record<string, Reader>;

const READERS = {
  ...VERSION_1,
  hostHello: ({ channel, name, notices }) =>
    typeof channel === 'number' && channel >= CHANNEL_VERSION && isText(name)
      ? {
          type: 'hostHello',
          channel,
          name,
          notices: listOf(notices, NOTICE_TYPES.length, (notice) => oneOf(NOTICE_TYPES, notice)) ?? [],
        }
      : undefined,
  setTheme: ({ kind, variables }) => {
    const known = oneOf(THEME_KINDS, kind);
    return known === undefined ? undefined : { type: 'setTheme', kind: known, variables: cssVariables(variables) };
  },
  setFont: ({ family, size }) => ({
    type: 'setFont',
    family: isText(family) && family.trim() !== '' && family.length <= MAX_MESSAGE ? family : null,
    size: typeof size === 'number' ? (fontSizeOf(Math.round(size)) ?? null) : null,
  }),
  updateEditor: ({ state }) => (isFields(state) ? { type: 'updateEditor', state: editorState(state) } : undefined),
  compose: ({ text, paths, submit }) => {
    const references = listOf(paths ?? [], MAX_PATHS, pathReferenceOf) ?? [];
    if (!isText(text) || text.length > MAX_TEXT || (text === '' && references.length === 0)) return undefined;
    return { type: 'compose', text, paths: references, submit: submit === true };
  },
  paste: ({ text }) => (isText(text) && text !== '' && text.length <= MAX_TEXT ? { type: 'paste', text } : undefined),
  command: (fields) => {
    const name = oneOf(PAGE_COMMANDS, fields['name']);
    if (name === undefined) return undefined;
    const { agent, folder, sessionId } = fields;
    return {
      type: 'command',
      name,
      ...(isText(agent) && agent !== '' ? { agent } : {}),
      ...(isText(folder) && folder !== '' ? { folder } : {}),
      ...(isText(sessionId) && sessionId !== '' ? { sessionId } : {}),
    };
  },
  setSettings: ({ settings }) =>
    isFields(settings) ? { type: 'setSettings', settings: settingValues(settings) } : undefined,
  visibility: ({ visible, focused }) =>
    typeof visible === 'boolean' ? { type: 'visibility', visible, focused: focused !== false } : undefined,
  diffDecided: ({ diffId, accepted, text }) =>
    isDiffId(diffId) && typeof accepted === 'boolean'
      ? { type: 'diffDecided', diffId, accepted, text: isText(text) && text.length <= MAX_TEXT ? text : null }
      : undefined,
  diffEdited: ({ diffId, text }) =>
    isDiffId(diffId) && isText(text) && text.length <= MAX_TEXT ? { type: 'diffEdited', diffId, text } : undefined,
  setChords: ({ chords }) => {
    const known = listOf(chords, MAX_CHORDS, chordOf);
    return known === undefined ? undefined : { type: 'setChords', chords: known };
  },
} as const satisfies Record<string, Reader>;

const isDiffId = (value: unknown): value is string => isText(value) && value !== '' && value.length <= MAX_DIFF_ID;

function fontSizeOf(value: number): number | undefined {
  return Number.isInteger(value) && value >= MIN_FONT_SIZE && value <= MAX_FONT_SIZE ? value : undefined;
}

function insertPaths(paths: unknown): HostCommand | undefined {
  // Version 1 sends texts only; a list with anything else in it is some other program's.
  if (!Array.isArray(paths) || !paths.every((path) => isText(path) || isFields(path))) return undefined;
  const named = listOf(paths, MAX_PATHS, pathReferenceOf) ?? [];
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

/** Names and values that can only be what they say: no address to load from, nothing that ends the declaration. */
function cssVariables(value: unknown): Record<string, string> {
  if (!isFields(value)) return {};
  const sound = Object.entries(value).filter(
    (entry): entry is [string, string] =>
      /^--vscode-[\w-]{1,120}$/.test(entry[0]) &&
      isText(entry[1]) &&
      /^[^;{}<>\\]{1,400}$/.test(entry[1]) &&
      !/url\s*\(|image/i.test(entry[1]),
  );
  return Object.fromEntries(sound.slice(0, MAX_VARIABLES));
}

function settingValues(value: Fields): Record<string, SettingValue> {
  const sound = Object.entries(value).filter(
    (entry): entry is [string, SettingValue] =>
      typeof entry[1] === 'boolean' ||
      (typeof entry[1] === 'number' && Number.isFinite(entry[1])) ||
      (isText(entry[1]) && entry[1].length <= MAX_MESSAGE) ||
      isTexts(entry[1]),
  );
  return Object.fromEntries(sound.slice(0, MAX_SETTINGS));
}

function editorState({ workspaceFolders, openFiles, selection, diagnostics, trusted }: Fields): EditorState {
  return {
    workspaceFolders: listOf(workspaceFolders, MAX_PATHS, pathOf) ?? [],
    openFiles: listOf(openFiles, MAX_PATHS, openFile) ?? [],
    selection: selectionOf(selection) ?? null,
    diagnostics: listOf(diagnostics, MAX_DIAGNOSTICS, diagnosticOf) ?? [],
    ...(trusted === false ? { trusted: false } : {}),
  };
}

function openFile(value: unknown): OpenFile | undefined {
  if (!isFields(value)) return undefined;
  const path = pathOf(value['path']);
  if (path === undefined) return undefined;
  return {
    path,
    active: value['active'] === true,
    dirty: value['dirty'] === true,
    languageId: isText(value['languageId']) ? value['languageId'] : '',
    cursor: positionOf(value['cursor']) ?? null,
  };
}

function selectionOf(value: unknown): EditorSelection | undefined {
  if (!isFields(value) || !isText(value['text'])) return undefined;
  const path = pathOf(value['path']);
  const start = positionOf(value['start']);
  const end = positionOf(value['end']);
  if (path === undefined || start === undefined || end === undefined) return undefined;
  return { path, text: value['text'].slice(0, MAX_SELECTION), start, end };
}

function diagnosticOf(value: unknown): Diagnostic | undefined {
  if (!isFields(value) || !isText(value['message'])) return undefined;
  const path = pathOf(value['path']);
  const start = positionOf(value['start']);
  const end = positionOf(value['end']);
  if (path === undefined || start === undefined || end === undefined) return undefined;
  return {
    path,
    start,
    end,
    severity: oneOf(SEVERITIES, value['severity']) ?? 'error',
    message: value['message'].slice(0, MAX_MESSAGE),
    source: isText(value['source']) ? value['source'] : '',
  };
}
