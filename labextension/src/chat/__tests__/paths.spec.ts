import { describe, expect, it, vi } from 'vitest';

import { enliven, openLiving } from '../living';
import { findPaths } from '../paths';

const found = (text: string) =>
  findPaths(text, '/w').map(({ start, end, path, line }) => [text.slice(start, end), path, line]);

describe('paths in a text', () => {
  it.each([
    ['see src/a.py for it', [['src/a.py', 'src/a.py', null]]],
    ['src/a.py:12', [['src/a.py:12', 'src/a.py', 12]]],
    ['(src/a.py:12:3)', [['src/a.py:12:3', 'src/a.py', 12]]],
    [
      './a.ts, ./b/c.tsx.',
      [
        ['./a.ts', 'a.ts', null],
        ['./b/c.tsx', 'b/c.tsx', null]
      ]
    ],
    ['/w/deep/x.rs:7', [['/w/deep/x.rs:7', 'deep/x.rs', 7]]],
    ['File "/w/t.py", line 3, in f', [['/w/t.py", line 3', 't.py', 3]]],
    ['a.ts(4,2): error', [['a.ts(4', 'a.ts', 4]]],
    [
      'README.md and Makefile:3',
      [
        ['README.md', 'README.md', null],
        ['Makefile:3', 'Makefile', 3]
      ]
    ],
    ['docs/x.md#L20', [['docs/x.md#L20', 'docs/x.md', 20]]]
  ])('%s', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it.each([
    'example.com',
    'https://example.com/a/b.py',
    'example.com:8080',
    'os.path.join',
    'and/or',
    'application/json',
    '/etc/passwd.txt',
    '../outside.py',
    'a/../../b.py',
    'javascript:alert(1)//x.js',
    'v1.2.3',
    'me@host.py.example'
  ])('are not in %s', text => {
    expect(found(text)).toEqual([]);
  });

  it('are found quickly in a line of any length, and not without end', () => {
    const begun = performance.now();
    expect(findPaths('a/'.repeat(100_000), '/w')).toEqual([]);
    expect(findPaths('a.py '.repeat(50_000), '/w').length).toBeLessThanOrEqual(500);
    expect(performance.now() - begun).toBeLessThan(2000);
  });
});

describe('a drawn text', () => {
  it('has buttons for its paths, is the same text, and leaves links and code as they are', () => {
    const host = document.createElement('div');
    host.innerHTML =
      '<p>See <code>src/a.py:3</code> &lt;img src=x onerror=alert(1)&gt;/b.py</p>' +
      '<a href="#">c.py</a><div class="rc-code"><pre>d.py</pre></div>';
    const before = host.textContent;
    enliven(host, '/w', path => `Open ${path}`);
    expect(host.textContent).toBe(before);
    expect(host.querySelector('img')).toBeNull();
    const [button, ...more] = host.querySelectorAll('button');
    expect(more).toEqual([]);
    expect(button?.title).toBe('Open src/a.py:3');
    const openFile = vi.fn();
    expect(openLiving(button!, openFile)).toBe(true);
    expect(openFile).toHaveBeenCalledExactlyOnceWith('src/a.py', 3);
    expect(openLiving(host, openFile)).toBe(false);
  });
});
