/** Building the page without HTML: elements, text, buttons. */

import { icon } from './icons';
import type { IconName } from './icons';

type Attributes = Readonly<Record<string, string>>;

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** A button that shows an icon and is named in words. */
export function iconButton(name: IconName, label: string, onClick: () => void): HTMLButtonElement {
  const button = element('button', { type: 'button', class: 'icon-button', 'aria-label': label, title: label });
  button.append(icon(name));
  button.addEventListener('click', onClick);
  return button;
}

export function textButton(
  label: string,
  onClick: () => void,
  style: 'plain' | 'primary' = 'plain',
): HTMLButtonElement {
  const button = element('button', { type: 'button', class: `text-button ${style}` }, label);
  button.addEventListener('click', onClick);
  return button;
}
