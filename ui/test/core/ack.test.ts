import fc from 'fast-check';
import { expect, test } from 'vitest';

import { ACK_EVERY, AckCounter } from '../../src/core/ack';

test('an acknowledgement is due every 5,000 parsed bytes', () => {
  const acks = new AckCounter();
  expect(acks.parsed(4999)).toBeUndefined();
  expect(acks.parsed(5000)).toBe(5000);
  expect(acks.parsed(9999)).toBeUndefined();
  expect(acks.parsed(70_000)).toBe(70_000);
});

test('what was replayed is not counted', () => {
  const acks = new AckCounter();
  acks.reset(1_000_000);
  expect(acks.parsed(1_004_999)).toBeUndefined();
  expect(acks.parsed(1_005_000)).toBe(1_005_000);
});

test('less than one step is ever left unacknowledged, and acknowledgements only grow', () => {
  fc.assert(
    fc.property(fc.nat(), fc.array(fc.integer({ min: 1, max: 70_000 })), (start, pieces) => {
      const acks = new AckCounter();
      acks.reset(start);
      let offset = start;
      let acknowledged = start;
      for (const piece of pieces) {
        offset += piece;
        const ack = acks.parsed(offset);
        if (ack !== undefined) {
          expect(ack).toBeGreaterThan(acknowledged);
          acknowledged = ack;
        }
        expect(offset - acknowledged).toBeLessThan(ACK_EVERY);
      }
    }),
  );
});
