import { describe, expect, test } from 'vitest';

import { toldEditor } from '../../../src/core/editor/told_editor';
import type { EditorState } from '../../../src/host/channel';

const AT = { line: 0, character: 0 };
const isWhole = (text: string): boolean => !/\p{Surrogate}/u.test(text);

function stateWith(text: string): EditorState {
  return {
    workspaceFolders: ['/w', '', '/\ud83d'],
    openFiles: [{ path: '/w/a.py', active: true, dirty: false, languageId: text, cursor: AT }],
    selection: { path: '/w/a.py', text, start: AT, end: AT },
    diagnostics: [{ path: '/w/a.py', start: AT, end: AT, severity: 'error', message: text, source: text }],
  };
}

describe('what the bridge is told of the editor', () => {
  test('stays within the bounds of the protocol, whatever the editor shows', () => {
    const { workspaceFolders, openFiles, selection, diagnostics } = toldEditor(stateWith('x'.repeat(100_000)));
    expect(workspaceFolders).toEqual(['/w']);
    expect(openFiles[0]?.languageId).toHaveLength(64);
    expect(selection?.text).toHaveLength(65_536);
    expect(diagnostics?.[0]?.message).toHaveLength(4096);
    expect(diagnostics?.[0]?.source).toHaveLength(256);
  });

  test.each([
    ['cut in the middle of an emoji', 'x' + '\u{1F600}'.repeat(40_000)],
    ['that was half a character in the file', 'a\ud83d'],
  ])('holds no text %s', (_, text) => {
    const { openFiles, selection, diagnostics } = toldEditor(stateWith(text));
    const told = [openFiles[0]?.languageId, selection?.text, diagnostics?.[0]?.message, diagnostics?.[0]?.source];
    expect(told.map((each) => each !== undefined && isWhole(each))).toEqual([true, true, true, true]);
  });

  test('keeps what fits', () => {
    const { selection } = toldEditor(stateWith('größer \u{1F600}'));
    expect(selection?.text).toBe('größer \u{1F600}');
  });
});
