import { expect, it, vi } from 'vitest';

import { dropLink, readLink } from '../linked';

function place(search: string, hash = '') {
  const replaceState = vi.fn();
  const location = { pathname: '/user/ada/s/lab', search, hash };
  return { location, history: { state: { kept: true }, replaceState } };
}

it.each([
  ['?a=1&conversation=0b7e-c_1&b=', '0b7e-c_1'],
  ['?conversation=', null],
  ['?conversation=..', null],
  ['?conversation=c%2F1', null],
  ['?reset', null],
  ['', null]
])('finds in %j the conversation %j', (search, expected) => {
  expect(readLink(place(search))).toBe(expected);
});

it.each([
  ['?a=1&conversation=c%2F1&b=', '#there', '/user/ada/s/lab?a=1&b=#there'],
  ['?conversation=c1', '', '/user/ada/s/lab']
])('is taken off %j%s, and nothing else', (search, hash, expected) => {
  const linked = place(search, hash);
  dropLink(linked);
  const { replaceState } = linked.history;
  expect(replaceState).toHaveBeenCalledExactlyOnceWith({ kept: true }, '', expected);
});

it('leaves any other address alone', () => {
  const other = place('?reset');
  dropLink(other);
  expect(other.history.replaceState).not.toHaveBeenCalled();
});
