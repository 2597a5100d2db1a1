/**
 * What agents propose, in the editor's own diff: the proposed side can be changed before it is accepted. Closing it rejects
 * it; saving it, by hand, accepts it.
 */

import * as vscode from 'vscode';

import type { HostCommand, HostNotice } from '@page/channel';
import { fromEditor, toEditor } from '@core/editor/line_ends';

import { DIFF_SCHEME, diffPath, diffPlaceOf, diffTitle } from './core/diff_uri';

type ShowDiff = Extract<HostNotice, { type: 'showDiff' }>;
type Answer = (command: HostCommand) => void;

interface Shown {
  notice: ShowDiff;
  uri: vscode.Uri;
  timer: NodeJS.Timeout | undefined;
}

const EDITED_MS = 250;

export class Diffs implements vscode.Disposable {
  readonly #files = new DiffFiles();
  readonly #shown = new Map<string, Shown>();
  readonly #answer: Answer;
  readonly #disposables: vscode.Disposable[];

  /** `answer` says the person's word to the pages. */
  constructor(answer: Answer) {
    this.#answer = answer;
    void this.#closeLeftOver();
    this.#disposables = [
      vscode.workspace.registerFileSystemProvider(DIFF_SCHEME, this.#files, { isCaseSensitive: true }),
      vscode.commands.registerCommand('agentBridge.acceptDiff', (uri?: vscode.Uri) => { this.#command(uri, true); }),
      vscode.commands.registerCommand('agentBridge.rejectDiff', (uri?: vscode.Uri) => { this.#command(uri, false); }),
      vscode.commands.registerCommand('agentBridge.listDiffs', () => this.#list()),
      vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
        for (const tab of closed) this.#tabClosed(tab);
      }),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        this.#changed(document);
      }),
      vscode.workspace.onWillSaveTextDocument(({ document, reason }) => {
        const shown = this.#of(document.uri);
        // Not what the editor saves by itself: nobody has said yes.
        if (shown !== undefined && reason === vscode.TextDocumentSaveReason.Manual) this.#decide(shown, true);
      }),
    ];
  }

  /** Beside the other editors, without the focus. */
  async show(notice: ShowDiff): Promise<void> {
    const { diffId, path, original, proposed, agent } = notice;
    if (this.#shown.has(diffId)) return;
    const before = this.#uri(diffId, 'original', path);
    const uri = this.#uri(diffId, 'proposed', path);
    this.#files.put(before, toEditor(original), true);
    this.#files.put(uri, toEditor(proposed), false);
    this.#shown.set(diffId, { notice, uri, timer: undefined });
    await vscode.commands.executeCommand('vscode.diff', before, uri, diffTitle(path, agent), {
      preview: false,
      preserveFocus: true,
      viewColumn: vscode.ViewColumn.Active,
    });
  }

  /** It is decided elsewhere. */
  async close(diffId: string): Promise<void> {
    const shown = this.#shown.get(diffId);
    if (shown !== undefined) await this.#remove(shown);
  }

  /** Nobody is there to hear what becomes of them. */
  async closeAll(): Promise<void> {
    for (const shown of [...this.#shown.values()]) await this.#remove(shown);
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #uri(diffId: string, side: 'original' | 'proposed', path: string): vscode.Uri {
    return vscode.Uri.from({ scheme: DIFF_SCHEME, path: diffPath({ diffId, side }, path) });
  }

  #of(uri: vscode.Uri | undefined): Shown | undefined {
    if (uri?.scheme !== DIFF_SCHEME) return undefined;
    return this.#shown.get(diffPlaceOf(uri.path)?.diffId ?? '');
  }

  #active(): Shown | undefined {
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    return input instanceof vscode.TabInputTextDiff ? this.#of(input.modified) : undefined;
  }

  #command(uri: vscode.Uri | undefined, accepted: boolean): void {
    const shown = this.#of(uri) ?? this.#active();
    if (shown === undefined) void vscode.window.showInformationMessage('Agent Bridge: no proposed change is shown.');
    else this.#decide(shown, accepted);
  }

  async #list(): Promise<void> {
    const items = [...this.#shown.values()].map((shown) => ({
      label: diffTitle(shown.notice.path, shown.notice.agent),
      description: shown.notice.path,
      shown,
    }));
    if (items.length === 0) {
      void vscode.window.showInformationMessage('Agent Bridge: no changes are proposed.');
      return;
    }
    const picked = await vscode.window.showQuickPick(items, { placeHolder: 'Proposed changes' });
    if (picked === undefined) return;
    const { notice, uri } = picked.shown;
    const before = this.#uri(notice.diffId, 'original', notice.path);
    await vscode.commands.executeCommand('vscode.diff', before, uri, picked.label, { preview: false });
  }

  #changed(document: vscode.TextDocument): void {
    const shown = this.#of(document.uri);
    if (shown === undefined || !document.isDirty) return;
    clearTimeout(shown.timer);
    shown.timer = setTimeout(() => {
      if (this.#shown.has(shown.notice.diffId)) {
        this.#answer({ type: 'diffEdited', diffId: shown.notice.diffId, text: this.#text(shown) });
      }
    }, EDITED_MS);
  }

  /** As it stands, with the line ends of what was proposed. */
  #text({ notice, uri }: Shown): string {
    const name = uri.toString();
    const document = vscode.workspace.textDocuments.find((each) => each.uri.toString() === name);
    return document === undefined ? notice.proposed : fromEditor(notice.proposed, document.getText());
  }

  #decide(shown: Shown, accepted: boolean): void {
    const { diffId } = shown.notice;
    if (!this.#shown.has(diffId)) return;
    this.#answer({ type: 'diffDecided', diffId, accepted, text: this.#text(shown) });
    void this.#remove(shown);
  }

  #tabClosed({ input }: vscode.Tab): void {
    if (!(input instanceof vscode.TabInputTextDiff)) return;
    const shown = this.#of(input.modified);
    if (shown === undefined) return;
    // Moved to another group it is closed in one and open in another.
    if (this.#tabsOf(shown).length === 0) this.#decide(shown, false);
  }

  /** Tabs of a window that was reloaded: what they showed is gone. */
  async #closeLeftOver(): Promise<void> {
    const left = vscode.window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .filter(({ input }) => input instanceof vscode.TabInputTextDiff && input.modified.scheme === DIFF_SCHEME);
    if (left.length > 0) await vscode.window.tabGroups.close(left, true);
  }

  #tabsOf({ uri }: Shown): vscode.Tab[] {
    const name = uri.toString();
    return vscode.window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .filter(({ input }) => input instanceof vscode.TabInputTextDiff && input.modified.toString() === name);
  }

  async #remove(shown: Shown): Promise<void> {
    clearTimeout(shown.timer);
    this.#shown.delete(shown.notice.diffId);
    const name = shown.uri.toString();
    const document = vscode.workspace.textDocuments.find((each) => each.uri.toString() === name);
    // A tab with changes asks before it is closed; there is nothing left to ask.
    if (document?.isDirty === true) await document.save();
    await vscode.window.tabGroups.close(this.#tabsOf(shown), true);
    this.#files.drop(shown.uri);
    this.#files.drop(this.#uri(shown.notice.diffId, 'original', shown.notice.path));
  }
}

interface Kept {
  content: Uint8Array;
  readOnly: boolean;
  mtime: number;
}

/** The documents, in memory. */
class DiffFiles implements vscode.FileSystemProvider {
  readonly #files = new Map<string, Kept>();
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;

  put(uri: vscode.Uri, text: string, readOnly: boolean): void {
    this.#files.set(uri.path, { content: new TextEncoder().encode(text), readOnly, mtime: Date.now() });
  }

  drop(uri: vscode.Uri): void {
    this.#files.delete(uri.path);
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    const file = this.#get(uri);
    return {
      type: vscode.FileType.File,
      ctime: 0,
      mtime: file.mtime,
      size: file.content.length,
      ...(file.readOnly ? { permissions: vscode.FilePermission.Readonly } : {}),
    };
  }

  readFile(uri: vscode.Uri): Uint8Array {
    return this.#get(uri).content;
  }

  writeFile(uri: vscode.Uri, content: Uint8Array): void {
    const file = this.#get(uri);
    if (file.readOnly) throw vscode.FileSystemError.NoPermissions(uri);
    this.#files.set(uri.path, { ...file, content, mtime: Date.now() });
    this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  #get(uri: vscode.Uri): Kept {
    const file = this.#files.get(uri.path);
    if (file === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return file;
  }
}
