import { describe, expect, it } from 'vitest';

import { toChanges } from '../texts';

/** Where the `|` of a text is after it became another one. */
function follow(marked: string, after: string): string {
  const at = marked.indexOf('|');
  const before = marked.replace('|', '');
  const now = toChanges(before, after).mapPos(at, -1);
  return `${after.slice(0, now)}|${after.slice(now)}`;
}

describe('the place in a text that was read anew', () => {
  it('stays in its line when lines come before it', () => {
    expect(follow('one\ntwo|\nthree\n', 'zero\nhalf\none\ntwo\nthree\n')).toBe(
      'zero\nhalf\none\ntwo|\nthree\n'
    );
  });

  it('stays where nothing before it changed', () => {
    expect(follow('one|\ntwo\n', 'one\ntwo\nthree\n')).toBe('one|\ntwo\nthree\n');
  });

  it('is never outside of the text', () => {
    expect(follow('one\ntwo\nthree|', '')).toBe('|');
  });
});
