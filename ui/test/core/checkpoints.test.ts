import { beforeEach, expect, test } from 'vitest';

import { CHECKPOINT_BYTES, CHECKPOINT_IDLE_MS, Checkpoints } from '../../src/core/checkpoints';
import { FakeClock } from './fake_clock';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const MUCH = CHECKPOINT_BYTES;

let clock: FakeClock;
let written: number[];
let cost: number;
let checkpoints: Checkpoints;
let offset: number;

beforeEach(() => {
  clock = new FakeClock();
  written = [];
  cost = 0;
  offset = 0;
  checkpoints = new Checkpoints({
    now: () => clock.now,
    after: (ms, action) => clock.after(ms, action),
    write: (at) => {
      written.push(at);
      clock.now += cost;
    },
  });
  checkpoints.start();
});

function parse(text: string): void {
  offset += text.length;
  checkpoints.parsed(encode(text), offset);
}

test('one is due after much output, between two sequences', () => {
  parse('x'.repeat(MUCH));
  expect(written).toEqual([]);
  parse('\x1b[1');
  expect(written).toEqual([]);
  parse('m');
  expect(written).toEqual([MUCH + 4]);
  parse('\n');
  expect(written).toHaveLength(1);
});

test('one is due when the terminal rests, and only one', () => {
  parse('$ ');
  clock.pass(CHECKPOINT_IDLE_MS - 1);
  parse('ls');
  clock.pass(CHECKPOINT_IDLE_MS - 1);
  expect(written).toEqual([]);
  clock.pass(1);
  expect(written).toEqual([4]);
  clock.pass(CHECKPOINT_IDLE_MS);
  expect(written).toEqual([4]);
  checkpoints.changed();
  clock.pass(CHECKPOINT_IDLE_MS);
  expect(written).toEqual([4, 4]);
});

test('one is due when the page is hidden, if something changed, and never inside a sequence', () => {
  checkpoints.hidden();
  parse('text\x1b[');
  checkpoints.hidden();
  expect(written).toEqual([]);
  parse('m');
  checkpoints.hidden();
  checkpoints.hidden();
  expect(written).toEqual([7]);
});

test('the dearer the last one was, the longer the next is not due', () => {
  cost = 40;
  parse('\n'.repeat(MUCH));
  parse('\n'.repeat(MUCH));
  clock.pass(1999);
  parse('\n');
  expect(written).toHaveLength(1);
  clock.pass(1);
  parse('\n');
  expect(written).toHaveLength(2);
});

test('none is made while the terminal is not live, and one that is due comes then', () => {
  checkpoints.stop();
  parse('\n'.repeat(MUCH));
  checkpoints.hidden();
  clock.pass(CHECKPOINT_IDLE_MS);
  expect(written).toEqual([]);
  checkpoints.start();
  expect(written).toEqual([MUCH]);
});

test('a cleared terminal has nothing to write down, and what it reads first is no output', () => {
  parse('\x1b]0;');
  checkpoints.restart();
  checkpoints.opened(encode('x'.repeat(MUCH)));
  checkpoints.hidden();
  expect(written).toEqual([]);
  parse('x');
  checkpoints.hidden();
  expect(written).toHaveLength(1);
});
