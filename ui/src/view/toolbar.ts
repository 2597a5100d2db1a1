/** The bar at the top: tabs, how the connection is where it is not as it should be, and the few things one looks for. */

import { keyLabel } from '../core/commands';
import type { CommandId } from '../core/commands';
import { element, iconButton } from './elements';
import type { IconName } from './icons';
import { IS_MAC } from './platform';
import { strings } from './strings';

const BUTTONS: readonly [CommandId, IconName][] = [
  ['search', 'search'],
  ['showHistory', 'history'],
  ['showSettings', 'settings'],
  ['showCommands', 'more'],
];

export function toolbar(tabs: HTMLElement, status: HTMLElement, run: (command: CommandId) => void): HTMLElement {
  const buttons = BUTTONS.map(([command, icon]) => commandButton(command, icon, run));
  const actions = element(
    'div',
    { class: 'bar-actions', role: 'toolbar', 'aria-label': strings.toolbarLabel },
    ...buttons,
  );
  const heading = element('h1', { class: 'visually-hidden' }, strings.productName);
  return element('header', { class: 'bar' }, heading, tabs, status, actions);
}

function commandButton(command: CommandId, icon: IconName, run: (command: CommandId) => void): HTMLButtonElement {
  const key = keyLabel(command, IS_MAC);
  const button = iconButton(icon, strings.commands[command], () => {
    run(command);
  });
  if (key !== '') button.title = `${strings.commands[command]} (${key})`;
  button.dataset['command'] = command;
  return button;
}
