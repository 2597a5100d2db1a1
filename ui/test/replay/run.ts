/**
 * The oracle as a process: one line of JSON in, one out. `case` begins one and answers with the checkpoint the page made;
 * `replay` brings what the bridge would send, and answers with what differs.
 */

import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

import type { SizeChange } from '../../src/core/protocol';
import type { Size } from '../../src/core/session';
import { compare, Witness } from './oracle';
import type { Case } from './oracle';

type Request =
  | { do: 'case'; file: string; checkpoint: number | null; cut: number; until: number }
  | { do: 'replay'; openingBase64: string; offset: number; size: Size; resized: SizeChange[] };

let current: { one: Case; witness: Witness } | undefined;

async function answer(request: Request): Promise<unknown> {
  if (request.do === 'case') {
    const one = load(request.file, request);
    const witness = new Witness(one);
    current = { one, witness };
    await witness.start();
    return one.checkpoint === undefined ? null : witness.checkpoint(one.checkpoint);
  }
  if (current === undefined) throw new Error('no case');
  const { one, witness } = current;
  const opening = Buffer.from(request.openingBase64, 'base64');
  const tail = one.data.subarray(request.offset, one.cut);
  return (await compare(one, witness, { ...request, opening, tail })) ?? null;
}

function load(file: string, request: { checkpoint: number | null; cut: number; until: number }): Case {
  const bytes = readFileSync(file);
  const newline = bytes.indexOf(10);
  const head = JSON.parse(bytes.subarray(0, newline).toString()) as Size & { resized: [number, number, number][] };
  return {
    data: bytes.subarray(newline + 1),
    size: { cols: head.cols, rows: head.rows },
    resized: head.resized.map(([offset, cols, rows]) => ({ offset, cols, rows })),
    checkpoint: request.checkpoint ?? undefined,
    cut: request.cut,
    until: request.until,
  };
}

export async function serve(): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line) as Request))}\n`);
  }
}
