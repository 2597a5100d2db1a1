// @vitest-environment happy-dom
import { beforeEach, describe, expect, test } from 'vitest';

import { DraftKeeper } from '../../src/composer/draft_keeper';
import { serialize, summary } from '../../src/core/composer/draft';
import type { Draft } from '../../src/core/composer/draft';
import type { ClientMessage } from '../../src/core/protocol';

const draft = (text: string): Draft => ({ parts: [text], kept: [] });

let sent: ClientMessage[];
let loaded: string[];
let keeper: DraftKeeper;

function aKeeper(): DraftKeeper {
  return new DraftKeeper({
    send: (message) => sent.push(message) > 0,
    loaded: (sessionId, loadedDraft) => loaded.push(`${sessionId}: ${summary(loadedDraft)}`),
  });
}

beforeEach(() => {
  sessionStorage.clear();
  sent = [];
  loaded = [];
  keeper = aKeeper();
});

const fromBridge = (sessionId: string, text: string, savedAt: number): void => {
  keeper.receive({ type: 'draftLoaded', sessionId, draft: serialize(draft(text)), savedAt });
};

describe('a draft', () => {
  test('that the bridge told while another session was shown is there when its session is', () => {
    keeper.open('a');
    keeper.open('b');
    fromBridge('a', 'of a', 1);
    expect(keeper.open('a').parts).toEqual(['of a']);
    fromBridge('a', 'of a', 1);
    expect(loaded).toEqual(['a: of a']);
  });

  test('that the bridge never heard of, because the tab was reloaded, is told to it by the tab that comes', () => {
    keeper.changed('a', draft('newer'));
    keeper.flush();
    sent = [];
    keeper = aKeeper();
    expect(keeper.open('a').parts).toEqual(['newer']);
    fromBridge('a', 'older', 1);
    expect(loaded).toEqual([]);
    expect(sent.at(-1)).toEqual({ type: 'saveDraft', sessionId: 'a', draft: serialize(draft('newer')) });
  });

  test("of the bridge that is newer than this tab's takes its place", () => {
    keeper.changed('a', draft('older'));
    keeper.flush();
    keeper = aKeeper();
    keeper.open('a');
    fromBridge('a', 'newer', Date.now() + 1000);
    expect(loaded).toEqual(['a: newer']);
  });
});
