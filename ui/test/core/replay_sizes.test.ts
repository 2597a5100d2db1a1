import { beforeEach, expect, test } from 'vitest';

import { ReplaySizes } from '../../src/core/replay_sizes';
import type { Step } from '../../src/core/replay_sizes';

let sizes: ReplaySizes;
beforeEach(() => {
  sizes = new ReplaySizes();
  sizes.start([
    { offset: 2, cols: 20, rows: 2 },
    { offset: 5, cols: 50, rows: 5 },
    { offset: 5, cols: 55, rows: 5 },
    { offset: 9, cols: 90, rows: 9 },
  ]);
});

const shown = (steps: Step[]): string[] =>
  steps.map((step) => (step.kind === 'size' ? `${step.cols}x${step.rows}` : new TextDecoder().decode(step.bytes)));
const split = (text: string, end: number): string[] => shown(sizes.split(new TextEncoder().encode(text), end));

test('output is cut where the size changed', () => {
  expect(split('012345678', 9)).toEqual(['01', '20x2', '234', '50x5', '55x5', '5678']);
  expect(shown(sizes.rest())).toEqual(['90x9']);
  expect(split('more', 13)).toEqual(['more']);
});

test('a change between two pieces comes before the second', () => {
  expect(split('01', 2)).toEqual(['01']);
  expect(split('23', 4)).toEqual(['20x2', '23']);
});

test('pieces end where they end', () => {
  expect(sizes.split(new Uint8Array(5), 5).map((step) => (step.kind === 'bytes' ? step.end : 0))).toEqual([2, 0, 5]);
});

test('without changes nothing is cut', () => {
  sizes.start([]);
  expect(split('0123', 4)).toEqual(['0123']);
  expect(sizes.rest()).toEqual([]);
});
