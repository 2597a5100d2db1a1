/** What of the page follows its host by itself: colours, font, keys of the workbench, focus, visibility, the editor. */

import { isChord } from '../host/chords';
import { NO_EDITOR, editorStateOf } from '../host/editor_state';
import type { Chord, EditorState, FocusPlace, Host, HostCommand } from '../host/host';
import { showHostFont, showHostTheme } from './theme';

export interface HostLinkEvents {
  /** Whether somebody sees the page changed. */
  visibilityChanged(): void;
}

export class HostLink {
  /** What the editor has open, as the host last said; the composer will offer these files. */
  editor: EditorState = NO_EDITOR;
  readonly #host: Host;
  readonly #events: HostLinkEvents;
  #chords: readonly Chord[] = [];
  #isShown = true;
  #focus: FocusPlace = 'none';

  constructor(host: Host, events: HostLinkEvents) {
    this.#host = host;
    this.#events = events;
  }

  /** The tab is in front, and the host shows the panel it is in. */
  get isVisible(): boolean {
    return this.#isShown && document.visibilityState === 'visible';
  }

  /** Before anything else listens for keys: the workbench's are not for the page. */
  listen(): void {
    window.addEventListener(
      'keydown',
      (event) => {
        this.#keyPressed(event);
      },
      { capture: true },
    );
    document.addEventListener('visibilitychange', () => {
      this.#events.visibilityChanged();
    });
    for (const name of ['focus', 'blur', 'focusin', 'focusout']) {
      window.addEventListener(name, () => {
        // The element that gets the focus has it only after this event.
        window.setTimeout(() => {
          this.#sayFocus();
        });
      });
    }
  }

  /** True: the command was for this part of the page. */
  obey(command: HostCommand): boolean {
    switch (command.type) {
      case 'setTheme':
        showHostTheme(command.kind, command.variables);
        return true;
      case 'setFont':
        showHostFont(command.family);
        return command.size === null;
      case 'setChords':
        this.#chords = command.chords;
        return true;
      case 'visibility':
        if (this.#isShown === command.visible) return true;
        this.#isShown = command.visible;
        this.#events.visibilityChanged();
        return true;
      default: {
        const editor = editorStateOf(command);
        if (editor !== undefined) this.editor = editor;
        return editor !== undefined;
      }
    }
  }

  #keyPressed(event: KeyboardEvent): void {
    if (event.isComposing || !this.#host.hears('chord') || !isChord(event, this.#chords)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { key, code, ctrlKey, shiftKey, altKey, metaKey } = event;
    this.#host.tell({ type: 'chord', key, code, ctrlKey, shiftKey, altKey, metaKey });
  }

  #sayFocus(): void {
    const focus = focusPlace();
    if (focus === this.#focus) return;
    this.#focus = focus;
    this.#host.tell({ type: 'focusChanged', focus });
  }
}

/** Views say which they are with `data-focus-place`. */
function focusPlace(): FocusPlace {
  if (!document.hasFocus()) return 'none';
  const place = document.activeElement?.closest<HTMLElement>('[data-focus-place]')?.dataset['focusPlace'];
  return place === 'terminal' || place === 'composer' ? place : 'page';
}
