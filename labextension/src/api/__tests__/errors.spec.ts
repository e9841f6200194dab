import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, it } from 'vitest';

import { ApiError, explain } from '../errors';

const trans = nullTranslator.load('');

describe('explain', () => {
  it('tells people of a stopped session in other words than programs', () => {
    const error = new ApiError({
      code: 'session_stopped',
      status: 424,
      message: 'The session does not run.',
      remedy: 'Start it: `POST /hub/api/users/ada/servers/one` with the same token.'
    });
    expect(explain(error, trans).remedy).toBe('Start it again, then send the message.');
  });

  const said = (code: string, details: Record<string, unknown> = {}) =>
    explain(new ApiError({ code, status: 400, message: 'A sentence.', details }), trans).message;

  it('says what is not there any more, and what is too large', () => {
    expect(said('not_found', { what: 'conversation', id: 'c1' })).toContain('This conversation');
    expect(said('not_found', { what: 'something new' })).toBe('This is not here any more.');
    expect(said('too_large', { size_bytes: 9, limit_bytes: 8 })).toContain('9 bytes');
    expect(said('too_large')).toBe('This is too large: A sentence.');
  });

  it('keeps what only the server knows, and its sentence for a code without words', () => {
    expect(said('malformed')).toMatch(/: A sentence\.$/);
    expect(said('toString')).toBe('A sentence.');
  });
});
