/** Building the page without HTML: elements, text, and icons from path data of our own. */

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

const SVG = 'http://www.w3.org/2000/svg';

/** Strokes in a box of 16 x 16. */
const ICONS = {
  search: 'M7 2.5a4.5 4.5 0 1 1 0 9a4.5 4.5 0 0 1 0-9zM10.3 10.3l3.4 3.4',
  restart: 'M13.2 8a5.2 5.2 0 1 1-1.7-3.85M11.9 1.6v2.9H9',
  close: 'M4 4l8 8M12 4l-8 8',
  up: 'M3.5 10L8 5.5l4.5 4.5',
  down: 'M3.5 6L8 10.5L12.5 6',
  smaller: 'M2 12.5L5.5 3.5L9 12.5M3.2 9.6h4.6M10.8 8h3.4',
  larger: 'M2 12.5L5.5 3.5L9 12.5M3.2 9.6h4.6M10.6 8h3.8M12.5 6.1v3.8',
} as const;

export type IconName = keyof typeof ICONS;

export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  return svg;
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
