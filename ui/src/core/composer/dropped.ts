/** What a drag or a paste carries, as paths: URIs, and the types of VS Code. */

import { parseUri } from './path_spec';
import type { PathSpec } from './path_spec';
import type { LineRange } from './chip';

/** `getData` of a DataTransfer, which knows names in any case and gives '' for what is not there. */
export type GetData = (type: string) => string;

const MOST_PATHS = 200;

/** Every file, once, in order; empty where the drag holds none by path. */
export function droppedPaths(getData: GetData): PathSpec[] {
  const found = [
    editors(getData('CodeEditors')),
    uriList(getData('application/vnd.code.uri-list')),
    resourceUrls(getData('ResourceURLs')),
    codeFiles(getData('CodeFiles')),
    uriList(getData('text/uri-list')),
  ].find((paths) => paths.length > 0);
  const unique = new Map((found ?? []).map((spec) => [JSON.stringify([spec.path, spec.lines]), spec]));
  return [...unique.values()].slice(0, MOST_PATHS);
}

function uriList(text: string): PathSpec[] {
  return text
    .split(/\r?\n/)
    .filter((line) => line !== '' && !line.startsWith('#'))
    .flatMap((line) => parseUri(line) ?? []);
}

function resourceUrls(text: string): PathSpec[] {
  return list(text).flatMap((uri) => (typeof uri === 'string' ? (parseUri(uri) ?? []) : []));
}

/** File system paths of VS Code's explorer and of files dragged in from outside. */
function codeFiles(text: string): PathSpec[] {
  return list(text).flatMap((path) => (typeof path === 'string' && path !== '' ? [{ path }] : []));
}

/** Editor tabs: a resource each, as text or in VS Code's own parts, and what is selected in it. */
function editors(text: string): PathSpec[] {
  return list(text).flatMap((editor) => {
    const resource = field(editor, 'resource');
    const spec = typeof resource === 'string' ? parseUri(resource) : fromComponents(resource);
    if (spec === undefined) return [];
    const lines = spec.lines ?? selection(field(field(editor, 'options'), 'selection'));
    return [lines === undefined ? spec : { ...spec, lines }];
  });
}

function fromComponents(resource: unknown): PathSpec | undefined {
  const [scheme, path] = [field(resource, 'scheme'), field(resource, 'path')];
  if ((scheme !== 'file' && scheme !== 'vscode-remote') || typeof path !== 'string') return undefined;
  return { path: /^\/[A-Za-z]:/.test(path) ? path.slice(1) : path };
}

function selection(value: unknown): LineRange | undefined {
  const [first, last] = [field(value, 'startLineNumber'), field(value, 'endLineNumber')];
  if (!Number.isSafeInteger(first)) return undefined;
  const start = (first as number) - 1;
  const end = Number.isSafeInteger(last) ? (last as number) - 1 : start;
  // A cursor is a selection of nothing: the file is meant.
  return start >= 0 && end > start ? { start, end } : undefined;
}

function list(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
