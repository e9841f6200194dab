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
});
