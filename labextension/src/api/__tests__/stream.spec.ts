import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { FRAMES, hello } from './conversation';
import { ScriptedServer } from './server';
import { delay } from '../backoff';
import { FrameStream } from '../stream';
import type { Frame } from '../types';

let server: ScriptedServer;
let stream: FrameStream;
let got: Frame[];

beforeEach(() => {
  vi.useFakeTimers();
  server = new ScriptedServer();
  server.replies.set('GET conversations/c1', { status: 200, body: {} });
  got = [];
  stream = new FrameStream({
    client: server.client,
    conversation: 'c1',
    after: 0,
    onFrame: frame => {
      got.push(frame);
    }
  });
});

afterEach(() => {
  stream.dispose();
  vi.useRealTimers();
});

const numbers = () => got.flatMap(frame => frame.seq ?? []);

describe('a stream', () => {
  it('asks for what it has not got, whenever it connects again', async () => {
    for (let cut = 0; cut < 5; cut++) {
      server.socket.open();
      server.socket.say(hello(5), ...FRAMES.slice(numbers().length, cut + 1));
      server.socket.break();
      await vi.advanceTimersByTimeAsync(20_000);
      expect(server.socket.url).toMatch(new RegExp(`/conversations/c1/stream\\?after=${cut + 1}$`));
    }
    expect(numbers()).toEqual([1, 2, 3, 4, 5]);
  });

  it('hands no frame on twice, and none out of order', () => {
    server.socket.open();
    server.socket.say(hello(3), ...FRAMES.slice(0, 3), ...FRAMES.slice(0, 3));
    expect(numbers()).toEqual([1, 2, 3]);
    server.socket.say(FRAMES[5]!);
    expect(numbers()).toEqual([1, 2, 3]);
    expect(server.sockets).toHaveLength(2);
    expect(server.socket.url).toMatch(/after=3$/);
  });

  it('begins anew when the server says so', () => {
    server.socket.open();
    server.socket.say(hello(3), ...FRAMES.slice(0, 3));
    server.socket.say(hello(3, { reset: true }), ...FRAMES.slice(0, 3));
    expect(numbers()).toEqual([1, 2, 3, 1, 2, 3]);
  });

  it('never puts a token into its address', () => {
    expect(server.socket.url).not.toContain('token');
  });

  it('goes on trying while the server is away', async () => {
    server.replies.set('GET conversations/c1', 'away');
    for (let count = 1; count < 6; count++) {
      expect(server.sockets).toHaveLength(count);
      server.socket.break();
      await vi.advanceTimersByTimeAsync(20_000);
    }
    expect(stream.state).toBe('connecting');
  });

  it('tries at once when the network is back', () => {
    server.socket.open();
    server.socket.break();
    expect(stream.state).toBe('waiting');
    window.dispatchEvent(new Event('online'));
    expect(server.sockets).toHaveLength(2);
  });

  it('ends where there is no such conversation', async () => {
    server.replies.delete('GET conversations/c1');
    const refused = vi.fn();
    stream.refused.connect(refused);
    server.socket.break();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(refused).toHaveBeenCalledOnce();
    expect(server.sockets).toHaveLength(1);
  });

  it('stops for good when it is disposed', async () => {
    server.socket.break();
    stream.dispose();
    window.dispatchEvent(new Event('online'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.sockets).toHaveLength(1);
  });
});

it('waits longer each time, within bounds', () => {
  const waits = [0, 1, 2, 3, 20].map(tries => delay(tries, 1));
  expect(waits).toEqual([250, 500, 1000, 2000, 10_000]);
  expect(delay(0, 0)).toBeGreaterThan(0);
});
