/** Whether somebody is striking keys: a letter is drawn before anything that can wait. */

import type { IDisposable } from '@lumino/disposable';

/** A key's letter is on the screen with the next drawing; what comes after that is free again. */
const OWED_MS = 20;

/** Chromium says what others do not: that a key waits to be handled. */
interface IScheduling {
  readonly isInputPending?: () => boolean;
}

/** Watches the keys of the whole page: who types in an editor is served as well. */
export class Typing implements IDisposable {
  constructor() {
    document.addEventListener('keydown', this._onKey, { capture: true, passive: true });
  }

  /** Whether a letter waits to be drawn. */
  get isOwed(): boolean {
    return performance.now() - this._struckAt < OWED_MS || isInputPending();
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
    document.removeEventListener('keydown', this._onKey, { capture: true });
  }

  private readonly _onKey = () => {
    this._struckAt = performance.now();
  };

  private _struckAt = -Infinity;
  private _isDisposed = false;
}

function isInputPending(): boolean {
  const { scheduling } = navigator as { scheduling?: IScheduling };
  return scheduling?.isInputPending?.() === true;
}
