/** Frames gathered until the page is drawn next, so that many of them cost one drawing. */

import type { IDisposable } from '@lumino/disposable';

import type { Frame } from '../api/types';

/** A hidden page draws nothing, and its frames must not pile up. */
const HIDDEN_MS = 250;

/** Calls back with all frames since the last drawing, in order. */
export class FrameBatch implements IDisposable {
  constructor(private readonly _flush: (frames: readonly Frame[]) => void) {}

  get isDisposed(): boolean {
    return this._disposed;
  }

  /** Add a frame. */
  push(frame: Frame): void {
    if (this._disposed) {
      return;
    }
    this._frames.push(frame);
    if (this._cancel === null) {
      this._cancel = document.hidden ? later(this._run) : soon(this._run);
    }
  }

  dispose(): void {
    this._disposed = true;
    this._cancel?.();
    this._frames = [];
  }

  private readonly _run = () => {
    const frames = this._frames;
    this._frames = [];
    this._cancel = null;
    this._flush(frames);
  };

  private _frames: Frame[] = [];
  private _cancel: (() => void) | null = null;
  private _disposed = false;
}

function later(run: () => void): () => void {
  const timer = window.setTimeout(run, HIDDEN_MS);
  return () => {
    window.clearTimeout(timer);
  };
}

/** At the next drawing, or a little later where the page is hidden in between. */
function soon(run: () => void): () => void {
  let done = false;
  const once = () => {
    if (!done) {
      done = true;
      cancel();
      run();
    }
  };
  const frame = window.requestAnimationFrame(once);
  const timer = window.setTimeout(once, HIDDEN_MS);
  const cancel = () => {
    window.cancelAnimationFrame(frame);
    window.clearTimeout(timer);
  };
  return cancel;
}
