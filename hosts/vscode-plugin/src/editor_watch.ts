/** What the editor shows: open files, the selection, problems. */

import * as vscode from 'vscode';

import type { Diagnostic, EditorSelection, EditorState, OpenFile, Position } from '@page/channel';

import { DIFF_SCHEME } from './core/diff_uri';

const DEBOUNCE_MS = 100;
/** What the page takes; the rest would be sent in vain. */
const MAX_FILES = 200;
const MAX_DIAGNOSTICS = 500;
const MAX_SELECTION = 64 * 1024;

const SEVERITY: Readonly<Record<vscode.DiagnosticSeverity, Diagnostic['severity']>> = {
  [vscode.DiagnosticSeverity.Error]: 'error',
  [vscode.DiagnosticSeverity.Warning]: 'warning',
  [vscode.DiagnosticSeverity.Information]: 'information',
  [vscode.DiagnosticSeverity.Hint]: 'hint',
};

/** Tells the state when it changed, and has been quiet for 100 ms. */
export class EditorWatch implements vscode.Disposable {
  readonly #disposables: vscode.Disposable[];
  readonly #changed: (state: EditorState) => void;
  #timer: NodeJS.Timeout | undefined;
  #last = '';
  /** Kept while a panel or the side bar has the focus. */
  #editor = vscode.window.activeTextEditor;

  constructor(changed: (state: EditorState) => void) {
    this.#changed = changed;
    const soon = (): void => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => {
        this.#tell();
      }, DEBOUNCE_MS);
    };
    this.#disposables = [
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        // A proposed change is none of the files that are worked on.
        if (editor !== undefined && editor.document.uri.scheme !== DIFF_SCHEME) this.#editor = editor;
        soon();
      }),
      vscode.window.onDidChangeTextEditorSelection(soon),
      vscode.window.tabGroups.onDidChangeTabs(soon),
      vscode.window.tabGroups.onDidChangeTabGroups(soon),
      vscode.languages.onDidChangeDiagnostics(soon),
      vscode.workspace.onDidChangeTextDocument(soon),
      vscode.workspace.onDidSaveTextDocument(soon),
      vscode.workspace.onDidChangeWorkspaceFolders(soon),
      vscode.workspace.onDidGrantWorkspaceTrust(soon),
    ];
  }

  /** Now; also the next change is told, whatever was told before. */
  read(): EditorState {
    const open = openFiles(this.#editor);
    const shown = new Set(open.map(({ path }) => path));
    return {
      workspaceFolders: (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath),
      openFiles: open,
      selection: selectionOf(this.#editor),
      diagnostics: diagnostics(shown),
      ...(vscode.workspace.isTrusted ? {} : { trusted: false }),
    };
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #tell(): void {
    if (this.#editor?.document.isClosed === true) this.#editor = vscode.window.activeTextEditor;
    const state = this.read();
    const text = JSON.stringify(state);
    if (text === this.#last) return;
    this.#last = text;
    this.#changed(state);
  }
}

function openFiles(editor: vscode.TextEditor | undefined): OpenFile[] {
  const active = editor?.document.uri.toString();
  const tabs = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs);
  const files = new Map<string, OpenFile>();
  for (const { input, isDirty } of tabs) {
    const uri = uriOf(input);
    if (uri?.scheme !== 'file') continue;
    const isActive = uri.toString() === active;
    files.set(uri.fsPath, {
      path: uri.fsPath,
      active: isActive,
      dirty: isDirty,
      languageId: languageOf(uri),
      cursor: isActive && editor !== undefined ? position(editor.selection.active) : null,
    });
  }
  return [...files.values()].sort((a, b) => Number(b.active) - Number(a.active)).slice(0, MAX_FILES);
}

function uriOf(input: unknown): vscode.Uri | undefined {
  if (input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom) return input.uri;
  if (input instanceof vscode.TabInputNotebook) return input.uri;
  return input instanceof vscode.TabInputTextDiff ? input.modified : undefined;
}

function languageOf(uri: vscode.Uri): string {
  const name = uri.toString();
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === name)?.languageId ?? '';
}

function selectionOf(editor: vscode.TextEditor | undefined): EditorSelection | null {
  if (editor?.document.uri.scheme !== 'file' || editor.document.isClosed) return null;
  const { selection, document } = editor;
  return {
    path: document.uri.fsPath,
    text: selection.isEmpty ? '' : document.getText(selection).slice(0, MAX_SELECTION),
    start: position(selection.start),
    end: position(selection.end),
  };
}

function diagnostics(shown: ReadonlySet<string>): Diagnostic[] {
  return vscode.languages
    .getDiagnostics()
    .filter(([uri]) => uri.scheme === 'file' && shown.has(uri.fsPath))
    .flatMap(([uri, problems]) => problems.map((problem) => diagnostic(uri.fsPath, problem)))
    .slice(0, MAX_DIAGNOSTICS);
}

function diagnostic(path: string, { range, severity, message, source }: vscode.Diagnostic): Diagnostic {
  return {
    path,
    start: position(range.start),
    end: position(range.end),
    severity: SEVERITY[severity],
    message,
    source: source ?? '',
  };
}

const position = ({ line, character }: vscode.Position): Position => ({ line, character });
