import { describe, expect, test } from 'vitest';

import { isCommand, parseAgents } from '../../src/core/agents';
import { DEFAULT_KEYS, DEFAULT_MAC_KEYS, parseChord, workbenchChords } from '../../src/core/chords';
import { linesOf, mergeRanges, problemPrompt } from '../../src/core/lines';
import { LogLines, plain } from '../../src/core/log_text';
import { isOnThisMachine, originsToAllow } from '../../src/core/origins';
import { RestartPolicy, endingText } from '../../src/core/restarts';
import { isSecret, shared } from '../../src/core/shared_context';
import { statusText } from '../../src/core/status_text';
import { pathsOfUris } from '../../src/core/uris';

describe('a bridge that died', () => {
  const crash = { code: 1, signal: null };

  test('is started again three times within a minute, each time later, and then no more', () => {
    const policy = new RestartPolicy();
    const decisions = [0, 1000, 4000, 10_000].map((now) => policy.died(crash, now, now));
    expect(decisions).toEqual([
      { do: 'restart', afterMs: 500 },
      { do: 'restart', afterMs: 2000 },
      { do: 'restart', afterMs: 5000 },
      { do: 'giveUp', reason: 'tooOften' },
    ]);
  });

  test('after it had run for a minute, or was started by hand, is counted anew', () => {
    const policy = new RestartPolicy();
    for (const now of [0, 1, 2]) policy.died(crash, now, now);
    expect(policy.died(crash, 3, 60_003)).toEqual({ do: 'restart', afterMs: 500 });
    policy.forget();
    expect(policy.died(crash, 60_004, 60_004)).toEqual({ do: 'restart', afterMs: 500 });
  });

  test('of wrong settings is not started again', () => {
    expect(new RestartPolicy().died({ code: 2, signal: null }, 0, 0)).toEqual({ do: 'giveUp', reason: 'usage' });
  });

  test('is spoken of in words', () => {
    expect(endingText({ code: null, signal: 'SIGKILL' })).toBe('was ended by SIGKILL');
    expect(endingText(crash)).toBe('ended with exit code 1');
  });
});

describe('lines', () => {
  test.each([
    [
      { startLine: 4, endLine: 4, endCharacter: 0 },
      { start: 4, end: 4 },
    ],
    [
      { startLine: 2, endLine: 5, endCharacter: 3 },
      { start: 2, end: 5 },
    ],
    [
      { startLine: 2, endLine: 5, endCharacter: 0 },
      { start: 2, end: 4 },
    ],
  ])('of the selection %j are %j', (span, range) => {
    expect(linesOf(span)).toEqual(range);
  });

  test('of several cursors become one where they touch', () => {
    const ranges = [
      { start: 8, end: 9 },
      { start: 1, end: 3 },
      { start: 2, end: 2 },
      { start: 4, end: 5 },
    ];
    expect(mergeRanges(ranges)).toEqual([
      { start: 1, end: 5 },
      { start: 8, end: 9 },
    ]);
  });

  test('with problems are a prompt that names each on one line', () => {
    const problem = { line: 2, severity: 'error', message: 'a\n  b', source: 'ruff' };
    expect(problemPrompt('fix', [problem])).toBe('Fix this problem, and nothing else:\n- line 3, error [ruff]: a b');
    expect(problemPrompt('explain', [problem, { ...problem, source: '' }]).split('\n')).toHaveLength(3);
  });
});

describe('keys', () => {
  test('of the workbench are all readable, on both kinds of keyboard', () => {
    expect(workbenchChords(false, [])).toHaveLength(DEFAULT_KEYS.length);
    expect(workbenchChords(true, [])).toHaveLength(DEFAULT_MAC_KEYS.length);
  });

  test('can be added and taken out', () => {
    const chords = workbenchChords(false, ['ctrl+p', '-f1', 'nonsense+key']);
    expect(chords).toContainEqual(parseChord('ctrl+p'));
    expect(chords.some(({ key }) => key === 'F1')).toBe(false);
    expect(chords).toHaveLength(DEFAULT_KEYS.length);
  });

  test.each([
    ['ctrl+shift+p', { key: 'p', code: 'KeyP', ctrlKey: true, shiftKey: true }],
    ["cmd+'", { key: "'", code: 'Quote', metaKey: true }],
    ['alt+pageup', { key: 'PageUp', code: 'PageUp', altKey: true }],
    ['ctrl+1', { key: '1', code: 'Digit1', ctrlKey: true }],
  ])('%s is read', (text, chord) => {
    expect(parseChord(text)).toMatchObject(chord);
  });

  test.each(['', 'ctrl+', 'hyper+p', 'f20', 'ctrl+enterr'])('%j is none', (text) => {
    expect(parseChord(text)).toBeUndefined();
  });

  test('of a terminal stay with the agent', () => {
    const taken = new Set<string>(DEFAULT_KEYS);
    for (const key of ['c', 'd', 'z', 'r', 'l', 'a', 'e', 'k', 'u', 'w', 'p', 'n', 'b', 'j', 'o', 'g']) {
      expect(taken.has(`ctrl+${key}`)).toBe(false);
    }
  });
});

describe('what is shared', () => {
  const file = (path: string) => ({ path, active: false, dirty: false, languageId: '', cursor: null });
  const at = { line: 0, character: 0 };
  const state = {
    workspaceFolders: ['/w'],
    openFiles: [file('/w/a.py'), file('/w/.env')],
    selection: { path: '/w/.env.local', text: 'KEY=1', start: at, end: at },
    diagnostics: [{ path: '/w/id_rsa', start: at, end: at, severity: 'error' as const, message: 'm', source: '' }],
  };

  test('never holds what is secret by its name', () => {
    expect(shared(state, 'all')).toEqual({ ...state, openFiles: [file('/w/a.py')], selection: null, diagnostics: [] });
    expect(['.env', 'server.PEM', 'C:\\x\\id_ed25519', '.npmrc'].every(isSecret)).toBe(true);
    expect(['env.ts', 'a.env.md', 'keys.ts'].some(isSecret)).toBe(false);
  });

  test('is what the person allows', () => {
    const plainState = { ...state, selection: { ...state.selection, path: '/w/a.py' } };
    expect(shared(plainState, 'all').selection?.text).toBe('KEY=1');
    expect(shared(plainState, 'files')).toMatchObject({ openFiles: [file('/w/a.py')], selection: null });
    expect(shared(plainState, 'off')).toMatchObject({ workspaceFolders: ['/w'], openFiles: [], selection: null });
  });
});

describe('origins', () => {
  const DESKTOP = ['vscode-webview://abc', 'vscode-file://vscode-app'];

  test('of the desktop need no leave; those of a browser do, and that of a proxy', () => {
    expect(originsToAllow(DESKTOP, 'http://127.0.0.1:5/', 'http://127.0.0.1:5/')).toEqual([]);
    expect(originsToAllow(['https://ide.example', 'null'], 'http://127.0.0.1:5/', 'https://5.ide.example/')).toEqual([
      'https://5.ide.example',
      'https://ide.example',
    ]);
  });

  test.each([
    [['http://127.0.0.1:8080', 'http://localhost:8080'], true],
    [['https://ide.example'], false],
    [['http://127.0.0.1.evil.example'], false],
    [DESKTOP, false],
    [[], false],
  ])('%j are those of a browser on this machine: %s', (frames, here) => {
    expect(isOnThisMachine(frames)).toBe(here);
  });
});

test('dropped addresses become paths, once, and what is no file is left out', () => {
  const uris = [
    'file:///w/a%20b.py',
    'vscode-remote://ssh-remote%2Bhost/w/c.py',
    'vscode-remote://ssh-remote%2Bhost/w/c.py',
    '# a comment',
    'https://example.org/x',
    'file:///c%3A/x/y.txt',
    'file:///bad%zz',
    'file://server/share/a.txt',
  ];
  expect(pathsOfUris(uris)).toEqual(['/w/a b.py', '/w/c.py', 'c:\\x\\y.txt', '\\\\server\\share\\a.txt']);
});

describe('the status bar', () => {
  const session = (state: 'working' | 'waiting' | 'idle', title: string) => ({
    sessionId: title,
    title,
    agent: 'claude',
    state,
    unread: false,
  });

  test('says what is most urgent', () => {
    expect(statusText([]).text).toBe('$(hubot) Agents');
    const both = statusText([session('working', 'a'), session('waiting', 'b')]);
    expect(both).toMatchObject({ text: '$(bell-dot) b waits for you', isWaiting: true });
    expect(statusText([session('working', 'a'), session('working', 'b')]).text).toBe(
      '$(loading~spin) 2 agents working',
    );
  });

  test('takes a title for text', () => {
    expect(statusText([session('idle', '$(flame) a\nb')]).text).toBe('$(hubot) (flame) a b ready');
    expect(statusText([session('idle', 'x'.repeat(99))]).text.length).toBeLessThan(60);
  });
});

describe('the log', () => {
  test('comes in lines, without escape sequences, and its end is remembered', () => {
    const lines: string[] = [];
    const log = new LogLines((line) => lines.push(line));
    log.feed('\x1b[31mre');
    log.feed('d\x1b[0m\nsecond\nthi');
    log.end();
    expect(lines).toEqual(['red', 'second', 'thi']);
    for (let index = 0; index < 30; index += 1) log.feed(`${index}\n`);
    expect(log.tail.split('\n')).toEqual(Array.from({ length: 20 }, (_, index) => String(index + 10)));
  });

  test('without an end of line is not kept for ever', () => {
    const lines: string[] = [];
    const log = new LogLines((line) => lines.push(line));
    log.feed('x'.repeat(100_000));
    expect(lines.map(({ length }) => length)).toEqual([8192]);
    expect(plain('\x1b]0;title\x07a\x07b\x9b')).toBe('ab');
  });
});

describe('agents', () => {
  test('are found first, and what is no list is none', () => {
    const text = JSON.stringify({
      missing: [{ id: 'codex', name: 'Codex', install: 'npm install -g @openai/codex' }, { name: 'nameless' }],
      found: [{ id: 'claude', name: 'Claude Code', version: '2.1', path: '/bin/claude' }],
    });
    expect(parseAgents(text).map(({ id, path }) => [id, path])).toEqual([
      ['claude', '/bin/claude'],
      ['codex', null],
    ]);
    expect([parseAgents('nonsense'), parseAgents('[]'), parseAgents('{"found": 7}')]).toEqual([[], [], []]);
  });

  test('are installed by a command or by reading', () => {
    expect(isCommand('npm install -g @openai/codex')).toBe(true);
    expect(isCommand('the steps on https://example.org')).toBe(false);
  });
});
