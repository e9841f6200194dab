/** The stream of one conversation, its frames gathered for each drawing. */

import type { IDisposable } from '@lumino/disposable';

import type { Client } from '../api/client';
import type { ApiError } from '../api/errors';
import type { SocketState } from '../api/socket';
import { FrameStream } from '../api/stream';
import type { Frame } from '../api/types';
import { FrameBatch } from './batch';

/** Frames to begin with: some screens full. What is before them is read when somebody goes there. */
const TAIL = 200;

/** Listens to a conversation until it is disposed. */
export class Listener implements IDisposable {
  constructor(client: Client, conversation: string, ears: Listener.IEars) {
    this._batch = new FrameBatch(ears.onFrames);
    this._stream = new FrameStream({
      client,
      conversation,
      after: 0,
      tail: TAIL,
      onFrame: frame => {
        this._batch.push(frame);
      }
    });
    this._stream.stateChanged.connect(ears.onState);
    this._stream.refused.connect(ears.onRefused);
    this._stream.unauthorized.connect((_, error) => {
      ears.onUnauthorized(error);
    });
  }

  get state(): SocketState {
    return this._stream.state;
  }

  get isDisposed(): boolean {
    return this._stream.isDisposed;
  }

  /** Try to connect at once. */
  reconnect(): void {
    this._stream.reconnect();
  }

  dispose(): void {
    this._stream.dispose();
    this._batch.dispose();
  }

  private readonly _stream: FrameStream;
  private readonly _batch: FrameBatch;
}

export namespace Listener {
  /** Whom to tell. */
  export interface IEars {
    onFrames: (frames: readonly Frame[]) => void;
    onState: () => void;
    onRefused: () => void;
    onUnauthorized: (error: ApiError) => void;
  }
}
