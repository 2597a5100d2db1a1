/**
 * Codicons, those that the page shows and no others. Their font would be 126 KB and a `font-src` in the policy; the drawings
 * are path data, which is put into elements without any HTML.
 */

import add from '@vscode/codicons/src/icons/add.svg?raw';
import agent from '@vscode/codicons/src/icons/agent.svg?raw';
import bell from '@vscode/codicons/src/icons/bell.svg?raw';
import check from '@vscode/codicons/src/icons/check.svg?raw';
import chevronDown from '@vscode/codicons/src/icons/chevron-down.svg?raw';
import chevronUp from '@vscode/codicons/src/icons/chevron-up.svg?raw';
import circleSlash from '@vscode/codicons/src/icons/circle-slash.svg?raw';
import clearAll from '@vscode/codicons/src/icons/clear-all.svg?raw';
import close from '@vscode/codicons/src/icons/close.svg?raw';
import copy from '@vscode/codicons/src/icons/copy.svg?raw';
import restart from '@vscode/codicons/src/icons/debug-restart.svg?raw';
import stop from '@vscode/codicons/src/icons/debug-stop.svg?raw';
import reset from '@vscode/codicons/src/icons/discard.svg?raw';
import edit from '@vscode/codicons/src/icons/edit.svg?raw';
import more from '@vscode/codicons/src/icons/ellipsis.svg?raw';
import error from '@vscode/codicons/src/icons/error.svg?raw';
import eyeClosed from '@vscode/codicons/src/icons/eye-closed.svg?raw';
import eye from '@vscode/codicons/src/icons/eye.svg?raw';
import history from '@vscode/codicons/src/icons/history.svg?raw';
import loading from '@vscode/codicons/src/icons/loading.svg?raw';
import insert from '@vscode/codicons/src/icons/reply.svg?raw';
import search from '@vscode/codicons/src/icons/search.svg?raw';
import settings from '@vscode/codicons/src/icons/settings-gear.svg?raw';
import terminal from '@vscode/codicons/src/icons/terminal.svg?raw';
import trash from '@vscode/codicons/src/icons/trash.svg?raw';

const SOURCES = {
  add,
  agent,
  bell,
  check,
  circleSlash,
  clearAll,
  close,
  copy,
  down: chevronDown,
  edit,
  error,
  eye,
  eyeClosed,
  history,
  insert,
  loading,
  more,
  reset,
  restart,
  search,
  settings,
  stop,
  terminal,
  trash,
  up: chevronUp,
} as const;

export type IconName = keyof typeof SOURCES;

const SVG = 'http://www.w3.org/2000/svg';
const VIEW_BOX = /viewBox="([^"]+)"/;
const PATH = /<path\b[^>]*\bd="([^"]+)"/g;

/** The drawing, in the colour of the text around it. */
export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  // Some are drawn in a box of 16, some in one of 24.
  svg.setAttribute('viewBox', VIEW_BOX.exec(SOURCES[name])?.[1] ?? '0 0 16 16');
  svg.setAttribute('class', `codicon codicon-${name}`);
  svg.setAttribute('aria-hidden', 'true');
  for (const [, data = ''] of SOURCES[name].matchAll(PATH)) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', data);
    if (SOURCES[name].includes('fill-rule="evenodd"')) path.setAttribute('fill-rule', 'evenodd');
    svg.append(path);
  }
  return svg;
}
