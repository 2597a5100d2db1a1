/** The commands of the palette, the menus and the keys. */

import * as vscode from 'vscode';

import type { LineRange, PathReference } from '@page/channel';

import type { Actions } from './actions';
import { showAgents } from './agents';
import { linesOf, mergeRanges, problemPrompt } from './core/lines';
import type { Problem } from './core/lines';
import type { Panels } from './panels';
import { readSettings } from './settings';
import type { WindowBridge } from './window_bridge';

export interface CommandPorts {
  bridge: WindowBridge;
  panels: Panels;
  actions: Actions;
  log: vscode.LogOutputChannel;
  extensionId: string;
}

/** What menus hand over: the resource clicked on, and all that are selected beside it. */
type Handler = (resource?: unknown, selected?: unknown) => Promise<void> | void;

export function registerCommands({ bridge, panels, actions, log, extensionId }: CommandPorts): vscode.Disposable {
  const handlers: Record<string, Handler> = {
    focus: () => panels.ask({ type: 'command', name: 'focus' }),
    openInEditor: () => {
      panels.openInEditor();
    },
    newSession: () => newSession(panels),
    addFile: (resource, selected) => addPaths(panels, resource, selected),
    addFolder: (resource, selected) => addFolder(panels, resource, selected),
    addSelection: () => addSelection(panels),
    pastePath: (resource, selected) => pastePath(panels, resource, selected),
    sendSelection: () => sendSelection(panels),
    explainProblem: () => askAboutProblems(panels, 'explain'),
    fixProblem: () => askAboutProblems(panels, 'fix'),
    restartBridge: () => bridge.restart(),
    showLog: () => {
      log.show();
    },
    openInBrowser: () => actions.openInBrowser(),
    doctor: () => actions.doctor(),
    showAgents: () => showAgents(bridge),
    openSettings: () => actions.openSettings(),
    openWalkthrough: async () => {
      await vscode.commands.executeCommand('workbench.action.openWalkthrough', `${extensionId}#start`, false);
    },
  };
  const registered = Object.entries(handlers).map(([name, handler]) =>
    vscode.commands.registerCommand(`agentBridge.${name}`, handler),
  );
  return vscode.Disposable.from(...registered);
}

/** The panel asks for the agent; for the folder only where the workspace has several. */
async function newSession(panels: Panels): Promise<void> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const folder = folders.length > 1 ? await vscode.window.showWorkspaceFolderPick() : folders[0];
  if (folders.length > 1 && folder === undefined) return;
  const where = folder === undefined ? {} : { folder: folder.uri.fsPath };
  await panels.ask({ type: 'command', name: 'newSession', ...where });
}

async function addPaths(panels: Panels, resource: unknown, selected: unknown): Promise<void> {
  const uris = urisOf(resource, selected);
  if (uris.length === 0) {
    void vscode.window.showInformationMessage('Open a file, or pick one in the explorer, to add it to the agent.');
    return;
  }
  await panels.insertPaths(await Promise.all(uris.map(referenceTo)));
}

async function addFolder(panels: Panels, resource: unknown, selected: unknown): Promise<void> {
  if (resource instanceof vscode.Uri) {
    await addPaths(panels, resource, selected);
    return;
  }
  const picked = await vscode.window.showOpenDialog({
    title: 'Add Folder to Agent',
    canSelectFiles: false,
    canSelectFolders: true,
    canSelectMany: true,
    openLabel: 'Add',
    ...defaultFolder(),
  });
  if (picked !== undefined) await panels.insertPaths(await Promise.all(picked.map(referenceTo)));
}

function defaultFolder(): { defaultUri?: vscode.Uri } {
  const folder = vscode.workspace.workspaceFolders?.[0];
  return folder === undefined ? {} : { defaultUri: folder.uri };
}

async function addSelection(panels: Panels): Promise<void> {
  const editor = fileEditor();
  if (editor === undefined) return;
  const path = editor.document.uri.fsPath;
  await panels.insertPaths(rangesOf(editor).map((range) => ({ path, range })));
}

async function pastePath(panels: Panels, resource: unknown, selected: unknown): Promise<void> {
  const uris = urisOf(resource, selected);
  if (uris.length === 0) return;
  const text = uris.map((uri) => vscode.workspace.asRelativePath(uri)).join(' ');
  await panels.ask({ type: 'compose', text: `${text} `, paths: [], submit: false });
}

async function sendSelection(panels: Panels): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const text = editor?.selections.map((selection) => editor.document.getText(selection)).join('\n') ?? '';
  if (text.trim() === '') {
    void vscode.window.showInformationMessage('Select the text that is to be sent as a prompt.');
    return;
  }
  await panels.ask({ type: 'compose', text, paths: [], submit: true }, true);
}

async function askAboutProblems(panels: Panels, task: 'explain' | 'fix'): Promise<void> {
  const editor = fileEditor();
  if (editor === undefined) return;
  const { document, selection } = editor;
  const found = vscode.languages.getDiagnostics(document.uri).filter(({ range }) => touches(range, selection));
  if (found.length === 0) {
    void vscode.window.showInformationMessage('There is no problem under the cursor.');
    return;
  }
  const lines = mergeRanges(found.map(({ range }) => spanOf(range)));
  await panels.ask({
    type: 'compose',
    text: problemPrompt(task, found.map(problemOf)),
    paths: lines.map((range) => ({ path: document.uri.fsPath, range })),
    submit: readSettings().sendProblems,
  });
}

/** The editor with a file in it, or a word about what is missing. */
function fileEditor(): vscode.TextEditor | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.uri.scheme === 'file') return editor;
  void vscode.window.showInformationMessage(
    editor === undefined
      ? 'Open a file and select the lines that are to be added.'
      : 'Save this file first: an agent reads files from the disk.',
  );
  return undefined;
}

function rangesOf({ selections }: vscode.TextEditor): LineRange[] {
  return mergeRanges(selections.map(spanOf));
}

function spanOf({ start, end }: vscode.Range): LineRange {
  return linesOf({ startLine: start.line, endLine: end.line, endCharacter: end.character });
}

/** The problem under the cursor, or on the lines selected. */
function touches(range: vscode.Range, selection: vscode.Selection): boolean {
  if (!selection.isEmpty) return range.intersection(selection) !== undefined;
  return range.start.line <= selection.active.line && range.end.line >= selection.active.line;
}

const SEVERITIES: Readonly<Record<vscode.DiagnosticSeverity, string>> = {
  [vscode.DiagnosticSeverity.Error]: 'error',
  [vscode.DiagnosticSeverity.Warning]: 'warning',
  [vscode.DiagnosticSeverity.Information]: 'information',
  [vscode.DiagnosticSeverity.Hint]: 'hint',
};

function problemOf({ range, severity, message, source }: vscode.Diagnostic): Problem {
  return { line: range.start.line, severity: SEVERITIES[severity], message, source: source ?? '' };
}

/** What was clicked on with all that is selected; without a click the file of the active tab. */
function urisOf(resource: unknown, selected: unknown): vscode.Uri[] {
  if (Array.isArray(selected)) {
    const uris = selected.filter((item): item is vscode.Uri => item instanceof vscode.Uri);
    if (uris.length > 0) return uris;
  }
  if (resource instanceof vscode.Uri) return [resource];
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (input instanceof vscode.TabInputText && input.uri.scheme === 'file') return [input.uri];
  const editor = vscode.window.activeTextEditor;
  return editor?.document.uri.scheme === 'file' ? [editor.document.uri] : [];
}

async function referenceTo(uri: vscode.Uri): Promise<PathReference> {
  const path = uri.fsPath;
  try {
    const { type } = await vscode.workspace.fs.stat(uri);
    return (type & vscode.FileType.Directory) === 0 ? { path } : { path, folder: true };
  } catch {
    return { path };
  }
}
