/** All panels of the window: the view, and what was opened in the editor area; what is said to them and done for them. */

import { isAbsolute } from 'node:path';

import * as vscode from 'vscode';

import type { EditorState, HostCommand, HostNotice, PathReference, SessionSummary } from '@page/channel';

import type { Action } from './core/failure';
import { shared } from './core/shared_context';
import { pathsOfUris } from './core/uris';
import { Diffs } from './diffs';
import type { EditorWatch } from './editor_watch';
import { Panel } from './panel';
import type { PanelEvents } from './panel';
import { readSettings, writeSetting } from './settings';
import type { WindowBridge } from './window_bridge';

export const VIEW = 'agentBridge.panel';
export const EDITOR = 'agentBridge.editor';
const FOCUS_CONTEXT = 'agentBridge.focus';
/** A prompt waits this long for a page that is still on its way. */
const PAGE_WAIT_MS = 60_000;

export interface PanelsPorts {
  bridge: WindowBridge;
  editor: () => EditorWatch;
  act: (action: Action) => void;
  hostAction: (name: Extract<HostNotice, { type: 'hostAction' }>['name']) => void;
  statesChanged: (sessions: readonly SessionSummary[]) => void;
}

type Obeys = { [K in HostNotice['type']]?: (notice: Extract<HostNotice, { type: K }>, panel: Panel) => void };

export class Panels implements vscode.WebviewViewProvider, vscode.WebviewPanelSerializer, vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #ports: PanelsPorts;
  readonly #panels = new Set<Panel>();
  readonly #disposables: { dispose(): unknown }[];
  readonly #loaded = new vscode.EventEmitter<Panel>();
  /** Every page hears what becomes of a change: the one that asked for it may be gone. */
  readonly #diffs = new Diffs((command) => {
    for (const panel of this.#panels) panel.say(command);
  });
  readonly #obeys: Obeys = {
    openFile: (notice) => void openFile(notice),
    showDiff: (notice) => void this.#diffs.show(notice),
    closeDiff: ({ diffId }) => void this.#diffs.close(diffId),
    settingsChanged: ({ key, value }) => {
      if (key === 'fontSize' && typeof value === 'number') void writeSetting('fontSize', value);
    },
    notify: (notice) => void this.#notify(notice),
    agentState: ({ sessions }) => {
      this.#ports.statesChanged(sessions);
    },
    openExternal: ({ url }) => void vscode.env.openExternal(vscode.Uri.parse(url, true)),
    copy: ({ text }) => void vscode.env.clipboard.writeText(text),
    dropUris: ({ uris }, panel) => {
      panel.say({ type: 'insertPaths', paths: pathsOfUris(uris).map((path) => ({ path })) });
    },
    focusChanged: ({ focus }, panel) => {
      if (focus !== 'none') this.#current = panel;
      void vscode.commands.executeCommand('setContext', FOCUS_CONTEXT, focus);
    },
    hostAction: ({ name }) => {
      this.#ports.hostAction(name);
    },
  };
  #view: vscode.WebviewView | undefined;
  #viewPanel: Panel | undefined;
  #editorPanel: vscode.WebviewPanel | undefined;
  /** Where a person last was; commands go there. */
  #current: Panel | undefined;

  constructor(context: vscode.ExtensionContext, ports: PanelsPorts) {
    this.#context = context;
    this.#ports = ports;
    this.#disposables = [
      vscode.window.registerWebviewViewProvider(VIEW, this, { webviewOptions: { retainContextWhenHidden: true } }),
      vscode.window.registerWebviewPanelSerializer(EDITOR, this),
      vscode.window.onDidChangeWindowState(() => {
        for (const panel of this.#panels) sayVisibility(panel);
      }),
      this.#loaded,
      this.#diffs,
    ];
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    const panel = this.#make(view.webview, view.visible);
    this.#view = view;
    this.#viewPanel = panel;
    view.onDidChangeVisibility(() => {
      panel.isVisible = view.visible;
      sayVisibility(panel);
    });
    view.onDidDispose(() => {
      this.#drop(panel);
      this.#view = this.#viewPanel = undefined;
    });
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    this.#adopt(panel);
    return Promise.resolve();
  }

  openInEditor(): void {
    if (this.#editorPanel !== undefined) {
      this.#editorPanel.reveal();
      return;
    }
    const options = { enableScripts: true, retainContextWhenHidden: true };
    this.#adopt(vscode.window.createWebviewPanel(EDITOR, 'Agents', vscode.ViewColumn.Active, options));
  }

  /** Bring the panel a person used last into view; the side bar's if there was none. */
  async reveal(preserveFocus = false): Promise<void> {
    if (this.#editorPanel !== undefined && this.#current !== this.#viewPanel) {
      this.#editorPanel.reveal(undefined, preserveFocus);
      return;
    }
    if (this.#view === undefined) await vscode.commands.executeCommand(`${VIEW}.focus`, { preserveFocus });
    else this.#view.show(preserveFocus);
  }

  /** Say it to the panel in use, brought into view, once its page listens. */
  async ask(command: HostCommand, preserveFocus = false): Promise<void> {
    await this.reveal(preserveFocus);
    const panel = await this.#page();
    panel?.say(command);
  }

  insertPaths(paths: PathReference[]): Promise<void> {
    return this.ask({ type: 'insertPaths', paths });
  }

  sayEditor(state: EditorState): void {
    for (const panel of this.#panels) panel.say(this.#editorCommand(state));
  }

  saySettings(): void {
    for (const panel of this.#panels) {
      sayFont(panel);
      panel.sayChords();
      panel.say(this.#editorCommand(this.#ports.editor().read()));
    }
  }

  reload(): void {
    for (const panel of this.#panels) panel.reload();
  }

  get isInView(): boolean {
    return vscode.window.state.focused && [...this.#panels].some((panel) => panel.isVisible);
  }

  dispose(): void {
    for (const disposable of [...this.#disposables, ...this.#panels]) disposable.dispose();
  }

  #editorCommand(state: EditorState): HostCommand {
    return { type: 'updateEditor', state: shared(state, readSettings().shareContext) };
  }

  #adopt(webviewPanel: vscode.WebviewPanel): void {
    const panel = this.#make(webviewPanel.webview, webviewPanel.visible);
    this.#editorPanel = webviewPanel;
    this.#current = panel;
    webviewPanel.iconPath = vscode.Uri.joinPath(this.#context.extensionUri, 'media', 'icon.png');
    webviewPanel.onDidChangeViewState(() => {
      panel.isVisible = webviewPanel.visible;
      if (webviewPanel.active) this.#current = panel;
      sayVisibility(panel);
    });
    webviewPanel.onDidDispose(() => {
      this.#drop(panel);
      this.#editorPanel = undefined;
    });
  }

  #make(webview: vscode.Webview, isVisible: boolean): Panel {
    const events: PanelEvents = {
      pageLoaded: (loaded) => {
        this.#introduce(loaded);
      },
      said: (speaker, notice) => {
        this.#obey(speaker, notice);
      },
      act: this.#ports.act,
    };
    const panel = new Panel(webview, isVisible, this.#ports.bridge, this.#context.extensionUri, events);
    this.#panels.add(panel);
    this.#current ??= panel;
    return panel;
  }

  #drop(panel: Panel): void {
    panel.dispose();
    this.#panels.delete(panel);
    if (this.#current === panel) this.#current = [...this.#panels][0];
    if (this.#panels.size === 0) void this.#diffs.closeAll();
  }

  #introduce(panel: Panel): void {
    sayFont(panel);
    sayVisibility(panel);
    panel.say(this.#editorCommand(this.#ports.editor().read()));
    this.#loaded.fire(panel);
  }

  /** The current panel's page, once it is there. */
  #page(): Promise<Panel | undefined> {
    const ready = (): Panel | undefined => (this.#current?.hasPage === true ? this.#current : undefined);
    const now = ready();
    if (now !== undefined) return Promise.resolve(now);
    return new Promise((resolve) => {
      const done = (panel: Panel | undefined): void => {
        clearTimeout(timer);
        listening.dispose();
        resolve(panel);
      };
      const listening = this.#loaded.event(() => {
        if (ready() !== undefined) done(ready());
      });
      const timer = setTimeout(() => {
        done(undefined);
      }, PAGE_WAIT_MS);
    });
  }

  #obey(panel: Panel, notice: HostNotice): void {
    (this.#obeys[notice.type] as ((notice: HostNotice, panel: Panel) => void) | undefined)?.(notice, panel);
  }

  async #notify({ title, body, kind, sessionId }: Extract<HostNotice, { type: 'notify' }>): Promise<void> {
    if (!readSettings().notify || this.isInView) return;
    const words = { waiting: 'waits for you', done: 'is done', failed: 'has failed' }[kind];
    const text = `${plainText(title)} ${words}${body === '' ? '' : `: ${plainText(body)}`}`;
    const show = kind === 'failed' ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
    if ((await show(text, 'Show')) === 'Show') {
      await this.ask({ type: 'command', name: 'showSession', sessionId });
      this.#current?.say({ type: 'command', name: 'focus' });
    }
  }
}

const MAX_NOTICE = 300;

/** Titles come from programs: one line, no links. */
function plainText(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[[\]()]/g, ' ')
    .trim()
    .slice(0, MAX_NOTICE);
}

function sayVisibility(panel: Panel): void {
  panel.say({ type: 'visibility', visible: panel.isVisible, focused: vscode.window.state.focused });
}

function sayFont(panel: Panel): void {
  const { fontFamily, fontSize } = readSettings();
  panel.say({ type: 'setFont', family: fontFamily, size: fontSize });
}

async function openFile({
  path,
  range,
  column,
  preserveFocus,
}: Extract<HostNotice, { type: 'openFile' }>): Promise<void> {
  const uri = await uriOf(path);
  if (uri === undefined) {
    void vscode.window.showWarningMessage(`Agent Bridge: ${path} was not found.`);
    return;
  }
  if (await isFolder(uri)) {
    await vscode.commands.executeCommand('revealInExplorer', uri);
    return;
  }
  const start = range === undefined ? undefined : new vscode.Position(range.start, column ?? 0);
  const end = range === undefined || range.end === range.start ? start : new vscode.Position(range.end + 1, 0);
  await vscode.window.showTextDocument(uri, {
    preview: true,
    preserveFocus: preserveFocus ?? true,
    ...(start === undefined || end === undefined ? {} : { selection: new vscode.Range(start, end) }),
    viewColumn: columnForFiles(),
  });
}

/** Where files are; not in front of the panel, if that is in the editor area. */
function columnForFiles(): vscode.ViewColumn {
  const groups = vscode.window.tabGroups;
  const isAgents = (group: vscode.TabGroup): boolean => {
    const input = group.activeTab?.input;
    return input instanceof vscode.TabInputWebview && input.viewType.endsWith(EDITOR);
  };
  if (!isAgents(groups.activeTabGroup)) return vscode.ViewColumn.Active;
  return groups.all.find((group) => !isAgents(group))?.viewColumn ?? vscode.ViewColumn.Beside;
}

/** An absolute path, or one of the workspace's folders, the first in which it is. */
async function uriOf(path: string): Promise<vscode.Uri | undefined> {
  if (isAbsolute(path)) return (await exists(vscode.Uri.file(path))) ? vscode.Uri.file(path) : undefined;
  for (const { uri } of vscode.workspace.workspaceFolders ?? []) {
    const candidate = vscode.Uri.joinPath(uri, ...path.split(/[\\/]/));
    if (await exists(candidate)) return candidate;
  }
  return undefined;
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

async function isFolder(uri: vscode.Uri): Promise<boolean> {
  return ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.Directory) !== 0;
}
