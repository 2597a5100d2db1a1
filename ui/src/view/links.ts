/** Links in the output: to the web, never with a way back to this page, and to files of the workspace. */

import type { HostNotice } from '../host/host';
import type { FilePlace } from './path_link_provider';

/** The address, if it is one that may be opened. */
export function webAddress(text: string): string | undefined {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return undefined;
  }
  return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : undefined;
}

/** For the editor around the page: the path as its machine names it, lines and columns from 0. */
export function openFileNotice(place: FilePlace, workspace: string): HostNotice {
  const { path, line, lastLine = line, column } = place;
  const separator = workspace.includes('\\') ? '\\' : '/';
  return {
    type: 'openFile',
    path: workspace + separator + path.replaceAll('/', separator),
    ...(line === undefined || lastLine === undefined ? {} : { range: { start: line - 1, end: lastLine - 1 } }),
    ...(column === undefined ? {} : { column: column - 1 }),
  };
}

export function openInBrowser(url: string): void {
  window.open(url, '_blank', 'noopener,noreferrer');
}
