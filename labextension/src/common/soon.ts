/** Work that is done a moment after it was asked for. */

/**
 * Runs `work` once for all who ask within `delay` ms, and once more for who asks while it runs: what
 * it reads then may be older than what they ask about. (Lumino's `Throttler` lets those wait for the
 * run that is under way, which fits work without an answer to wait for.)
 */
export class Soon {
  constructor(
    private readonly _work: () => Promise<void>,
    private readonly _delay: number
  ) {}

  /** Have it done; nothing where it is about to begin anyway. */
  ask(): void {
    if (this._isRunning) {
      this._isAskedAgain = true;
    } else if (this._timer === null && !this._isDisposed) {
      this._timer = setTimeout(() => void this._run(), this._delay);
    }
  }

  /** Begin no more of it. */
  dispose(): void {
    this._isDisposed = true;
    if (this._timer !== null) {
      clearTimeout(this._timer);
      this._timer = null;
    }
  }

  private async _run(): Promise<void> {
    this._timer = null;
    this._isRunning = true;
    this._isAskedAgain = false;
    try {
      await this._work();
    } finally {
      this._isRunning = false;
      this._again();
    }
  }

  private _again(): void {
    if (this._isAskedAgain) {
      this.ask();
    }
  }

  private _timer: ReturnType<typeof setTimeout> | null = null;
  private _isRunning = false;
  private _isAskedAgain = false;
  private _isDisposed = false;
}
