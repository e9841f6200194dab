import { describe, expect, it } from 'vitest';

import { put, toPicture, without } from '../attached';
import { cut, match } from '../match';
import { addMentions, findTrigger, takeCommand, takePath } from '../trigger';

const at = (text: string) => findTrigger(text, text.length);

describe('what is being written', () => {
  it.each([
    ['/', 'command', ''],
    ['/com', 'command', 'com'],
    ['@', 'mention', ''],
    ['see @src/in', 'mention', 'src/in'],
    ['see @"two wo', 'mention', 'two wo'],
    ['line\n@ün', 'mention', 'ün'],
    ['see @node_modules/@types', 'mention', 'node_modules/@types']
  ])('%j is a %s', (text, kind, query) => {
    expect(at(text)).toMatchObject({ kind, query });
  });

  it.each([
    '',
    'say /com',
    '/etc/hosts',
    '/com x',
    'me@example.org',
    '@@ say',
    '@@',
    '@a b',
    '@"a" '
  ])('%j is nothing', text => {
    expect(at(text)).toBeNull();
  });

  it('is looked for in little time in a text without end', () => {
    const text = `${'@a'.repeat(500_000)} `;
    const before = performance.now();
    expect(at(text)).toBeNull();
    expect(performance.now() - before).toBeLessThan(200);
  });
});

describe('a choice', () => {
  it('replaces what was typed and leaves the rest', () => {
    const text = '/co and more';
    expect(takeCommand(text, findTrigger(text, 3)!, 'compact').text).toBe('/compact and more');
    expect(takePath('see @in now', findTrigger('see @in now', 7)!, 'a b.txt')).toEqual({
      text: 'see @"a b.txt" now',
      cursor: 15
    });
    expect(takePath('@"two', at('@"two')!, 'two words/').text).toBe('@"two words/');
    expect(takePath('@"two"', findTrigger('@"two"', 5)!, 'two words.md').text).toBe(
      '@"two words.md" '
    );
  });

  it('puts mentions in as words', () => {
    expect(addMentions('see', 3, ['a.py', 'b c'])).toEqual({
      text: 'see @a.py @"b c" ',
      cursor: 17
    });
  });
});

describe('marks', () => {
  it('show what was typed, the name before its folder', () => {
    expect(cut('in/invoice.py', 'inv').filter(piece => piece.isHit)).toEqual([
      { text: 'inv', isHit: true }
    ]);
    expect(match('src/invoice.py', 'siy')).toEqual([0, 4, 13]);
    expect(match('abc', 'x')).toBeNull();
    expect(cut('İstanbul', 'x').map(piece => piece.text)).toEqual(['İstanbul']);
  });
});

describe('what is attached', () => {
  it('is listed once, and only harmless pictures are drawn', () => {
    const image = { type: 'image', name: 'a', media_type: 'image/png', data: 'aGk=' } as const;
    const item = { id: '1', attachment: image, isBusy: true };
    expect(put(put([], item), { ...item, isBusy: false })).toEqual([{ ...item, isBusy: false }]);
    expect(without([item], '1')).toEqual([]);
    expect(toPicture(image)).toBe('data:image/png;base64,aGk=');
    expect(toPicture({ ...image, media_type: 'image/svg+xml' })).toBeNull();
    expect(toPicture({ type: 'file', name: 'a', path: 'a' })).toBeNull();
  });
});
