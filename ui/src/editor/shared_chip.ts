/** The chip that says what the agent of this session sees of the editor right now, and turns it off. */

import type { EditorShared } from '../core/protocol';
import { visibleName } from '../core/visible_name';
import { element, iconButton } from '../view/elements';
import { icon } from '../view/icons';
import type { MenuItem } from '../view/menu';
import { strings } from '../view/strings';

export interface SharedChipEvents {
  switchSession: (on: boolean) => void;
  switchWorkspace: (on: boolean) => void;
  menu: (anchor: DOMRect, items: readonly MenuItem[]) => void;
  /** Of the page's own file view; undefined: there is an editor around the page. */
  closeFile: (() => void) | undefined;
}

export class SharedChip {
  readonly element = element('div', { class: 'shared', role: 'group', 'aria-label': strings.editor.sharedLabel });
  readonly #label = element('span', { class: 'shared-label' });
  readonly #button = element('button', { type: 'button', class: 'shared-button' });
  readonly #events: SharedChipEvents;
  #shared: EditorShared | undefined;
  #sessionId: string | undefined;

  constructor(events: SharedChipEvents) {
    this.#events = events;
    this.#button.addEventListener('click', () => {
      if (this.#shared?.on === false) events.switchWorkspace(true);
      else events.switchSession(!this.#isOn());
    });
    const more = iconButton('more', strings.editor.options, () => {
      events.menu(more.getBoundingClientRect(), this.#items());
    });
    this.element.append(this.#button, more);
    this.element.hidden = true;
  }

  show(shared: EditorShared | undefined, sessionId: string | undefined): void {
    this.#shared = shared;
    this.#sessionId = sessionId;
    const session = shared?.sessions.find((each) => each.sessionId === sessionId);
    const hasNews = shared != null && (shared.file !== null || shared.heldBack !== null);
    this.element.dataset['listens'] = String(session?.listens === true);
    this.element.hidden = session === undefined || (session.on && !hasNews);
    if (shared !== undefined && !this.element.hidden) this.#draw(shared);
  }

  #draw(shared: EditorShared): void {
    const isOn = this.#isOn();
    const sees = isOn && shared.file !== null;
    this.element.dataset['sees'] = String(sees);
    this.#button.setAttribute('aria-pressed', String(isOn));
    this.#label.textContent = this.#text(shared, isOn);
    this.#button.title =
      sees && shared.file !== null ? strings.editor.sharedTitle(shared.file.path) : strings.editor.notSharedTitle;
    this.#button.replaceChildren(icon(sees ? 'eye' : 'eyeClosed'), this.#label);
  }

  #isOn(): boolean {
    const session = this.#shared?.sessions.find(({ sessionId }) => sessionId === this.#sessionId);
    return this.#shared?.on === true && session?.on === true;
  }

  #text({ file, heldBack, on }: EditorShared, isOn: boolean): string {
    if (!on) return strings.editor.heldBack.off;
    if (!isOn) return strings.editor.notShared;
    if (file !== null) return strings.editor.shared(placeName(file));
    return heldBack === null ? strings.editor.notShared : strings.editor.heldBack[heldBack];
  }

  #items(): MenuItem[] {
    const { switchSession, switchWorkspace, closeFile } = this.#events;
    const texts = strings.editor;
    const inWorkspace = this.#shared?.on === true;
    const items: MenuItem[] = [];
    if (inWorkspace) {
      const isOn = this.#isOn();
      items.push({
        label: isOn ? texts.stopSession : texts.startSession,
        run: () => {
          switchSession(!isOn);
        },
      });
    }
    items.push({
      label: inWorkspace ? texts.stopWorkspace : texts.startWorkspace,
      run: () => {
        switchWorkspace(!inWorkspace);
      },
    });
    if (closeFile !== undefined) items.push({ label: texts.closeFile, run: closeFile });
    return items;
  }
}

/** `a.py:3-4`, lines as people count them. */
export function placeName({ path, start, end }: NonNullable<EditorShared['file']>): string {
  const name = visibleName(path.split(/[\\/]/).at(-1) ?? path);
  if (start === null || end === null) return name;
  return start === end ? `${name}:${start + 1}` : `${name}:${start + 1}-${end + 1}`;
}
