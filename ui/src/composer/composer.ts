/** The prompt below the terminal: text with files in it, its drafts, its history, and its way to the agent. */

import type { EditorState } from '@codemirror/state';

import { hostPath } from '../core/composer/chip';
import type { Chip } from '../core/composer/chip';
import type { Choice } from '../core/composer/choices';
import { afterSending, canBeSent, hasWords, parseDraft } from '../core/composer/draft';
import type { Draft } from '../core/composer/draft';
import { HistoryWalk } from '../core/composer/history_walk';
import { findTrigger } from '../core/composer/trigger';
import type { Trigger } from '../core/composer/trigger';
import type { QueuedPrompt, ServerMessage, SettingsList, Welcome } from '../core/protocol';
import type { Composition, Page } from '../view/page';
import type { FilePlace } from '../view/path_link_provider';
import { strings } from '../view/strings';
import { Attachments } from './attachments';
import './composer.css';
import { DraftKeeper } from './draft_keeper';
import { DropZone } from './drop_zone';
import { Editor } from './editor';
import type { SendKey } from './editor';
import { Layout } from './layout';
import { Picker } from './picker';
import { QueueView } from './queue';
import { Sending } from './sending';
import { Shelf } from './shelf';
import { TextTransfer } from './text_transfer';
import { Visibility } from './visibility';

const HISTORY_LENGTH = 200;
/** Other parts of the page number their own requests, from 1. */
const HISTORY_REQUEST = 1_000_000_000;
const IS_MAC = /mac/i.test(navigator.platform);

export class Composer {
  readonly #page: Page;
  readonly #layout: Layout;
  readonly #editor: Editor;
  readonly #shelf: Shelf;
  readonly #queue: QueueView;
  readonly #picker: Picker;
  readonly #sending: Sending;
  readonly #keeper: DraftKeeper;
  readonly #attachments: Attachments;
  readonly #visibility: Visibility;
  readonly #walk = new HistoryWalk<Draft>();
  /** Of sessions that are not shown: their text with its undo. */
  readonly #states = new Map<string, { state: EditorState; kept: readonly Chip[]; stashed: Draft['stashed'] }>();
  #agents: ReadonlyMap<string, string | undefined> = new Map();
  #sessionId: string | undefined;
  #stashed: Draft['stashed'];
  #sendKey: SendKey = 'ctrl-enter';
  #agentName = '';
  /** What changes now is our doing, not a person's. */
  #isSetting = false;

  /** `guest`: what another part of the page has to say beside the prompt. */
  constructor(page: Page, guest: HTMLElement) {
    this.#page = page;
    const open = (chip: Chip): void => {
      const { path, lines: range, uploadId } = chip;
      if (uploadId === undefined) page.openFile(placeOf(path, range));
    };
    this.#shelf = new Shelf({ changed: this.#changed.bind(this), open });
    this.#queue = new QueueView({
      edit: this.#takeBack.bind(this),
      remove: (prompt) => {
        if (this.#sessionId !== undefined) this.#sending.remove(this.#sessionId, prompt.promptId);
      },
      resend: (prompt) => {
        const { promptId, draft } = prompt;
        if (this.#sessionId !== undefined) this.#sending.send(this.#sessionId, parseDraft(draft), promptId, true);
      },
    });
    this.#picker = new Picker(page, { picked: this.#picked.bind(this), entered: this.#entered.bind(this) });
    this.#layout = new Layout(this.#queue.element, this.#shelf.element, this.#picker.element, guest, {
      send: this.send.bind(this),
      attach: this.openPicker.bind(this),
      hide: () => {
        this.setShown(false);
      },
      show: () => {
        this.setShown(true);
      },
    });
    this.#visibility = new Visibility(page, (shown) => {
      this.#layout.setOpen(shown);
      this.element.hidden = this.#sessionId === undefined;
    });
    const transfer = new TextTransfer({
      editor: () => this.#editor,
      paste: (data) => this.#attachments.paste(data),
      drop: (data) => this.#attachments.drop(data),
    });
    this.#editor = new Editor(this.#layout.editor, {
      changed: (byPerson) => {
        if (!this.#isSetting) this.#edited(byPerson);
      },
      send: this.send.bind(this),
      older: () => this.#walked(this.#walk.older(this.draft), 'start'),
      newer: () => this.#walked(this.#walk.newer(), 'end'),
      keyDown: (event) => this.#picker.keyDown(event),
      leave: page.focusTerminal.bind(page),
      openChip: open,
      focusChanged: (focused) => {
        if (!focused) this.#picker.close();
      },
      copy: transfer.copy,
      cut: transfer.cut,
      paste: transfer.paste,
      dragstart: transfer.dragstart,
      drop: transfer.drop,
    });
    this.#attachments = new Attachments(page, {
      insert: (parts, range) => {
        this.#editor.insert(parts, range);
      },
      placeOf: transfer.placeOf,
      uploadsChanged: (_count, news) => {
        this.#layout.setNews(news);
        this.#showSend();
      },
    });
    this.#sending = new Sending(page, {
      returned: this.#returned.bind(this),
      queueChanged: this.#showQueue.bind(this),
      sent: this.#askHistory.bind(this),
    });
    this.#keeper = new DraftKeeper({ send: page.send.bind(page), loaded: this.#loaded.bind(this) });
    this.#layout.file.addEventListener('change', () => {
      void this.#attachments.upload([...(this.#layout.file.files ?? [])]);
      this.#layout.file.value = '';
    });
    this.#picker.element.addEventListener('picker-moved', this.#markActive.bind(this));
    new DropZone(this.element, {
      isOpen: () => this.#visibility.isShown && this.#sessionId !== undefined,
      dropped: (data) => this.#attachments.drop(data),
    });
    this.#listen();
    this.#select(page.sessionId);
    this.#showSend();
  }

  get element(): HTMLElement {
    return this.#layout.element;
  }

  get isShown(): boolean {
    return this.#visibility.isShown && this.#sessionId !== undefined;
  }

  get hasFocus(): boolean {
    return this.#editor.hasFocus;
  }

  focus(): void {
    this.#editor.focus();
  }

  /** A person's wish: it is remembered. */
  setShown(shown: boolean): void {
    this.#visibility.choose(shown);
    if (shown) this.focus();
    else this.#page.focusTerminal();
  }

  toggle(): void {
    this.setShown(!this.isShown);
  }

  /** A command by its name, of the host or the palette; false: it is none of the composer's. */
  run(name: string): boolean {
    if (name === 'focusComposer') this.setShown(true);
    else if (name === 'toggleComposer') this.toggle();
    else if (name === 'openPicker') this.openPicker();
    else if (name === 'focus' && this.isShown) this.focus();
    else return false;
    return true;
  }

  /** The list of files, as if `@` had been typed. */
  openPicker(): void {
    if (!this.isShown) this.setShown(true);
    this.focus();
    this.#editor.type('@');
  }

  /** Text and files of a host, at the cursor. False: there is no composer to take them. */
  compose({ text, paths, submit }: Composition): boolean {
    if (!this.isShown) return false;
    if (text !== '') this.#editor.insert([text]);
    this.#attachments.addPaths(
      paths.map(({ path, range, folder }) => ({
        path: folder === true ? `${path}/` : path,
        ...(range === undefined ? {} : { lines: range }),
      })),
    );
    if (submit) this.send();
    else if (document.hasFocus()) this.focus();
    return true;
  }

  /** A remembered prompt, at the cursor. */
  insertPrompt(serialized: string): void {
    if (!this.isShown) this.setShown(true);
    this.#editor.insert(parseDraft(serialized).parts);
    this.focus();
  }

  /** What the host found on the clipboard, as if pasted by hand. */
  pasteText(text: string): void {
    if (!this.#attachments.paste({ paths: [], uris: [], files: [], folders: [], text })) this.#editor.insert([text]);
  }

  get draft(): Draft {
    const stashed = this.#stashed === undefined ? {} : { stashed: this.#stashed };
    return { parts: this.#editor.parts, kept: this.#shelf.chips, ...stashed };
  }

  send(): void {
    const { draft } = this;
    if (this.#sessionId === undefined || !canBeSent(draft) || this.#attachments.isUploading) return;
    if (!this.#sending.send(this.#sessionId, draft)) return;
    this.#walk.stop();
    this.#put({ ...afterSending(draft), parts: draft.stashed ?? [] });
    this.#changed();
  }

  // What the page says

  #listen(): void {
    const page = this.#page;
    page.on('welcomed', this.#welcomed.bind(this));
    page.on('disconnected', () => {
      this.#sending.disconnected();
      this.#picker.close();
      if (this.#sessionId !== undefined) this.#showQueue(this.#sessionId);
    });
    page.on('received', this.#receive.bind(this));
    page.on('sessionSelected', this.#select.bind(this));
    page.on('sessionState', () => {
      if (this.#sessionId !== undefined) this.#showQueue(this.#sessionId);
      this.#askCommands();
    });
    page.on('compose', (composition) => this.compose(composition));
  }

  #welcomed(welcome: Welcome): void {
    this.#attachments.workspace = welcome.cwd;
    this.#picker.setWorkspace(welcome.cwd);
    this.#visibility.setDefaultAgent(welcome.sessionConfig.agent ?? undefined);
    this.#setAgentName(welcome.sessionConfig.name ?? '');
    this.#page.send({ type: 'listSettings' });
    if (this.#sessionId !== undefined) this.#open(this.#sessionId);
    this.#keeper.flush();
  }

  #receive(message: ServerMessage): void {
    this.#sending.receive(message);
    this.#picker.receive(message);
    this.#attachments.receive(message);
    if (message.type === 'draftLoaded') this.#keeper.receive(message);
    else if (message.type === 'settingsList') this.#settings(message);
    else if (message.type === 'commandList' && message.sessionId === this.#sessionId) {
      this.#picker.setCommands(message.commands);
    } else if (message.type === 'promptList' && message.requestId === HISTORY_REQUEST) {
      this.#walk.setEntries(message.prompts.map((prompt) => parseDraft(prompt.serializedContent)));
    } else if (message.type === 'sessionsChanged') {
      this.#agents = new Map(message.sessions.map(({ sessionId, agent }) => [sessionId, agent ?? undefined]));
      this.#visibility.setAgent(this.#agents.get(this.#sessionId ?? ''));
    }
  }

  #settings({ settings }: SettingsList): void {
    const sendWith = settings.find((setting) => setting.name === 'send-with')?.value;
    this.#sendKey = sendWith === 'enter' ? 'enter' : 'ctrl-enter';
    this.#editor.setSendKey(this.#sendKey);
    this.#visibility.setSetting(settings.find((setting) => setting.name === 'composer'));
    this.#showSend();
  }

  #select(sessionId: string | undefined): void {
    if (sessionId === this.#sessionId) return;
    if (this.#sessionId !== undefined) {
      const { stashed } = this.draft;
      this.#states.set(this.#sessionId, { state: this.#editor.state, kept: this.#shelf.chips, stashed });
      this.#keeper.flush();
    }
    this.#sessionId = sessionId;
    this.#walk.stop();
    this.#picker.close();
    this.#picker.setCommands([]);
    this.element.hidden = sessionId === undefined;
    if (sessionId === undefined) return;
    this.#visibility.setAgent(this.#agents.get(sessionId));
    const known = this.#states.get(sessionId);
    if (known === undefined) this.#put({ parts: [], kept: [] });
    else this.#restore(known);
    this.#open(sessionId);
  }

  /** A session is shown, or the connection is there again. */
  #open(sessionId: string): void {
    const local = this.#keeper.open(sessionId);
    if (this.#editor.isEmpty && this.#shelf.chips.length === 0) this.#put(local);
    this.#askHistory(sessionId);
    this.#askCommands();
    this.#showQueue(sessionId);
  }

  #askHistory(sessionId: string): void {
    if (sessionId !== this.#sessionId) return;
    this.#page.send({ type: 'listPrompts', requestId: HISTORY_REQUEST, project: 'this', limit: HISTORY_LENGTH });
  }

  #askCommands(): void {
    if (this.#sessionId === undefined || this.#page.sessionState.name !== 'running') return;
    this.#page.send({ type: 'listCommands', sessionId: this.#sessionId });
  }

  // What is in the composer

  #put(draft: Draft): void {
    this.#isSetting = true;
    this.#editor.setParts(draft.parts);
    this.#shelf.set(draft.kept);
    this.#stashed = draft.stashed;
    this.#isSetting = false;
    this.#picker.close();
    this.#showSend();
  }

  #restore(known: { state: EditorState; kept: readonly Chip[]; stashed: Draft['stashed'] }): void {
    this.#isSetting = true;
    this.#editor.state = known.state;
    this.#shelf.set(known.kept);
    this.#stashed = known.stashed;
    this.#isSetting = false;
    this.#showSend();
  }

  /** The bridge had another draft of this session, and nobody has written here since. */
  #loaded(sessionId: string, draft: Draft): void {
    if (sessionId === this.#sessionId) this.#put(draft);
    else this.#states.delete(sessionId);
  }

  #edited(byPerson: boolean): void {
    if (byPerson) this.#walk.stop();
    const before = this.#editor.textBeforeCursor;
    this.#picker.update(before === undefined || !this.hasFocus ? undefined : findTrigger(before));
    this.#markActive();
    this.#changed();
  }

  /** Something is other than it was: keep it, unless it is only an old prompt one looks at. */
  #changed(): void {
    this.#showSend();
    if (this.#sessionId !== undefined && !this.#walk.isWalking) this.#keeper.changed(this.#sessionId, this.draft);
  }

  #walked(found: Draft | undefined, cursor: 'start' | 'end'): boolean {
    if (found === undefined) return false;
    this.#isSetting = true;
    this.#editor.replaceAll(found.parts, cursor);
    this.#isSetting = false;
    this.#layout.setNews(this.#walk.isWalking ? strings.composer.fromHistory : '');
    this.#showSend();
    return true;
  }

  /** Of a prompt that waits: it is here now, to be changed; the draft waits instead. */
  #takeBack(prompt: QueuedPrompt): void {
    if (this.#sessionId === undefined) return;
    const mine = this.draft;
    const queued = parseDraft(prompt.draft);
    this.#sending.remove(this.#sessionId, prompt.promptId);
    const stashed = mine.stashed ?? (hasWords(mine) ? mine.parts : undefined);
    this.#put({
      parts: queued.parts,
      kept: merge(mine.kept, queued.kept),
      ...(stashed === undefined ? {} : { stashed }),
    });
    this.#changed();
    this.focus();
  }

  #returned(sessionId: string, draft: Draft): void {
    if (sessionId !== this.#sessionId) {
      this.#keeper.changed(sessionId, draft);
      this.#states.delete(sessionId);
      return;
    }
    const mine = this.draft;
    const parts = hasWords(mine) ? [...draft.parts, '\n\n', ...mine.parts] : draft.parts;
    this.#put({ ...draft, parts });
    this.#changed();
  }

  // The list

  #picked(choice: Choice, trigger: Trigger): void {
    const to = this.#editor.cursor;
    const range = { from: trigger.from, to };
    if (choice.kind === 'chip') this.#editor.insert([choice.chip], range);
    else if (choice.kind === 'command') this.#editor.insert([`/${choice.command.name} `], range);
    else {
      this.#editor.insert([], range);
      this.#layout.file.click();
    }
  }

  #entered(folder: string, trigger: Trigger): void {
    this.#editor.insert([`${folder}/`], { from: trigger.from + 1, to: this.#editor.cursor });
  }

  #markActive(): void {
    this.#editor.setActiveOption(this.#picker.activeId);
  }

  // What is shown

  #showQueue(sessionId: string): void {
    if (sessionId !== this.#sessionId) return;
    this.#queue.show(this.#sending.queueOf(sessionId), this.#page.sessionState.name === 'running');
    this.#showSend();
  }

  #setAgentName(name: string): void {
    this.#agentName = name;
    this.#showSend();
  }

  #showSend(): void {
    const key = this.#sendKey === 'enter' ? 'Enter' : IS_MAC ? '⌘Enter' : 'Ctrl+Enter';
    const waits = this.#sessionId !== undefined && this.#sending.queueOf(this.#sessionId) !== undefined;
    const label = waits ? strings.composer.queueIt(key) : strings.composer.send(key);
    this.#layout.setSend(canBeSent(this.draft) && !this.#attachments.isUploading, label);
    this.#editor.setPlaceholder(strings.composer.placeholder(this.#agentName || strings.composer.someAgent, key));
    if (!this.#walk.isWalking && !this.#attachments.isUploading) {
      this.#layout.setNews(this.#stashed === undefined ? '' : strings.composer.editing);
    }
  }
}

function merge(mine: readonly Chip[], others: readonly Chip[]): readonly Chip[] {
  return [...mine, ...others.filter((other) => !mine.some((chip) => hostPath(chip) === hostPath(other)))];
}

/** Chips count from 0, people from 1. */
function placeOf(path: string, range: Chip['lines']): FilePlace {
  return { path, isFolder: false, ...(range === undefined ? {} : { line: range.start + 1, lastLine: range.end + 1 }) };
}
