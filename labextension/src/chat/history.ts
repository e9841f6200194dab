/** The frames that are here: the end of a conversation, and as much before it as was asked for. */

import type { Client, IEarlier } from '../api/client';
import type { DurableFrame, Frame } from '../api/types';
import { reduceAll } from './reducer';
import type { IChatState } from './state';
import { EMPTY } from './state';

/** What is known of the messages before the first that is here. */
export type Earlier = 'none' | 'some' | 'loading' | 'failed';

const FIRST_PAGE = 500;
const LARGEST_PAGE = 4000;

/** Keeps the frames, so that an earlier page can be put before them. */
export class History {
  /** `_onChange` is called with each change of the state, which may be none. */
  constructor(
    private readonly _client: Client,
    private readonly _onChange: (change: (state: IChatState) => IChatState) => void
  ) {}

  /** What is known of the messages before the first that is here. */
  get earlier(): Earlier {
    return this._here.first > 1 ? this._reading : 'none';
  }

  /** The number of the first frame that is here. */
  get first(): number {
    return this._here.first;
  }

  /** The entry that a frame made of something that was said; null where it is not here. */
  keyAt(seq: number): string | null {
    const frame = this._here.frames[seq - this._here.first];
    switch (frame?.kind) {
      case 'message':
        return frame.client_id;
      case 'text':
        return frame.block;
      default:
        return null;
    }
  }

  /** From now on another conversation's; null is one that is not made yet. */
  open(conversation: string | null): void {
    this._conversation = conversation;
    this._begin(1);
  }

  /** Note a frame of the stream. */
  take(frame: Frame): void {
    if (frame.kind === 'hello' && (frame.reset === true || frame.after !== undefined)) {
      this._begin((frame.after ?? 0) + 1);
    }
    const { first, frames } = this._here;
    if (frame.seq !== null && frame.seq === first + frames.length) {
      frames.push(frame);
    }
  }

  /** Read the page before what is here; false where there is none, or it did not come. */
  async load(): Promise<boolean> {
    const here = this._here;
    if (this._conversation === null || this.earlier === 'none' || this._reading === 'loading') {
      return false;
    }
    this._tell('loading');
    try {
      // More each time, as all that is here is gone through again.
      const size = Math.min(LARGEST_PAGE, Math.max(FIRST_PAGE, here.frames.length));
      const page = await this._client.earlier(this._conversation, here.first, size);
      if (here === this._here && page.frames.length === 0) {
        this._tell('failed');
      } else if (here === this._here) {
        this._reading = 'some';
        this._onChange(state => this.prepend(state, page));
      }
    } catch {
      if (here === this._here) {
        this._tell('failed'); // the place where it was asked for says so, and offers another try
      }
    }
    return here !== this._here && this._reading !== 'failed';
  }

  /**
   * The state with an earlier page before what is here. What a conversation is by now (its mode, its
   * queue, what it has used) was known already and stays; what was said and done is told anew, as a
   * later frame may end something that an earlier one began.
   */
  prepend(state: IChatState, { frames, standing }: IEarlier): IChatState {
    const [oldest] = frames;
    if (oldest === undefined) {
      return state;
    }
    this._here = { first: oldest.seq, frames: [...frames, ...this._here.frames] };
    const past = reduceAll(reduceAll(EMPTY, standing), this._here.frames);
    const { entries, lanes, held, decisions } = past;
    return { ...state, entries, lanes, held, decisions };
  }

  private _begin(first: number): void {
    this._here = { first, frames: [] };
    this._reading = 'some';
  }

  private _tell(reading: 'loading' | 'failed'): void {
    this._reading = reading;
    this._onChange(state => state);
  }

  private _conversation: string | null = null;
  /** Another object once something else is here, so that a late page is not put before it. */
  private _here: { readonly first: number; readonly frames: DurableFrame[] } = {
    first: 1,
    frames: []
  };
  private _reading: Exclude<Earlier, 'none'> = 'some';
}
