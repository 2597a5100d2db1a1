/** Reading what somebody else wrote: each reader gives the value, or undefined where it is not one. */

import type { Chord, LineRange, PathReference, Position } from './channel';

export type Fields = Readonly<Record<string, unknown>>;

/** As many as version 1 keeps; a host with more open tabs than that sends the rest in vain. */
export const MAX_PATHS = 200;
/** Longer than any path the systems know. */
const MAX_PATH_LENGTH = 32_768;
const MAX_LINE = 2 ** 31 - 1;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const isText = (value: unknown): value is string => typeof value === 'string';
export const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);

export function oneOf<const Value extends string>(values: readonly Value[], value: unknown): Value | undefined {
  return values.find((known) => known === value);
}

/** The members that can be read, `limit` at most; nothing at all where it is no list. */
export function listOf<Item>(
  value: unknown,
  limit: number,
  read: (item: unknown) => Item | undefined,
): Item[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const items: Item[] = [];
  for (const item of value as unknown[]) {
    if (items.length >= limit) break;
    const known = read(item);
    if (known !== undefined) items.push(known);
  }
  return items;
}

export function lineOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_LINE ? value : undefined;
}

export function rangeOf(value: unknown): LineRange | undefined {
  if (!isFields(value)) return undefined;
  const start = lineOf(value['start']);
  const end = lineOf(value['end']);
  return start === undefined || end === undefined || end < start ? undefined : { start, end };
}

export function positionOf(value: unknown): Position | undefined {
  if (!isFields(value)) return undefined;
  const line = lineOf(value['line']);
  const character = lineOf(value['character']);
  return line === undefined || character === undefined ? undefined : { line, character };
}

export function pathOf(value: unknown): string | undefined {
  return isText(value) && value.trim() !== '' && value.length <= MAX_PATH_LENGTH ? value : undefined;
}

/** A path of version 1, which may carry its range (`:start-end`), or one of today, which is taken as it stands. */
export function pathReferenceOf(value: unknown): PathReference | undefined {
  if (isText(value)) return splitRange(value);
  if (!isFields(value)) return undefined;
  const path = pathOf(value['path']);
  if (path === undefined) return undefined;
  const range = rangeOf(value['range']);
  return {
    path,
    ...(range === undefined ? {} : { range }),
    ...(value['folder'] === true ? { folder: true } : {}),
  };
}

/** `src/app.py:9-24`; a path without a range, or with an impossible one, is the path as it stands. */
export function splitRange(text: string): PathReference | undefined {
  const whole = pathOf(text);
  if (whole === undefined) return undefined;
  const [, path, start, end] = /^(.+):(\d{1,10})-(\d{1,10})$/s.exec(whole) ?? [];
  const range = rangeOf({ start: Number(start), end: Number(end) });
  return path === undefined || range === undefined ? { path: whole } : { path, range };
}

export function chordOf(value: unknown): Chord | undefined {
  if (!isFields(value) || !isText(value['key']) || value['key'] === '') return undefined;
  return {
    key: value['key'],
    code: isText(value['code']) ? value['code'] : '',
    ctrlKey: value['ctrlKey'] === true,
    shiftKey: value['shiftKey'] === true,
    altKey: value['altKey'] === true,
    metaKey: value['metaKey'] === true,
  };
}
