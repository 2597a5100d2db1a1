/** The control of one setting: what fits its kind. A value is handed on when one has chosen it, not at each letter. */

import type { SettingInfo } from '../core/protocol';
import { element } from './elements';

export type SettingValue = string | number | boolean | string[];

export function settingControl(
  setting: SettingInfo,
  id: string,
  value: SettingValue,
  locked: boolean,
  changed: (value: SettingValue) => void,
): HTMLElement {
  const control = make(setting, id, value, changed);
  control.setAttribute('aria-describedby', `${id}-help`);
  control.disabled = locked;
  return control;
}

type Control = HTMLInputElement | HTMLSelectElement;

function make(setting: SettingInfo, id: string, value: SettingValue, changed: (value: SettingValue) => void): Control {
  if (setting.kind === 'bool') return checkbox(id, value === true, changed);
  if (setting.choices !== undefined && setting.choices.length > 0) {
    return choice(id, setting.choices, String(value), changed);
  }
  if (setting.kind === 'int') return number(setting, id, Number(value), changed);
  return text(id, setting.kind === 'list', value, changed);
}

function checkbox(id: string, value: boolean, changed: (value: boolean) => void): HTMLInputElement {
  const input = element('input', { type: 'checkbox', id, class: 'switch' });
  input.checked = value;
  input.addEventListener('change', () => {
    changed(input.checked);
  });
  return input;
}

function choice(
  id: string,
  choices: readonly string[],
  value: string,
  changed: (value: string) => void,
): HTMLSelectElement {
  const select = element(
    'select',
    { id, class: 'field' },
    ...choices.map((one) => element('option', { value: one }, one)),
  );
  select.value = value;
  select.addEventListener('change', () => {
    changed(select.value);
  });
  return select;
}

function number(setting: SettingInfo, id: string, value: number, changed: (value: number) => void): HTMLInputElement {
  const input = element('input', { type: 'number', id, class: 'field', step: '1' });
  if (setting.least != null) input.min = String(setting.least);
  if (setting.most != null) input.max = String(setting.most);
  input.value = String(value);
  input.addEventListener('change', () => {
    if (input.value !== '' && Number.isInteger(input.valueAsNumber) && input.validity.valid)
      changed(input.valueAsNumber);
    else input.reportValidity();
  });
  return input;
}

function text(
  id: string,
  isList: boolean,
  value: SettingValue,
  changed: (value: string | string[]) => void,
): HTMLInputElement {
  const input = element('input', { type: 'text', id, class: 'field', autocomplete: 'off', spellcheck: 'false' });
  input.value = Array.isArray(value) ? value.join(', ') : String(value);
  input.addEventListener('change', () => {
    const items = input.value.split(',').map((item) => item.trim());
    changed(isList ? items.filter((item) => item !== '') : input.value.trim());
  });
  return input;
}
