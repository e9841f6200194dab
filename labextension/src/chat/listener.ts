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
    this._stream.stateChanged.connect((_, state) => {
      if (state === 'open') {
        this._refusal = null; // the session was started anew, and knows us again
      }
      ears.onState();
    });
    this._stream.refused.connect(ears.onRefused);
    this._stream.unauthorized.connect((_, error) => {
      this._refusal = error;
      ears.onState();
    });
  }

  get state(): SocketState {
    return this._stream.state;
  }

  /** Why the session does not let us in, until it does. */
  get refusal(): ApiError | null {
    return this._refusal;
  }

  get isDisposed(): boolean {
    return this._stream.isDisposed;
  }

  /** Whoever reads has been told. */
  forgetRefusal(): void {
    this._refusal = null;
  }

  /** Try to connect at once. */
  reconnect(): void {
    this._stream.reconnect();
  }

  dispose(): void {
    this._stream.dispose();
    this._batch.dispose();
  }

  private _refusal: ApiError | null = null;
  private readonly _stream: FrameStream;
  private readonly _batch: FrameBatch;
}

export namespace Listener {
  /** Whom to tell. */
  export interface IEars {
    onFrames: (frames: readonly Frame[]) => void;
    /** The connection is another one, or is refused. */
    onState: () => void;
    onRefused: () => void;
  }
}
