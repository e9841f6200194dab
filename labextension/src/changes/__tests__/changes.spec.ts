import { describe, expect, it } from 'vitest';

import type { IComment } from '../comments';
import { Comments, withComments } from '../comments';
import { toPlaces, toText } from '../places';

function place(before: string, after: string) {
  return toPlaces(toText(before), toText(after)).map(({ place: found }) => [
    [found.before_start, found.before_end],
    [found.after_start, found.after_end]
  ]);
}

/** Does what the server does with a place. */
function takeBack(before: string, after: string): string {
  const lines = after.split('\n');
  for (const { place: found } of [...toPlaces(toText(before), toText(after))].reverse()) {
    const old = before.split('\n').slice(found.before_start, found.before_end);
    lines.splice(found.after_start, found.after_end - found.after_start, ...old);
  }
  return lines.join('\n');
}

describe('the changed places of a file', () => {
  it('are told in lines', () => {
    expect(place('a\nb\nc\n', 'a\nB\nc\n')).toEqual([
      [
        [1, 2],
        [1, 2]
      ]
    ]);
    expect(place('a\nc\n', 'a\nb\nc\n')).toEqual([
      [
        [1, 1],
        [1, 2]
      ]
    ]);
  });

  it.each([
    ['a\nb\nc\n', 'a\nB\nc\nd\n'],
    ['', 'new\n'],
    ['gone\n', ''],
    ['a\nb', 'a\nb\n'],
    ['a\nb\n', 'a\nb'],
    ['x\na\nb\ny', 'a\nb\nz\ny\ny']
  ])('give the text before when all are taken back (%j, %j)', (before, after) => {
    expect(takeBack(before, after)).toBe(before);
  });
});

describe('comments', () => {
  const comment: IComment = {
    id: 'c1',
    turn: 't1',
    path: 'src/a b.py',
    line: 4,
    quote: '  x = 1',
    text: 'Why?'
  };

  it('come back after a reload, and an empty one goes', () => {
    const comments = new Comments(window.localStorage, 'here');
    comments.put('one', comment);
    expect(new Comments(window.localStorage, 'here').list('one')).toEqual([comment]);
    expect(comments.list('two')).toEqual([]);
    comments.put('one', { ...comment, text: ' ' });
    expect(new Comments(window.localStorage, 'here').list('one')).toEqual([]);
  });

  it('stand below the message with their place and line', () => {
    expect(withComments('Look.', [comment])).toBe('Look.\n\nsrc/a b.py:4\n> x = 1\nWhy?');
    expect(withComments('Look.', [])).toBe('Look.');
  });
});
