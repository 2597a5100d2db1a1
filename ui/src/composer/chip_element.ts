/** One chip on the page: checkbox, icon, name, lines; the same in the text and on the shelf. */

import { canBeChecked, chipName, chipText, linesLabel } from '../core/composer/chip';
import type { Chip } from '../core/composer/chip';
import { isImagePath } from '../core/composer/path_spec';
import { visibleName } from '../core/visible_name';
import { element } from '../view/elements';
import { strings } from '../view/strings';
import { composerButton, composerIcon } from './icons';
import type { ComposerIcon } from './icons';

export interface ChipActions {
  toggle: () => void;
  open: () => void;
  remove: () => void;
}

/** `title`: what a pointer is told besides the path. */
export function chipElement(chip: Chip, actions: ChipActions, title = ''): HTMLElement {
  const node = element('span', { class: 'chip', 'data-kind': chip.kind, title: tooltip(chip, title) });
  node.dataset['path'] = chip.path;
  if (canBeChecked(chip)) node.append(checkbox(chip, actions));
  else node.append(composerIcon(iconOf(chip)));
  node.append(nameButton(chip, actions));
  node.append(composerButton('close', strings.composer.chipRemove(shownText(chip)), actions.remove));
  node.lastElementChild?.classList.add('chip-remove');
  // The text around it keeps the keyboard; a click on a chip is not a click into the text.
  node.addEventListener('mousedown', (event) => {
    event.preventDefault();
    event.stopPropagation();
  });
  return node;
}

export function iconOf(chip: Chip): ComposerIcon {
  if (chip.kind === 'folder' || chip.kind === 'image') return chip.kind;
  return isImagePath(chip.path) ? 'image' : 'file';
}

function checkbox(chip: Chip, actions: ChipActions): HTMLElement {
  const box = element('button', {
    type: 'button',
    class: 'chip-check',
    role: 'checkbox',
    'aria-checked': String(chip.checked),
    'aria-label': `${strings.composer.chipSends}: ${shownText(chip)}`,
    title: strings.composer.chipSends,
  });
  box.append(composerIcon('check'));
  box.addEventListener('click', actions.toggle);
  return box;
}

function nameButton(chip: Chip, actions: ChipActions): HTMLElement {
  const button = element('button', { type: 'button', class: 'chip-name' });
  button.append(element('span', { class: 'chip-text' }, visibleName(chipName(chip))));
  const lines = linesLabel(chip.lines);
  if (lines !== '') button.append(element('span', { class: 'chip-lines' }, `:${lines}`));
  button.setAttribute('aria-label', strings.composer.chipOpen(shownText(chip)));
  button.addEventListener('click', actions.open);
  return button;
}

function tooltip(chip: Chip, title: string): string {
  return title === '' ? shownText(chip) : `${shownText(chip)}\n${title}`;
}

function shownText(chip: Chip): string {
  return visibleName(chipText(chip));
}
