/** A WebSocket that comes back by itself: backoff, offline and online, sleep, hidden tab. */

import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import { delay } from './backoff';

/** `closed` is for good: disposed, or refused by the server. */
export type SocketState = 'connecting' | 'open' | 'waiting' | 'closed';

const TICK_MS = 5_000;
/** A tick that comes so late means that the machine slept: the socket may be dead without saying so. */
const SLEPT_MS = 30_000;

/** One logical connection over as many sockets as it takes. */
export class Socket implements IDisposable {
  constructor(private readonly _options: Socket.IOptions) {
    window.addEventListener('online', this._onOnline);
    window.addEventListener('offline', this._onOffline);
    document.addEventListener('visibilitychange', this._onVisible);
    this._ticker = window.setInterval(this._onTick, TICK_MS);
    this._connect();
  }

  get state(): SocketState {
    return this._state;
  }

  /** Emitted when `state` is another one. */
  get stateChanged(): ISignal<this, SocketState> {
    return this._stateChanged;
  }

  get isDisposed(): boolean {
    return this._disposed;
  }

  /** Drop the socket and connect again at once. */
  reconnect(): void {
    if (!this._disposed) {
      this._tries = 0;
      this._drop();
      this._connect();
    }
  }

  dispose(): void {
    if (this._disposed) {
      return;
    }
    this._disposed = true;
    window.removeEventListener('online', this._onOnline);
    window.removeEventListener('offline', this._onOffline);
    document.removeEventListener('visibilitychange', this._onVisible);
    window.clearInterval(this._ticker);
    this._drop();
    this._enter('closed');
    Signal.clearData(this);
  }

  private _connect(): void {
    window.clearTimeout(this._timer);
    this._enter('connecting');
    const socket = new this._options.WebSocket(this._options.url());
    this._socket = socket;
    socket.onopen = () => {
      this._enter('open');
    };
    socket.onmessage = (event: MessageEvent<unknown>) => {
      this._tries = 0;
      if (typeof event.data === 'string') {
        this._options.onMessage(event.data);
      }
    };
    socket.onclose = () => {
      const opened = this._state === 'open';
      this._drop();
      void this._wait(opened);
    };
  }

  /** A refused handshake looks like a lost connection, so whoever knows is asked which it was. */
  private async _wait(opened: boolean): Promise<void> {
    this._enter('waiting');
    const round = ++this._round;
    if (!opened && (await this._options.isRefused())) {
      if (round === this._round) {
        this.dispose();
      }
      return;
    }
    if (round === this._round && !this._disposed) {
      this._timer = window.setTimeout(
        () => {
          this._connect();
        },
        delay(this._tries++, Math.random())
      );
    }
  }

  private _drop(): void {
    this._round++;
    window.clearTimeout(this._timer);
    const socket = this._socket;
    this._socket = null;
    if (socket !== null) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
  }

  private _enter(state: SocketState): void {
    if (state !== this._state) {
      this._state = state;
      this._stateChanged.emit(state);
    }
  }

  private readonly _onOnline = () => {
    this.reconnect();
  };

  private readonly _onOffline = () => {
    this._drop();
    this._enter('waiting');
    // Some machines never say that they are back, so the usual tries go on.
    void this._wait(true);
  };

  private readonly _onVisible = () => {
    if (!document.hidden && this._state === 'waiting') {
      this.reconnect();
    }
  };

  private readonly _onTick = () => {
    const now = Date.now();
    if (now - this._ticked > SLEPT_MS && !document.hidden) {
      this.reconnect();
    }
    this._ticked = now;
  };

  private _socket: WebSocket | null = null;
  private _state: SocketState = 'waiting';
  private _tries = 0;
  private _round = 0;
  private _timer = 0;
  private readonly _ticker: number;
  private _ticked = Date.now();
  private _disposed = false;
  private readonly _stateChanged = new Signal<this, SocketState>(this);
}

export namespace Socket {
  /** How to make a connection. */
  export interface IOptions {
    /** The address for the next try. */
    url: () => string;
    /** Called with every text message, in order. */
    onMessage: (text: string) => void;
    /** Asked after a handshake that failed: whether trying again is in vain. */
    isRefused: () => Promise<boolean>;
    WebSocket: typeof WebSocket;
  }
}
