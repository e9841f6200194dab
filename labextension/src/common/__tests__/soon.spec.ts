import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Soon } from '../soon';

describe('work that is done soon', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it('is done once for all who ask before it begins', async () => {
    const work = vi.fn(() => Promise.resolve());
    const soon = new Soon(work, 100);
    soon.ask();
    soon.ask();
    await vi.advanceTimersByTimeAsync(99);
    expect(work).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(500);
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('is done once more for those who ask while it is done', async () => {
    let finish: () => void = () => undefined;
    const work = vi.fn(() => new Promise<void>(done => (finish = done)));
    const soon = new Soon(work, 100);
    soon.ask();
    await vi.advanceTimersByTimeAsync(100);
    soon.ask();
    soon.ask();
    await vi.advanceTimersByTimeAsync(500);
    expect(work).toHaveBeenCalledTimes(1);
    finish();
    await vi.advanceTimersByTimeAsync(100);
    expect(work).toHaveBeenCalledTimes(2);
    finish();
    await vi.advanceTimersByTimeAsync(500);
    expect(work).toHaveBeenCalledTimes(2);
  });

  it('is done again after it failed', async () => {
    const failed = vi.fn();
    process.once('unhandledRejection', failed);
    const work = vi.fn(() => Promise.resolve()).mockRejectedValueOnce(new Error('gone'));
    const soon = new Soon(work, 100);
    soon.ask();
    await vi.advanceTimersByTimeAsync(100);
    soon.ask();
    await vi.advanceTimersByTimeAsync(100);
    expect(work).toHaveBeenCalledTimes(2);
    expect(failed).toHaveBeenCalledTimes(1);
  });

  it('does not begin any more once it is disposed', async () => {
    const work = vi.fn(() => Promise.resolve());
    const soon = new Soon(work, 100);
    soon.ask();
    soon.dispose();
    soon.ask();
    await vi.advanceTimersByTimeAsync(500);
    expect(work).not.toHaveBeenCalled();
  });
});
