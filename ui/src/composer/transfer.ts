/** Clipboard and dragging: what a DataTransfer carries, and chips in it that other composers can read. */

import { chipText } from '../core/composer/chip';
import type { Chip } from '../core/composer/chip';
import { readParts } from '../core/composer/draft';
import { droppedPaths } from '../core/composer/dropped';
import type { PathSpec } from '../core/composer/path_spec';

/** Only composers of ours read it; all others find `src/app.py:10-25` in the plain text. */
const PARTS_TYPE = 'application/x-agent-bridge-parts';

export interface Transferred {
  /** Text and chips of a composer; undefined where it comes from elsewhere. */
  parts?: (string | Chip)[];
  paths: PathSpec[];
  /** Where there are no paths: what may be a file to the host. */
  uris: string[];
  files: File[];
  /** Names of folders of the browser's computer, which cannot be uploaded. */
  folders: string[];
  text: string;
}

export function writeParts(data: DataTransfer, parts: readonly (string | Chip)[]): void {
  data.setData('text/plain', parts.map((part) => (typeof part === 'string' ? part : chipText(part))).join(''));
  data.setData(PARTS_TYPE, JSON.stringify(parts));
}

export function readTransfer(data: DataTransfer): Transferred {
  const own = data.getData(PARTS_TYPE);
  const folders = folderNames(data);
  return {
    ...(own === '' ? {} : { parts: readParts(parsed(own)) }),
    paths: droppedPaths((type) => data.getData(type)),
    uris: data.getData('text/uri-list').split(/\r?\n/).filter(isHostUri).slice(0, MOST_URIS),
    files: [...data.files].filter((file) => !folders.includes(file.name)),
    folders,
    text: data.getData('text/plain'),
  };
}

const MOST_URIS = 200;

/** A link of the web stays text. */
const isHostUri = (line: string): boolean =>
  /^[a-z][\w+.-]*:/i.test(line) && !/^(?:https?|data|javascript):/i.test(line);

/** What can be known before it is dropped: whether it is something for us. */
export function isWelcome(data: DataTransfer | null): boolean {
  const types = data?.types ?? [];
  return types.some((type) => DROP_TYPES.includes(type.toLowerCase()));
}

const DROP_TYPES: readonly string[] = [
  'files',
  'text/uri-list',
  'application/vnd.code.uri-list',
  'resourceurls',
  'codefiles',
  'codeeditors',
];

function folderNames(data: DataTransfer): string[] {
  return [...data.items].flatMap((item) => {
    const entry = item.kind === 'file' ? item.webkitGetAsEntry() : null;
    return entry?.isDirectory === true ? [entry.name] : [];
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
