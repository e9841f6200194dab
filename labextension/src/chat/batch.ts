/** Frames gathered until the page is drawn next, so that many of them cost one drawing. */

import type { IDisposable } from '@lumino/disposable';

import type { Frame } from '../api/types';
import { Typing } from './typing';

/** A hidden page draws nothing, and its frames must not pile up. */
const HIDDEN_MS = 250;
/** Text that grows thirty times a second looks like a stream; the rest of the time is for the reader. */
const PACE_MS = 30;
/** A page that has much to draw, or a slow machine, has as much time again for everything else ... */
const SHARE = 2;
/** ... but the words are never further behind than this. */
const SLOWEST_MS = 80;
/** Somebody who types all the time sees the answer grow all the same. */
const MOST_MS = 100;

/**
 * Calls back with all frames since the last time, in order: the first at the next drawing, later
 * ones at every other drawing at most, and after the letters of keys that were struck meanwhile.
 */
export class FrameBatch implements IDisposable {
  constructor(private readonly _flush: (frames: readonly Frame[]) => void) {
    this._drawn.port1.onmessage = () => {
      this._rest = pause(performance.now() - this._flushedAt);
    };
  }

  get isDisposed(): boolean {
    return this._disposed;
  }

  /** Add a frame. */
  push(frame: Frame): void {
    if (this._disposed) {
      return;
    }
    this._frames.push(frame);
    if (this._frames.length === 1) {
      this._schedule();
    }
  }

  dispose(): void {
    this._disposed = true;
    this._stop();
    this._drawn.port1.close();
    this._typing.dispose();
    this._frames = [];
  }

  private _schedule(): void {
    const now = performance.now();
    const wait = Math.max(0, this._flushedAt + this._rest - now);
    this._latest = now + wait + MOST_MS;
    // Should the page be hidden in between, no drawing comes any more.
    this._last = window.setTimeout(this._run, HIDDEN_MS);
    if (wait > 0) {
      this._pause = window.setTimeout(this._await, wait);
    } else {
      this._await();
    }
  }

  private readonly _await = () => {
    this._drawing = window.requestAnimationFrame(() => {
      if (this._typing.isOwed && performance.now() < this._latest) {
        this._await();
      } else {
        this._run();
        // Comes when all of it is on the screen.
        this._drawn.port2.postMessage(null);
      }
    });
  };

  private readonly _run = () => {
    this._stop();
    const frames = this._frames;
    this._frames = [];
    this._flushedAt = performance.now();
    this._flush(frames);
  };

  private _stop(): void {
    window.clearTimeout(this._pause);
    window.clearTimeout(this._last);
    window.cancelAnimationFrame(this._drawing);
  }

  private readonly _typing = new Typing();
  private readonly _drawn = new MessageChannel();
  private _frames: Frame[] = [];
  private _flushedAt = -Infinity;
  private _rest = PACE_MS;
  /** The moment from which keys are no reason to wait any longer. */
  private _latest = 0;
  private _pause = 0;
  private _last = 0;
  private _drawing = 0;
  private _disposed = false;
}

/** From one drawing to the next, when one takes so long. */
export function pause(tookMs: number): number {
  return Math.min(SLOWEST_MS, Math.max(PACE_MS, SHARE * tookMs));
}
