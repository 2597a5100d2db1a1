/** The settings, from the bridge's table of options: a row each, kept for the person or for this workspace. */

import type { SettingInfo, SettingsList } from '../core/protocol';
import { Dialog } from './dialog';
import { element, iconButton } from './elements';
import { settingControl } from './setting_control';
import type { SettingValue } from './setting_control';
import { strings } from './strings';

export type Scope = 'user' | 'workspace';

export interface SettingsActions {
  refresh(): boolean;
  change(name: string, value: SettingValue | null, scope: Scope): void;
  closed(): void;
}

const GROUPS = ['look', 'terminal', 'composer', 'sessions', 'workspace', 'bridge'] as const;

export class SettingsPage {
  readonly element: HTMLElement;
  readonly #dialog: Dialog;
  readonly #actions: SettingsActions;
  readonly #filter = element('input', {
    class: 'field settings-filter',
    type: 'search',
    'aria-label': strings.settingsSearch,
    placeholder: strings.settingsSearch,
    autocomplete: 'off',
    spellcheck: 'false',
  });
  readonly #scope: HTMLSelectElement;
  readonly #file = element('p', { class: 'settings-file' });
  readonly #problem = element('p', { class: 'problem', role: 'alert' });
  readonly #rows = element('div', { class: 'settings-rows' });
  readonly #status = element('p', { class: 'empty', role: 'status' });
  #list: SettingsList | undefined;

  constructor(actions: SettingsActions) {
    this.#actions = actions;
    this.#scope = element(
      'select',
      { class: 'field', 'aria-label': strings.settingsScope },
      element('option', { value: 'user' }, strings.settingsUser),
      element('option', { value: 'workspace' }, strings.settingsWorkspace),
    );
    this.#dialog = new Dialog('settings', strings.settingsTitle, () => {
      actions.closed();
    });
    this.#dialog.body.append(
      element('div', { class: 'settings-bar' }, this.#filter, this.#scope),
      this.#problem,
      this.#rows,
      this.#status,
      this.#file,
    );
    this.element = this.#dialog.element;
    this.#filter.addEventListener('input', () => {
      this.#applyFilter();
    });
    this.#scope.addEventListener('change', () => {
      this.#draw();
    });
  }

  open(): void {
    this.#problem.textContent = '';
    this.#dialog.open();
    this.#filter.focus();
    if (!this.#actions.refresh()) this.#problem.textContent = strings.settingsOffline;
  }

  /** The table, again after each change; what one is typing in stays as it is. */
  show(list: SettingsList): void {
    this.#list = list;
    this.#problem.textContent = '';
    this.#draw();
  }

  /** A change that the bridge did not take. */
  showProblem(text: string): void {
    this.#problem.textContent = text;
    this.#draw();
  }

  get isOpen(): boolean {
    return this.#dialog.isOpen;
  }

  #draw(): void {
    const list = this.#list;
    if (list === undefined) return;
    const focused = this.#rows.contains(document.activeElement) ? document.activeElement?.id : undefined;
    const scope: Scope = this.#scope.value === 'workspace' ? 'workspace' : 'user';
    this.#rows.replaceChildren(...GROUPS.map((group) => this.#group(group, list, scope)));
    const file = scope === 'workspace' ? list.workspaceFile : list.userFile;
    this.#file.textContent = strings.settingsFile(file);
    this.#applyFilter();
    if (focused !== undefined && focused !== '') document.getElementById(focused)?.focus();
  }

  #group(group: (typeof GROUPS)[number], list: SettingsList, scope: Scope): HTMLElement {
    const settings = list.settings.filter((setting) => groupOf(setting) === group);
    const rows = settings.map((setting) => this.#row(setting, scope));
    const heading = element('h2', { class: 'settings-group' }, strings.settingsGroups[group]);
    return element('section', {}, heading, ...rows);
  }

  #row(setting: SettingInfo, scope: Scope): HTMLElement {
    const id = `setting-${setting.name}`;
    const locked = scope === 'workspace' && !setting.inWorkspace;
    const here = scope === 'workspace' ? setting.workspace : setting.user;
    const isSet = here !== null && here !== undefined;
    const control = settingControl(setting, id, isSet ? here : inherited(setting, scope), locked, (value) => {
      this.#actions.change(setting.name, value, scope);
    });
    const reset = iconButton('reset', strings.settingsReset(setting.name), () => {
      this.#actions.change(setting.name, null, scope);
    });
    reset.hidden = !isSet;
    const note = noteOn(setting, scope, locked);
    return element(
      'div',
      { class: 'setting', 'data-words': `${setting.name} ${setting.help}`.toLowerCase(), 'data-set': String(isSet) },
      element('label', { for: id, class: 'setting-name', id: `${id}-name` }, titleOf(setting.name)),
      element('p', { class: 'setting-help', id: `${id}-help` }, setting.help),
      element('div', { class: 'setting-value' }, control, reset),
      ...(note === '' ? [] : [element('p', { class: 'setting-note' }, note)]),
    );
  }

  #applyFilter(): void {
    const words = this.#filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const section of this.#rows.children) {
      let any = false;
      for (const row of section.querySelectorAll<HTMLElement>('.setting')) {
        row.hidden = !words.every((word) => row.dataset['words']?.includes(word));
        any ||= !row.hidden;
        if (!row.hidden) shown += 1;
      }
      (section as HTMLElement).hidden = !any;
    }
    this.#status.textContent = shown === 0 && this.#list !== undefined ? strings.settingsNothing : '';
  }
}

/** A newer bridge may have groups that this page does not know. */
function groupOf({ group }: SettingInfo): (typeof GROUPS)[number] {
  return GROUPS.find((known) => known === group) ?? 'bridge';
}

/** What holds where this file says nothing. */
function inherited(setting: SettingInfo, scope: Scope): SettingValue {
  if (scope === 'workspace' && setting.user !== null && setting.user !== undefined) return setting.user;
  return setting.default;
}

function titleOf(name: string): string {
  const words = name.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function noteOn(setting: SettingInfo, scope: Scope, locked: boolean): string {
  if (locked) return strings.settingsUserOnly;
  if (setting.source === 'flag' || setting.source === 'environment') return strings.settingsSetBy(setting.setBy);
  if (scope === 'user' && setting.source === 'workspace') return strings.settingsOverridden;
  return setting.live ? '' : strings.settingsLater;
}
