import { describe, expect, it } from 'vitest';

import { compare, fromInput, fromPatch } from '../patch';
import { PATCH } from '../../api/__tests__/conversation';

describe('a change as lines', () => {
  it('is read from the patch of a result', () => {
    const diff = fromPatch(PATCH);
    expect(diff).toMatchObject({ added: 2, removed: 1, at: 4 });
    expect(diff?.lines.map(line => [line.kind, line.text, line.line])).toEqual([
      ['same', 'a', 3],
      ['remove', 'b', 4],
      ['add', 'c', 4],
      ['add', 'd', 5]
    ]);
  });

  it.each([null, undefined, 'x', 3, {}, { structuredPatch: [] }, { structuredPatch: [{}] }])(
    'is none where there is no patch (%j)',
    structured => {
      expect(fromPatch(structured)).toBeNull();
    }
  );

  it('is foreseen from what Edit and Write are asked', () => {
    const edit = fromInput('Edit', { old_string: 'a\nb\nc', new_string: 'a\nx\nc' });
    expect(edit?.lines.map(line => line.kind)).toEqual(['same', 'remove', 'add', 'same']);
    expect(fromInput('Write', { content: 'one\ntwo\n' })).toMatchObject({ added: 2, removed: 0 });
    expect(fromInput('Bash', { command: 'ls' })).toBeNull();
    expect(fromInput('Edit', { old_string: 1 })).toBeNull();
  });

  it('gives both texts back', () => {
    const [before, after] = ['abcabba'.split(''), 'cbabac'.split('')];
    const lines = compare(before, after);
    const without = (kind: string) =>
      lines.filter(line => line.kind !== kind).map(line => line.text);
    expect(without('add')).toEqual(before);
    expect(without('remove')).toEqual(after);
  });

  it('does not take long over two large texts that share nothing', () => {
    const before = Array.from({ length: 5000 }, (_, index) => `a${index}`);
    const after = Array.from({ length: 5000 }, (_, index) => `b${index}`);
    expect(compare(before, after)).toHaveLength(10_000);
  });
});
