import { Terminal } from '@xterm/headless';
import { describe, expect, test } from 'vitest';

import { writeScreens } from '../../src/core/screen_writer';
import { sourceOf } from '../../src/core/terminal_internals';
import { describeTerminal } from '../replay/terminal_state';

const SIZE = { cols: 20, rows: 6 };
const parse = (terminal: Terminal, data: string): Promise<void> =>
  new Promise((resolve) => {
    terminal.write(data, resolve);
  });
const fresh = (): Terminal => new Terminal({ ...SIZE, allowProposedApi: true, scrollback: 1000 });

async function terminalAfter(data: string): Promise<Terminal> {
  const terminal = fresh();
  await parse(terminal, data);
  return terminal;
}

/** A second terminal that read what the first one wrote down. Modes are not in it. */
async function copyOf(terminal: Terminal): Promise<Terminal> {
  return terminalAfter(writeScreens(sourceOf(terminal), 1000));
}

const LINES = Array.from({ length: 15 }, (_, index) => `line ${index}`).join('\r\n');

const SCREENS: Record<string, string> = {
  nothing: '',
  text: 'one\r\ntwo',
  'lines that were scrolled out': LINES,
  'a cursor in the middle': 'one\r\ntwo\x1b[1;2H',
  'a cursor about to wrap': 'x'.repeat(20),
  'a cursor about to wrap behind a wide character': `${'x'.repeat(18)}漢`,
  'a wrapped line': 'abcdefghij'.repeat(3),
  'a wrapped line at the bottom': `${LINES}\r\n${'abcdefghij'.repeat(5)}`,
  'a line that wrapped and was erased since': `${'x'.repeat(25)}\x1b[1;10H\x1b[0K`,
  'a wrapped line whose continuation is empty': `${'x'.repeat(21)}\r\x1b[K`,
  'a wide character that found no room': `${'x'.repeat(19)}漢 and more`,
  'coloured room behind text': '\x1b[44mblue\x1b[K\r\n\x1b[m\x1b[5Ctext\x1b[42m\x1b[3X',
  'colour that scrolls in': `\x1b[41m${LINES}\x1b[m\r\nx`,
  'a colour over a wrap': `${LINES}\x1b[41m${'y'.repeat(30)}`,
  'every attribute':
    '\x1b[1mb\x1b[2md\x1b[3mi\x1b[4mu\x1b[5mk\x1b[7mr\x1b[8mh\x1b[9ms\x1b[53mo\x1b[22mx\x1b[4:3mc\x1b[58:2::1:2:3mC\x1b[m.',
  'every kind of colour':
    '\x1b[31ma\x1b[91mb\x1b[38;5;3mc\x1b[38;5;200md\x1b[38;2;1;2;3me\x1b[44mf\x1b[104mg\x1b[48;5;4mh\x1b[48;2;9;8;7mi',
  'a hyperlink':
    'a \x1b]8;id=7;https://example.org/a\x1b\\link\x1b[4mlined\x1b]8;;\x1b\\ b \x1b]8;;https://example.org\x07open',
  'the look of the next character': 'x\x1b[1;4:3;38;2;1;2;3;44m',
  'a saved cursor': 'one\r\ntwo\x1b[31m\x1b7\x1b[m\x1b[5;5H',
  margins: 'one\x1b[2;4r\x1b[3;3H',
  'margins and origin mode': '\x1b[2;5r\x1b[?6h\x1b[2;3Hx',
  'tab stops': '\x1b[3g\x1b[1;6H\x1bH\x1b[1;12H\x1bH\x1b[3;1H',
  'accents and emoji': 'e\u0301 👩‍👩‍👧 🇩🇪 ☎️ 漢字',
  'the other screen': 'normal\x1b[31m\x1b[?1049h\x1b[2J\x1b[3;4Halt\x1b[32m',
  'the other screen with everything':
    'a\x1b[2;5r\x1b[2;2H\x1b[?1049h\x1b[44mb\x1b[K\x1b[m\x1b[3;6r\x1b[4;4H\x1b7\x1b[5;20Hx',
  'the other screen with the cursor high on the normal one': '\x1b[2;2Hx\x1b[?1049h\x1b[5;5Hy',
  'the other screen, and back': '\x1b[31mnormal\x1b[?1049halt\x1b[?1049l',
};

describe('a terminal that reads what another wrote down', () => {
  test.each(Object.entries(SCREENS))('shows the same: %s', async (_name, data) => {
    const terminal = await terminalAfter(data);
    const copy = await copyOf(terminal);
    expect(describeTerminal(copy)).toEqual(describeTerminal(terminal));
  });

  test.each(Object.entries(SCREENS))('goes on the same: %s', async (_name, data) => {
    const terminal = await terminalAfter(data);
    const copy = await copyOf(terminal);
    for (const each of [terminal, copy]) {
      await parse(each, 'wxyz\tt\x1b8saved\n\n\x1b[?1049lback\x1b[K');
      each.resize(13, 5);
    }
    expect(describeTerminal(copy)).toEqual(describeTerminal(terminal));
  });

  test('shows the same where a narrower screen has cut a wide character in two', async () => {
    const terminal = await terminalAfter('\x1b[?1049h\x1b[2J\x1b[2;1H0123456789漢\x1b[4;1Hfour');
    terminal.resize(11, 6);
    const copy = fresh();
    copy.resize(11, 6);
    await parse(copy, writeScreens(sourceOf(terminal), 1000));
    expect(describeTerminal(copy)).toEqual(describeTerminal(terminal));
  });

  test('takes the same lines away when the size changes while the normal screen is not shown', async () => {
    const terminal = await terminalAfter('\x1b[1;1Hone\r\ntwo\r\nthree\x1b[2;2H\x1b[?47halt');
    const copy = await copyOf(terminal);
    for (const each of [terminal, copy]) each.resize(20, 4);
    expect(describeTerminal(copy)).toEqual(describeTerminal(terminal));
  });

  test('keeps as many lines as asked for', async () => {
    const terminal = await terminalAfter(LINES);
    const copy = await terminalAfter(writeScreens(sourceOf(terminal), 3));
    expect(copy.buffer.normal.length).toBe(SIZE.rows + 3);
    expect(copy.buffer.normal.getLine(0)?.translateToString(true)).toBe('line 6');
  });
});
