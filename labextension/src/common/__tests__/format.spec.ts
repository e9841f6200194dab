import { expect, it } from 'vitest';

import { formatBytes, formatClock, formatMoney, formatSpan, formatTokens } from '../format';
import { follows } from '../scroll';

it.each([
  ['0', '$0.00'],
  ['0.49', '$0.49'],
  ['20', '$20.00'],
  ['0.0031', '$0.0031'],
  ['0.000001', '<$0.0001'],
  ['a lot', '$a lot']
])('%s USD is %s', (usd, text) => {
  expect(formatMoney(usd)).toBe(text);
});

it('tells time as people do', () => {
  expect([7_000, 134_000, 3_723_000, -5].map(formatClock)).toEqual([
    '0:07',
    '2:14',
    '1:02:03',
    '0:00'
  ]);
  expect([800, 12_300, 125_000, 7_260_000].map(formatSpan)).toEqual([
    '0.8 s',
    '12 s',
    '2 min 5 s',
    '2 h 1 min'
  ]);
});

it('shortens counts and sizes', () => {
  expect([812, 1_234, 38_400, 1_200_000].map(formatTokens)).toEqual(['812', '1.2k', '38k', '1.2M']);
  expect([512, 8 << 20].map(formatBytes)).toEqual(['512 B', '8 MiB']);
});

it('follows the end until the reader goes up, and again from the end', () => {
  expect(follows(true, 100, 60, false)).toBe(false);
  expect(follows(true, 100, 100, false)).toBe(true);
  expect(follows(false, 100, 140, false)).toBe(false);
  expect(follows(false, 100, 200, true)).toBe(true);
});
