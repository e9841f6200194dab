import { describe, expect, it } from 'vitest';

import { toSelected, withSelected } from '../selected';

const at = (line: number, column: number) => ({ line, column });
const FILE = { path: 'src/app.py', start: at(11, 4), end: at(29, 2), text: 'x', cell: null };

describe('what is selected', () => {
  it('is told by file and lines, counted from 1', () => {
    expect(toSelected(FILE)).toEqual({
      type: 'file',
      name: 'app.py',
      path: 'src/app.py',
      lines: '12-30',
      text: 'x'
    });
    expect(toSelected({ ...FILE, end: at(11, 9) })?.lines).toBe('12');
    expect(toSelected({ ...FILE, end: at(12, 0) })?.lines).toBe('12');
  });

  it('is nothing where nothing or only white space is selected', () => {
    expect(toSelected({ ...FILE, text: '' })).toBeNull();
    expect(toSelected({ ...FILE, text: ' \n ' })).toBeNull();
  });

  it('leaves a text that is too long on the disk, and a cell of that length out', () => {
    const text = 'ä'.repeat(200_000);
    expect(toSelected({ ...FILE, text })).toEqual({
      type: 'file',
      name: 'app.py',
      path: 'src/app.py',
      lines: '12-30'
    });
    expect(toSelected({ ...FILE, text, cell: 'n.ipynb, cell 3' })).toBeNull();
  });

  it('names the cell of a notebook instead of lines', () => {
    expect(toSelected({ ...FILE, path: 'n.ipynb', cell: 'n.ipynb, cell 3' })).toEqual({
      type: 'file',
      name: 'n.ipynb, cell 3',
      path: 'n.ipynb',
      text: 'x'
    });
  });
});

describe('a message with a selection', () => {
  const selected = toSelected(FILE);

  it('brings it once, behind what hangs on it', () => {
    const first = withSelected('why?', [], selected);
    expect(first).toEqual([selected]);
    expect(withSelected('why?', first, selected)).toBe(first);
    expect(withSelected('why?', [], null)).toEqual([]);
  });

  it('leaves it out of commands and full messages', () => {
    expect(withSelected(' /compact', [], selected)).toEqual([]);
    const full = Array.from({ length: 20 }, () => ({ type: 'file' as const, name: 'a' }));
    expect(withSelected('why?', full, selected)).toBe(full);
  });
});
