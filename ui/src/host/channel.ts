/**
 * The channel between the page and the IDE around it: what each may say. Types only; docs/HOST_CHANNEL.md tells how it is used.
 *
 * The hosts' own code reads this file too (VS Code directly, JetBrains by the golden files in tests/contract/host_channel).
 * Lines and characters are 0-based everywhere; a `LineRange` includes both ends.
 */

/** Said by a page in `uiLoaded.channel` and by a host in `hostHello.channel`; who says nothing speaks version 1. */
export const CHANNEL_VERSION = 2;

export const MIN_FONT_SIZE = 8;
export const MAX_FONT_SIZE = 72;

export interface LineRange {
  start: number;
  end: number;
}

/** A file or folder, as the machine of the bridge names it. */
export interface PathReference {
  path: string;
  range?: LineRange;
  folder?: boolean;
}

export interface Position {
  line: number;
  /** In UTF-16 units, as editors count. */
  character: number;
}

export interface OpenFile {
  path: string;
  active: boolean;
  dirty: boolean;
  languageId: string;
  cursor: Position | null;
}

export interface EditorSelection {
  path: string;
  text: string;
  start: Position;
  end: Position;
}

export const SEVERITIES = ['error', 'warning', 'information', 'hint'] as const;

export interface Diagnostic {
  path: string;
  start: Position;
  end: Position;
  severity: (typeof SEVERITIES)[number];
  message: string;
  source: string;
}

/** What the editor shows; the host keeps the last text editor while the panel has the focus. */
export interface EditorState {
  workspaceFolders: string[];
  openFiles: OpenFile[];
  selection: EditorSelection | null;
  diagnostics: Diagnostic[];
  /** False: the person does not trust the workspace, and agents are shown nothing of it. */
  trusted?: boolean;
}

export const THEME_KINDS = ['light', 'dark', 'highContrast', 'highContrastLight'] as const;
export type ThemeKind = (typeof THEME_KINDS)[number];

/** A key with its modifiers, as a `KeyboardEvent` names them. */
export interface Chord {
  key: string;
  code: string;
  ctrlKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
  metaKey: boolean;
}

export interface SessionCommand {
  cmd?: string;
  args?: string[];
  pty?: boolean;
  env?: string[];
}

export const PAGE_COMMANDS = [
  'newSession',
  'showSession',
  'nextSession',
  'previousSession',
  'stopSession',
  'closeSession',
  'focus',
  'focusTerminal',
  'focusComposer',
  'toggleComposer',
  'openPicker',
  'search',
  'showHistory',
  'showSettings',
  'showCommands',
  'copy',
  'selectAll',
] as const;
export type PageCommandName = (typeof PAGE_COMMANDS)[number];

export type SettingValue = string | number | boolean | string[];

/** What unchanged hosts of version 1 tell the page. */
type Version1Command =
  | { type: 'setToken'; token: string }
  | { type: 'setFontSize'; size: number }
  | { type: 'insertPaths'; paths: PathReference[] }
  | { type: 'updateSessionCommand'; command: string }
  | { type: 'updateOpenedFiles'; openedFiles: string[]; currentFile: string | null }
  | { type: 'updateUseClipboard'; useClipboard: boolean }
  | { type: 'setSessionConfig'; config: SessionCommand }
  | { type: 'restartSession' };

/** What a host tells the page. */
export type HostCommand =
  | Version1Command
  /** The first thing a host of this version says; `notices`: the types of notices it acts upon. */
  | { type: 'hostHello'; channel: number; name: string; notices: NoticeType[] }
  /** `variables`: VS Code's CSS variables, by name; a host that has none maps its own colours to these names. */
  | { type: 'setTheme'; kind: ThemeKind; variables: Record<string, string> }
  | { type: 'setFont'; family: string | null; size: number | null }
  | { type: 'updateEditor'; state: EditorState }
  /** Into the composer (else the agent's prompt); `submit`: and send it. */
  | { type: 'compose'; text: string; paths: PathReference[]; submit: boolean }
  /** Text of the clipboard, where the page itself cannot read it: as if pasted by hand. */
  | { type: 'paste'; text: string }
  | { type: 'command'; name: PageCommandName; agent?: string; folder?: string; sessionId?: string }
  /** Keys without `/` are the page's own settings; the host's win over what the browser keeps. */
  | { type: 'setSettings'; settings: Record<string, SettingValue> }
  /** `visible`: the panel is shown; `focused`: the IDE's window has the focus. */
  | { type: 'visibility'; visible: boolean; focused: boolean }
  /** Keys that are the workbench's while the page has the focus: the page sends them on as `chord`. */
  | { type: 'setChords'; chords: Chord[] }
  /** The person's word about a change that `showDiff` has shown. `text`: as it was accepted; null: as it stood. */
  | { type: 'diffDecided'; diffId: string; accepted: boolean; text: string | null }
  /** The person has changed it, and has not decided yet. */
  | { type: 'diffEdited'; diffId: string; text: string };

export const AGENT_STATES = ['starting', 'working', 'waiting', 'done', 'failed', 'idle', 'ended'] as const;
export type AgentState = (typeof AGENT_STATES)[number];

export interface SessionSummary {
  sessionId: string;
  title: string;
  agent: string;
  state: AgentState;
  unread: boolean;
}

export const NOTIFY_KINDS = ['waiting', 'done', 'failed'] as const;
export const FOCUS_PLACES = ['none', 'page', 'terminal', 'composer'] as const;
export type FocusPlace = (typeof FOCUS_PLACES)[number];
export const HOST_ACTIONS = ['restartBridge', 'showLog', 'openInBrowser', 'doctor', 'openSettings'] as const;

/** What the page tells its host. */
export type HostNotice =
  /** A host of version 1 reads the range as `:start-end` behind the path. */
  | { type: 'openFile'; path: string; range?: LineRange; column?: number; preserveFocus?: boolean }
  | { type: 'settingsChanged'; key: string; value: SettingValue }
  | { type: 'uiLoaded'; success: boolean }
  /** A session wants the person, who does not see it; the host offers "Show" and answers with `command showSession`. */
  | { type: 'notify'; sessionId: string; kind: (typeof NOTIFY_KINDS)[number]; title: string; body: string }
  | { type: 'agentState'; sessions: SessionSummary[]; active: string | null }
  | ({ type: 'chord' } & Chord)
  /** http and https only. */
  | { type: 'openExternal'; url: string }
  | { type: 'copy'; text: string }
  /** What was dropped on the page and only the host can name; it answers with `insertPaths`. */
  | { type: 'dropUris'; uris: string[] }
  | { type: 'focusChanged'; focus: (typeof FOCUS_PLACES)[number] }
  | { type: 'hostAction'; name: (typeof HOST_ACTIONS)[number] }
  /** An agent proposes a change: shown beside what is there, to be edited and decided, without taking the focus. */
  | { type: 'showDiff'; diffId: string; path: string; original: string; proposed: string; agent: string }
  /** It is decided elsewhere, or not proposed any more. */
  | { type: 'closeDiff'; diffId: string };

export type NoticeType = HostNotice['type'];

export const NOTICE_TYPES = [
  'openFile',
  'settingsChanged',
  'uiLoaded',
  'notify',
  'agentState',
  'chord',
  'openExternal',
  'copy',
  'dropUris',
  'focusChanged',
  'hostAction',
  'showDiff',
  'closeDiff',
] as const satisfies readonly NoticeType[];
