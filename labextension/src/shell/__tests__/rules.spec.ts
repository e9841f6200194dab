import { describe, expect, it } from 'vitest';

import {
  firstLayout,
  isNarrow,
  readRedirected,
  readStatus,
  retryDelaySeconds,
  toWarning,
  withSession
} from '../rules';

describe('the first layout', () => {
  it('shows files, editor, terminal and Claude where there is room', () => {
    const layout = firstLayout(1440);
    expect(layout.files).toBe(true);
    expect(layout.terminal).toBe(true);
    expect(layout.columns[2]).toBe(420);
    expect(layout.columns[1]).toBeGreaterThan(layout.columns[2]);
  });

  it('leaves the files folded in a window of medium width', () => {
    expect(firstLayout(1000)).toMatchObject({ files: false, terminal: true });
  });

  it('leaves the terminal out as well in a narrow window', () => {
    expect(firstLayout(400)).toMatchObject({ files: false, terminal: false });
  });

  it.each([320, 759, 760, 1099, 1100, 1920, 3840])('never gives a negative size at %i', width => {
    expect(Math.min(...firstLayout(width).columns)).toBeGreaterThanOrEqual(0);
  });

  it('calls a window narrow exactly where no terminal opens', () => {
    expect([759, 760].map(isNarrow)).toEqual([true, false]);
  });
});

describe('what an answer of the server means', () => {
  it.each([
    [200, 'ok'],
    [204, 'ok'],
    [401, 'signed-out'],
    [403, 'signed-out'],
    [424, 'stopped'],
    [503, 'stopped'],
    [500, 'unreachable'],
    [502, 'unreachable'],
    [404, 'unreachable']
  ] as const)('%i is %s', (status, answer) => {
    expect(readStatus(status)).toBe(answer);
  });

  it.each([
    [200, 'signed-out'],
    [403, 'signed-out'],
    [424, 'stopped'],
    [503, 'stopped'],
    [500, 'unreachable']
  ] as const)('is read as %i → %s where the hub answered', (status, answer) => {
    expect(readRedirected(status)).toBe(answer);
  });
});

describe('the wait between two tries', () => {
  it('starts at a second, grows, and stays bounded', () => {
    const waits = Array.from({ length: 10 }, (_, tries) => retryDelaySeconds(tries));
    expect(waits[0]).toBe(1);
    expect(waits).toEqual([...waits].sort((one, other) => one - other));
    expect(Math.max(...waits)).toBe(8);
  });
});

describe('the end of a session', () => {
  it.each([
    [null, 86_400, null],
    [null, 900, 900],
    [900, 840, 900],
    [900, 299, 300],
    [null, 10, 300],
    [300, 10, 300],
    [300, null, null],
    [300, 28_800, null]
  ])('after %s, with %s seconds left, is told as %s', (told, seconds, due) => {
    expect(toWarning(told, seconds)).toBe(due);
  });
});

describe('the title of a browser tab', () => {
  it.each([
    ['Remote Claude', 'Billing · Remote Claude'],
    ['a.py - Remote Claude', 'a.py - Billing · Remote Claude'],
    ['(2) Remote Claude (auto-x)', '(2) Billing · Remote Claude (auto-x)'],
    ['Remote Claude.md - Remote Claude', 'Remote Claude.md - Billing · Remote Claude'],
    ['(1) Billing · Remote Claude', '(1) Billing · Remote Claude'],
    ['', '']
  ])('of %s is %s', (title, expected) => {
    expect(withSession(title, 'Billing', 'Remote Claude')).toBe(expected);
  });
});
