import { describe, expect, it } from 'vitest';

import { formatEarly, parseEarly, toEarlyKey } from '../early';

it('is kept below the user and the session', () => {
  expect(toEarlyKey('ada', 'work-b-1')).toBe('remote-claude:prompt:ada/work-b-1');
});

describe('what the start page kept', () => {
  it('is a message, new or with its conversation', () => {
    const kept = { text: 'hello', client_id: 'c' };
    const read = { text: 'hello', clientId: 'c', conversation: null };
    expect(parseEarly(JSON.stringify(kept))).toEqual(read);
    const made = { ...read, conversation: 'c1' };
    expect(parseEarly(formatEarly(made))).toEqual(made);
  });

  it('is words only where they are not to be sent', () => {
    expect(parseEarly('{"text": "hello"}')).toEqual({
      text: 'hello',
      clientId: null,
      conversation: null
    });
  });

  it.each([
    ['nothing', null],
    ['not JSON', '{'],
    ['null', 'null'],
    ['a number', '7'],
    ['no words', '{"text": " \\n", "client_id": "c"}'],
    ['no text', '{"text": 7, "client_id": "c"}'],
    ['too many words', JSON.stringify({ text: 'a'.repeat(100_001), client_id: 'c' })]
  ])('is nothing where there is %s', (_, kept) => {
    expect(parseEarly(kept)).toBeNull();
  });
});
