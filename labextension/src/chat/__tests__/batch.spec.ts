import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { FRAMES, delta } from '../../api/__tests__/conversation';
import type { Frame } from '../../api/types';
import { FrameBatch, pause } from '../batch';
import { reduce, reduceAll } from '../reducer';
import { EMPTY } from '../state';

const DRAWING_MS = 16;

describe('frames gathered for the next drawing', () => {
  let flushed: (readonly Frame[])[] = [];
  let batch: FrameBatch;
  const push = (count: number) => {
    for (let index = 0; index < count; index++) {
      batch.push(delta('b', `word ${index} `));
    }
  };
  const strike = () => {
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'x' }));
  };

  beforeEach(() => {
    vi.useFakeTimers();
    flushed = [];
    batch = new FrameBatch(frames => {
      flushed.push(frames);
    });
  });

  afterEach(() => {
    batch.dispose();
    vi.useRealTimers();
  });

  it('come together, the first of them at once', () => {
    push(3);
    expect(flushed).toEqual([]);
    vi.advanceTimersByTime(DRAWING_MS);
    expect(flushed.map(frames => frames.length)).toEqual([3]);
  });

  it('are drawn at every other drawing at most, none twice and none left over', () => {
    for (let ms = 0; ms < 960; ms += 4) {
      push(1);
      vi.advanceTimersByTime(4);
    }
    vi.advanceTimersByTime(100);
    expect(flushed.length).toBeGreaterThan(25);
    expect(flushed.length).toBeLessThanOrEqual(32);
    expect(flushed.flat()).toHaveLength(240);
  });

  it('wait for the letter of a key that was struck', () => {
    push(1);
    vi.advanceTimersByTime(DRAWING_MS - 5);
    strike();
    vi.advanceTimersByTime(5);
    expect(flushed).toEqual([]);
    vi.advanceTimersByTime(2 * DRAWING_MS);
    expect(flushed).toHaveLength(1);
  });

  it('come even though somebody types without end', () => {
    for (let ms = 0; ms < 1000; ms += 10) {
      push(1);
      strike();
      vi.advanceTimersByTime(10);
    }
    expect(flushed.length).toBeGreaterThanOrEqual(6);
  });

  it('come in a page that is hidden, and in one that is hidden while they wait', () => {
    const drawing = vi.spyOn(window, 'requestAnimationFrame').mockReturnValue(0);
    push(2);
    vi.advanceTimersByTime(250);
    push(2);
    vi.advanceTimersByTime(250);
    expect(drawing).toHaveBeenCalled();
    expect(flushed.map(frames => frames.length)).toEqual([2, 2]);
  });

  it('come no more once nobody listens', () => {
    push(1);
    batch.dispose();
    push(1);
    vi.advanceTimersByTime(1000);
    expect(flushed).toEqual([]);
  });

  it('make the same page whenever they come, whatever is typed meanwhile', () => {
    const whole = FRAMES.reduce(reduce, EMPTY);
    for (let seed = 1; seed <= 60; seed++) {
      const random = series(seed);
      flushed = [];
      for (const frame of FRAMES) {
        batch.push(frame);
        if (random() < 0.3) {
          strike();
        }
        vi.advanceTimersByTime(Math.floor(random() * 40));
      }
      vi.advanceTimersByTime(250);
      expect(flushed.flat()).toEqual(FRAMES);
      expect(flushed.reduce(reduceAll, EMPTY)).toEqual(whole);
    }
  });
});

describe('the pause between two drawings', () => {
  it.each([
    [0, 30],
    [12, 30],
    [25, 50],
    [400, 80]
  ])('after one of %i ms is %i ms', (took, expected) => {
    expect(pause(took)).toBe(expected);
  });
});

/** Numbers from 0 to 1, the same each time. */
function series(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}
