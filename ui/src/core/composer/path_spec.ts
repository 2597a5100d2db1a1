/** Paths with lines behind them, as people and programs write them. */

import type { Chip, LineRange } from './chip';

export interface PathSpec {
  path: string;
  lines?: LineRange;
}

/** `a.py:10-25`, `a.py:10`, `a.py:10:5` (line and column), `a.py#L10-L25`: lines as editors count them, from 1. */
const PEOPLE =
  /^(.+?)(?::(\d{1,7})(?:-(\d{1,7})|:\d{1,7})?:?|#L?(\d{1,7})(?:[,:]\d{1,7})?(?:-L?(\d{1,7})(?:[,:]\d{1,7})?)?)$/;
const LONGEST = 4096;

export function parsePathSpec(text: string): PathSpec {
  const match = PEOPLE.exec(text);
  if (match === null) return { path: text };
  const [, path = '', first, last, hashFirst, hashLast] = match;
  const lines = lineRange(Number(first ?? hashFirst), Number(last ?? hashLast ?? first ?? hashFirst));
  return lines === undefined ? { path: text } : { path, lines };
}

function lineRange(first: number, last: number): LineRange | undefined {
  if (first < 1 || last < 1) return undefined;
  return first <= last ? { start: first - 1, end: last - 1 } : { start: last - 1, end: first - 1 };
}

const IMAGE = /\.(?:png|jpe?g|gif|webp|bmp)$/i;

/** A chip for a path in the workspace or outside of it; a folder ends in a slash. */
export function chipOf(spec: PathSpec, checked = false): Chip {
  const isFolder = /[\\/]$/.test(spec.path) && spec.path.length > 1;
  const path = isFolder ? spec.path.replace(/[\\/]+$/, '') : spec.path;
  if (isFolder) return { kind: 'folder', path, checked: false };
  return { kind: 'file', path, checked, ...(spec.lines === undefined ? {} : { lines: spec.lines }) };
}

export const isImagePath = (path: string): boolean => IMAGE.test(path);

const WINDOWS_DRIVE = /^[A-Za-z]:[\\/]/;

export function isAbsolute(path: string): boolean {
  return path.startsWith('/') || WINDOWS_DRIVE.test(path) || path.startsWith('\\\\');
}

/** Relative to the workspace with `/` where it lies in there; else as it is. */
export function inWorkspace(path: string, workspace: string): string {
  const [plain, root] = [path.replaceAll('\\', '/'), workspace.replaceAll('\\', '/').replace(/\/+$/, '')];
  const windows = WINDOWS_DRIVE.test(workspace);
  if (!isAbsolute(path) || root === '') return path;
  const [a, b] = windows ? [plain.toLowerCase(), root.toLowerCase()] : [path, root];
  if (!a.startsWith(`${b}/`) || hasDots(plain)) return path;
  const rest = (windows ? plain : path).slice(root.length + 1);
  return rest === '' ? path : rest;
}

const hasDots = (path: string): boolean => path.split('/').some((segment) => segment === '..' || segment === '.');

/** A file of this machine, or of the one an editor works on; a file of some other host is none of ours. */
const URI = /^(?:file:\/\/(?:localhost)?|vscode-remote:\/\/[^/]*)(\/[^#?]*)(?:\?[^#]*)?(?:#(.*))?$/i;

/** The path of a `file:` or remote URI, with the lines of its fragment; undefined for what is no file. */
export function parseUri(text: string): PathSpec | undefined {
  const match = URI.exec(text.trim());
  const decoded = match === null ? undefined : decodedOrNothing(match[1] ?? '');
  if (decoded === undefined || decoded.length > LONGEST || decoded.includes('\0')) return undefined;
  const path = /^\/[A-Za-z]:/.test(decoded) ? decoded.slice(1) : decoded;
  const { lines } = parsePathSpec(`x#${match?.[2] ?? ''}`);
  return lines === undefined ? { path } : { path, lines };
}

function decodedOrNothing(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Pasted text that is nothing but paths, one a line: the paths. Undefined: it is text. */
export function pastedPaths(text: string): PathSpec[] | undefined {
  const lines = text.trim().split(/\r?\n/);
  if (lines.length > MOST_PASTED) return undefined;
  const specs = lines.map((line) => pastedPath(line.trim()));
  return specs.every((spec) => spec !== undefined) ? specs : undefined;
}

const MOST_PASTED = 50;

function pastedPath(line: string): PathSpec | undefined {
  if (line === '' || line.length > LONGEST) return undefined;
  if (/^(?:file|vscode-remote):\/\//i.test(line)) return parseUri(line);
  const quoted = /^(["'])(.+)\1$/.exec(line)?.[2];
  return readsAsPath(quoted ?? line, quoted !== undefined) ? parsePathSpec(quoted ?? line) : undefined;
}

function readsAsPath(text: string, quoted: boolean): boolean {
  const windows = WINDOWS_DRIVE.test(text);
  // `/help` is a command, `/ a b` a sentence; a path has folders, and nothing that a name hardly has.
  if (!windows && !/^\/[^/\s]+\/\S/.test(text)) return false;
  if (/[<>|?*\t]|:\/\/|\s{2}/.test(windows ? text.slice(2) : text)) return false;
  return quoted || !/\s/.test(text) || /\.\w{1,8}(?:[:#][\dL:-]+)?$/.test(text);
}

/** Pasted text that may be a path of the workspace, if the index knows it. */
export function maybeRelativePath(text: string): PathSpec | undefined {
  const line = text.trim();
  if (line.length > 300 || /[\s<>|"'`*?]|:\/\//.test(line) || isAbsolute(line)) return undefined;
  if (!/[/.]/.test(line) || !/\w/.test(line) || /^\.+$/.test(line)) return undefined;
  const spec = parsePathSpec(line);
  return { ...spec, path: spec.path.replace(/^\.\//, '').replaceAll('\\', '/') };
}
