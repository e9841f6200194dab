/** Whether the server answers: told of a failure, it probes until the server is back. */
import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import type { IConnectionStatus } from '@jupyterlab/services';
import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

import { readRedirected, readStatus, retryDelaySeconds, type Answer } from './rules';

/** What is known about the server. */
export interface IConnectionState {
  readonly answer: Answer;
  /** When the next probe is due, in milliseconds of the epoch; null while one is under way. */
  readonly nextAt: number | null;
}

const CONNECTED: IConnectionState = { answer: 'ok', nextAt: null };
const PROBE_DEADLINE_MS = 10_000;

/** The server behind this page, as far as it can be reached. */
export class Connection implements IDisposable {
  constructor(
    private readonly settings: ServerConnection.ISettings,
    private readonly status: IConnectionStatus | null
  ) {
    window.addEventListener('offline', this.lost);
    window.addEventListener('online', this.retry);
  }

  /** What is known now. */
  get state(): IConnectionState {
    return this._state;
  }

  /** Emitted when `state` is another one. */
  get changed(): ISignal<this, IConnectionState> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Somebody could not reach the server. */
  readonly lost = (): void => {
    if (this._state.answer === 'ok' && !this._isDisposed) {
      this._tries = 0;
      this.set({ answer: 'unreachable', nextAt: null });
      void this.probe();
    }
  };

  /** Try now rather than later. */
  readonly retry = (): void => {
    if (this._state.answer !== 'ok' && this._state.nextAt !== null) {
      void this.probe();
    }
  };

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    window.clearTimeout(this._timer);
    window.removeEventListener('offline', this.lost);
    window.removeEventListener('online', this.retry);
    Signal.clearData(this);
  }

  private async probe(): Promise<void> {
    window.clearTimeout(this._timer);
    this.set({ ...this._state, nextAt: null });
    const answer = await this.ask();
    if (this._isDisposed) {
      return;
    }
    if (answer === 'ok') {
      this.set(CONNECTED);
      return;
    }
    const wait = retryDelaySeconds(this._tries) * 1000;
    this._tries += 1;
    this._timer = window.setTimeout(() => void this.probe(), wait);
    this.set({ answer, nextAt: Date.now() + wait });
  }

  private async ask(): Promise<Answer> {
    try {
      const answer = await this.look();
      if (answer !== 'signed-out' || this._state.answer === 'signed-out') {
        return answer;
      }
      // A session that was started anew knows no earlier sign-in; the hub may, and passes it on.
      // Once: each time that leads to the sign-in leaves a cookie.
      await this.request('lab', 'follow');
      return await this.look();
    } catch {
      return 'unreachable';
    }
  }

  private async look(): Promise<Answer> {
    const { type, status } = await this.request('api/status', 'manual');
    return type === 'opaqueredirect'
      ? readRedirected((await this.request('api/status', 'follow')).status)
      : readStatus(status);
  }

  private request(path: string, redirect: RequestRedirect): Promise<Response> {
    return ServerConnection.makeRequest(
      URLExt.join(this.settings.baseUrl, path),
      { redirect, signal: AbortSignal.timeout(PROBE_DEADLINE_MS) },
      this.settings
    );
  }

  private set(state: IConnectionState): void {
    this._state = state;
    if (this.status) {
      // JupyterLab's own polls rest while this is false.
      this.status.isConnected = state.answer === 'ok';
    }
    this._changed.emit(state);
  }

  private _state = CONNECTED;
  private _tries = 0;
  private _timer = 0;
  private _isDisposed = false;
  private readonly _changed = new Signal<this, IConnectionState>(this);
}
