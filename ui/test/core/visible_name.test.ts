import { expect, test } from 'vitest';

import { visibleName } from '../../src/core/visible_name';

test('a name shows what would turn its direction or cannot be seen, and keeps its length', () => {
  expect(visibleName('a\u202egnp.exe')).toBe('a\ufffdgnp.exe');
  expect(visibleName('two\nlines\u0007\u200b.py')).toBe('two\ufffdlines\ufffd\ufffd.py');
  expect(visibleName('größer ✓ 日本語 👩‍💻 שלום')).toBe('größer ✓ 日本語 👩‍💻 שלום');
});
