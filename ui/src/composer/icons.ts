/** The composer's icons, as path data of our own: strokes in a box of 16 x 16. */

const ICONS = {
  file: 'M4 1.9h5l3.2 3.2v8.6a.5.5 0 0 1-.5.5H4a.5.5 0 0 1-.5-.5V2.4a.5.5 0 0 1 .5-.5zM8.9 2v3.3h3.3',
  folder: 'M1.8 12.6V3.9c0-.4.3-.7.7-.7h3.4l1.6 1.7h6c.4 0 .7.3.7.7v7c0 .4-.3.7-.7.7h-11a.7.7 0 0 1-.7-.7z',
  image:
    'M2.3 3h11.4c.3 0 .5.2.5.5v9c0 .3-.2.5-.5.5H2.3a.5.5 0 0 1-.5-.5v-9c0-.3.2-.5.5-.5zM2.2 11.5l3.3-3.3 2.6 2.6 2.3-2.1 3.5 3.2M10.9 5.4a.9.9 0 1 1 0 1.8.9.9 0 0 1 0-1.8z',
  upload: 'M8 10.5V2.8M4.9 5.7L8 2.6l3.1 3.1M2.6 10.4v2.4c0 .4.3.7.7.7h9.4c.4 0 .7-.3.7-.7v-2.4',
  attach: 'M8 3v10M3 8h10',
  send: 'M8 13V3.4M3.8 7.4L8 3.2l4.2 4.2',
  waiting: 'M8 2.2a5.8 5.8 0 1 1 0 11.6A5.8 5.8 0 0 1 8 2.2zM8 4.9v3.4l2.2 1.4',
  close: 'M4.8 4.8l6.4 6.4M11.2 4.8l-6.4 6.4',
  edit: 'M10.9 2.9l2.2 2.2-7.5 7.5-2.9.7.7-2.9zM9.4 4.4l2.2 2.2',
  collapse: 'M3.5 6L8 10.5L12.5 6',
  expand: 'M3.5 10L8 5.5l4.5 4.5',
  check: 'M3.4 8.4l3 3 6.2-6.6',
} as const;

export type ComposerIcon = keyof typeof ICONS;

const SVG = 'http://www.w3.org/2000/svg';

export function composerIcon(name: ComposerIcon): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('class', `icon icon-${name}`);
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  return svg;
}

/** A button that shows an icon and is named in words. */
export function composerButton(name: ComposerIcon, label: string, onClick: () => void): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'icon-button';
  button.title = label;
  button.setAttribute('aria-label', label);
  button.append(composerIcon(name));
  button.addEventListener('click', onClick);
  return button;
}
