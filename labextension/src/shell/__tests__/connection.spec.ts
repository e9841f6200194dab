import { ServerConnection } from '@jupyterlab/services';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Connection } from '../connection';

/** A server that answers with the given statuses in turn; 0 is no answer at all. */
function serverThatAnswers(...statuses: number[]) {
  const asked: string[] = [];
  const settings = ServerConnection.makeSettings({
    baseUrl: 'http://127.0.0.1/',
    fetch: request => {
      asked.push((request as Request).url);
      const status = statuses.shift() ?? 200;
      return status === 0
        ? Promise.reject(new TypeError('no answer'))
        : Promise.resolve(new Response(null, { status }));
    }
  });
  return { settings, asked };
}

describe('a connection', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it('asks until the server is back, and says so', async () => {
    const { settings, asked } = serverThatAnswers(0, 424, 200);
    const status = { isConnected: true };
    const connection = new Connection(settings, status);
    const answers: string[] = [];
    connection.changed.connect((_, state) => answers.push(state.answer));

    connection.lost();
    expect(status.isConnected).toBe(false);
    await vi.advanceTimersByTimeAsync(20_000);

    expect(answers.filter((answer, index) => answer !== answers[index - 1])).toEqual([
      'unreachable',
      'stopped',
      'ok'
    ]);
    expect(status.isConnected).toBe(true);
    expect(asked).toHaveLength(3);
    connection.dispose();
  });

  it('is told of a failure many times and probes once', async () => {
    const { settings, asked } = serverThatAnswers(200);
    const connection = new Connection(settings, null);
    connection.lost();
    connection.lost();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(asked).toHaveLength(1);
    connection.dispose();
  });

  it('tries at once when asked to', async () => {
    const { settings } = serverThatAnswers(0, 0, 200);
    const connection = new Connection(settings, null);
    connection.lost();
    await vi.advanceTimersByTimeAsync(1_500);
    expect(connection.state.answer).toBe('unreachable');
    connection.retry();
    await vi.advanceTimersByTimeAsync(1);
    expect(connection.state.answer).toBe('ok');
    connection.dispose();
  });

  it('lets the hub sign it in anew before it says that a sign-in has ended', async () => {
    const { settings, asked } = serverThatAnswers(403, 200, 200);
    const connection = new Connection(settings, null);
    connection.lost();
    await vi.advanceTimersByTimeAsync(1);
    expect(connection.state.answer).toBe('ok');
    expect(asked.map(url => new URL(url).pathname)).toEqual(['/api/status', '/lab', '/api/status']);
    connection.dispose();
  });

  it('says that a sign-in has ended where the hub does not know it either', async () => {
    const { settings, asked } = serverThatAnswers(403, 200, 403, 403, 403, 200);
    const connection = new Connection(settings, null);
    connection.lost();
    await vi.advanceTimersByTimeAsync(1);
    expect(connection.state.answer).toBe('signed-out');
    await vi.advanceTimersByTimeAsync(20_000);
    expect(connection.state.answer).toBe('ok');
    expect(asked.filter(url => new URL(url).pathname === '/lab')).toHaveLength(1);
    connection.dispose();
  });

  it('asks nothing more once disposed', async () => {
    const { settings, asked } = serverThatAnswers(0, 0, 0);
    const connection = new Connection(settings, null);
    connection.lost();
    await vi.advanceTimersByTimeAsync(1);
    connection.dispose();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveLength(1);
  });
});
