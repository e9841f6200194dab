/** The frames of a conversation in order and once each, over a socket that comes back by itself. */

import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { Client } from './client';
import { ApiError } from './errors';
import type { SocketState } from './socket';
import { Socket } from './socket';
import type { Conversation, ConversationChanged, Frame } from './types';

/** One conversation's frames after the number `after`, live. */
export class FrameStream implements IDisposable {
  constructor(private readonly _options: FrameStream.IOptions) {
    const { client, conversation, after, tail = 0 } = _options;
    this._last = after;
    this._isBegun = after > 0 || tail === 0;
    this._socket = new Socket({
      url: () =>
        this._isBegun
          ? client.streamUrl(conversation, this._last)
          : client.tailUrl(conversation, tail),
      onMessage: this._onMessage,
      isRefused: this._isRefused,
      WebSocket: client.settings.WebSocket
    });
  }

  get state(): SocketState {
    return this._socket.state;
  }

  /** Emitted when the connection comes or goes. */
  get stateChanged(): ISignal<Socket, SocketState> {
    return this._socket.stateChanged;
  }

  /** Emitted once, when there is no such conversation (any more). */
  get refused(): ISignal<this, ApiError> {
    return this._refused;
  }

  /** Emitted when the login no longer holds; the stream goes on trying. */
  get unauthorized(): ISignal<this, ApiError> {
    return this._unauthorized;
  }

  get isDisposed(): boolean {
    return this._socket.isDisposed;
  }

  /** Try again at once. */
  reconnect(): void {
    this._socket.reconnect();
  }

  dispose(): void {
    this._socket.dispose();
    Signal.clearData(this);
  }

  private readonly _onMessage = (text: string) => {
    const frame = JSON.parse(text) as Frame;
    if (frame.kind === 'hello') {
      this._last = frame.after ?? (frame.reset === true ? 0 : this._last);
      this._isBegun = true;
    }
    if (frame.seq !== null) {
      if (frame.seq <= this._last) {
        return;
      }
      if (frame.seq > this._last + 1) {
        // One is missing. The server has it: ask again from the last one that is here.
        this._socket.reconnect();
        return;
      }
      this._last = frame.seq;
    }
    this._options.onFrame(frame);
  };

  private readonly _isRefused = async (): Promise<boolean> => {
    try {
      await this._options.client.get(this._options.conversation);
      return false;
    } catch (error) {
      if (!(error instanceof ApiError)) {
        throw error;
      }
      if (error.code === 'not_found') {
        this._refused.emit(error);
        return true;
      }
      if (error.status === 401 || error.status === 403) {
        this._unauthorized.emit(error);
        this._options.client.lockedOut.emit(error);
      }
      return false;
    }
  };

  private _last: number;
  /** Whether it is known where the stream begins. */
  private _isBegun: boolean;
  private readonly _socket: Socket;
  private readonly _refused = new Signal<this, ApiError>(this);
  private readonly _unauthorized = new Signal<this, ApiError>(this);
}

export namespace FrameStream {
  /** What a stream is made of. */
  export interface IOptions {
    client: Client;
    conversation: string;
    after: number;
    /** Begin about so many frames before the end; later connections go on from the last one. */
    tail?: number;
    onFrame: (frame: Frame) => void;
  }
}

/** The changes of all conversations, live; `onOpen` is the moment to read the whole list. */
export class ChangeStream implements IDisposable {
  constructor(options: ChangeStream.IOptions) {
    this._socket = new Socket({
      url: () => options.client.changesUrl(),
      onMessage: text => {
        const change = JSON.parse(text) as { conversation?: Conversation; deleted?: boolean };
        if (change.conversation !== undefined) {
          options.onChange({ ...change, conversation: change.conversation });
        }
      },
      isRefused: () => Promise.resolve(false),
      WebSocket: options.client.settings.WebSocket
    });
    this._socket.stateChanged.connect((_, state) => {
      if (state === 'open') {
        options.onOpen();
      }
      options.onState(state);
    });
  }

  get isDisposed(): boolean {
    return this._socket.isDisposed;
  }

  /** Try again at once. */
  reconnect(): void {
    this._socket.reconnect();
  }

  dispose(): void {
    this._socket.dispose();
  }

  private readonly _socket: Socket;
}

export namespace ChangeStream {
  /** What a stream is made of. */
  export interface IOptions {
    client: Client;
    onChange: (change: ConversationChanged) => void;
    onOpen: () => void;
    onState: (state: SocketState) => void;
  }
}
