/** What arriving frames tell beside the state: how far they are here, the server's clock, what to say. */

import type { TranslationBundle } from '@jupyterlab/translation';

import type { Frame } from '../api/types';
import { announce } from './announce';

const SLOW_MS = 3_000;

/** Watches the frames of one conversation. */
export class Arrival {
  /** `isNew`: the conversation has only just been made, so that nothing is missing. */
  constructor(isNew: boolean) {
    this._until = isNew ? 0 : Infinity;
  }

  /** The number that the missing frames reach to; Infinity until the server has said it. */
  get until(): number {
    return this._until;
  }

  /** Whether what is missing takes so long that it should be shown as it comes. */
  get isSlow(): boolean {
    return Date.now() - this._since > SLOW_MS;
  }

  /** Milliseconds that the server's clock is ahead of this one. */
  get clockAheadMs(): number {
    return this._clockAheadMs;
  }

  /** What a screen reader should say next: about what is new, not about what was missing. */
  get announcement(): string {
    return this._announcement;
  }

  /** Said once for each connection, when what was missing is here: whether it is the first one. */
  settle(lastSeq: number): 'first' | 'again' | null {
    if (lastSeq < this._missingTo) {
      return null;
    }
    this._missingTo = Infinity;
    return this._connections === 1 ? 'first' : 'again';
  }

  /** Look at a frame. */
  take(frame: Frame, trans: TranslationBundle): void {
    if (frame.kind === 'hello') {
      this._until = Math.min(this._until, frame.last);
      this._missingTo = frame.last;
      this._connections += 1;
      this._clockAheadMs = Date.parse(frame.at) - Date.now();
    }
    if (frame.seq === null || frame.seq > this._until) {
      this._announcement = announce(frame, trans) ?? this._announcement;
    }
  }

  private _until: number;
  private readonly _since = Date.now();
  private _clockAheadMs = 0;
  /** The number that what this connection missed reaches to; Infinity once it is here. */
  private _missingTo = Infinity;
  private _connections = 0;
  private _announcement = '';
}
