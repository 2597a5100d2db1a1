/** What stands in a composer: text with chips in it, and the chips that were sent before. Its form in files and messages. */

import type { PromptFile, PromptText, PromptUpload } from '../protocol';
import { canBeChecked, chipText, mergedAll } from './chip';
import type { Chip, LineRange } from './chip';

export interface Draft {
  parts: readonly (string | Chip)[];
  /** Chips whose content the agent has: they stay, and go along again once they are checked. */
  kept: readonly Chip[];
  /** What stood here before a waiting prompt was taken back to be changed. */
  stashed?: readonly (string | Chip)[];
}

export const EMPTY_DRAFT: Draft = { parts: [], kept: [] };

const VERSION = 1;
/** More than anybody writes; what comes from a file is not believed. */
const MOST_PARTS = 4000;

export function hasWords(draft: Draft): boolean {
  return draft.parts.some((part) => typeof part !== 'string' || part.trim() !== '');
}

/** Whether there is anything to send: words, or a kept file that was checked again. */
export function canBeSent(draft: Draft): boolean {
  return hasWords(draft) || draft.kept.some((chip) => chip.checked);
}

/** One line for lists: chips by name. */
export function summary(draft: Draft): string {
  return draft.parts.map((part) => (typeof part === 'string' ? part : chipText(part))).join('');
}

export function promptParts(draft: Draft): (PromptText | PromptFile | PromptUpload)[] {
  const parts: (PromptText | PromptFile | PromptUpload)[] = trimmed(draft.parts).map((part) =>
    typeof part === 'string' ? { kind: 'text', text: part } : chipPart(part),
  );
  for (const chip of draft.kept) if (chip.checked) parts.push({ ...chipPart(chip), shown: false });
  return parts;
}

/** Blank lines around a prompt say nothing, and Enter behind them would submit another one. */
function trimmed(parts: readonly (string | Chip)[]): (string | Chip)[] {
  const all = [...parts];
  const first = all[0];
  if (typeof first === 'string') all[0] = first.replace(/^\s*\n/, '');
  const last = all.at(-1);
  if (typeof last === 'string') all[all.length - 1] = last.trimEnd();
  return all.filter((part) => part !== '');
}

function chipPart(chip: Chip): PromptFile | PromptUpload {
  const content = chip.checked && canBeChecked(chip);
  if (chip.uploadId !== undefined) return { kind: 'upload', uploadId: chip.uploadId, content };
  const lines = chip.lines === undefined ? {} : { start: chip.lines.start, end: chip.lines.end };
  return { kind: 'file', path: chip.kind === 'folder' ? `${chip.path}/` : chip.path, content, ...lines };
}

/** What is left when a draft was sent: the files whose content the agent has now, unchecked. */
export function afterSending(draft: Draft): Draft {
  const sent = draft.parts.filter(
    (part): part is Chip => typeof part !== 'string' && part.checked && canBeChecked(part),
  );
  const kept = mergedAll([...draft.kept, ...sent].map((chip) => ({ ...chip, checked: false })));
  return { parts: [], kept };
}

export function serialize(draft: Draft): string {
  if (draft.parts.every((part) => part === '') && draft.kept.length === 0 && draft.stashed === undefined) return '';
  return JSON.stringify({ v: VERSION, ...draft });
}

/** Any text in, a draft out: what is none of ours (another composer's, an older one's) is the prompt itself. */
export function parseDraft(text: string): Draft {
  const value = parsed(text);
  if (typeof value !== 'object' || value === null) return plain(text);
  const { v, parts, kept, stashed } = value as Record<string, unknown>;
  if (v !== VERSION || !Array.isArray(parts)) return plain(text);
  return {
    parts: readParts(parts),
    kept: readParts(kept).filter((part) => typeof part !== 'string'),
    ...(Array.isArray(stashed) ? { stashed: readParts(stashed) } : {}),
  };
}

/** The texts and chips in a list from anywhere. */
export function readParts(value: unknown): (string | Chip)[] {
  const list: unknown[] = Array.isArray(value) ? value.slice(0, MOST_PARTS) : [];
  return list.flatMap((part) => (typeof part === 'string' ? part : (readChip(part) ?? [])));
}

const plain = (text: string): Draft => ({ parts: text === '' ? [] : [text], kept: [] });

function parsed(text: string): unknown {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const KINDS: readonly unknown[] = ['file', 'folder', 'image', 'upload'];

/** A chip in data from anywhere; undefined where it is none. */
export function readChip(value: unknown): Chip | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { kind, path, lines, checked, uploadId } = value as Record<string, unknown>;
  if (!KINDS.includes(kind) || typeof path !== 'string' || path === '') return undefined;
  const range = readLines(lines);
  return {
    kind: kind as Chip['kind'],
    path,
    checked: checked === true,
    ...(range === undefined ? {} : { lines: range }),
    ...(typeof uploadId === 'string' ? { uploadId } : {}),
  };
}

function readLines(value: unknown): LineRange | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { start, end } = value as Record<string, unknown>;
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end)) return undefined;
  const [first, last] = [start as number, end as number];
  return first >= 0 && first <= last ? { start: first, end: last } : undefined;
}
