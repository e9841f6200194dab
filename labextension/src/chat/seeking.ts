/** Reads a conversation back to something that was said in it. */

import type { ISignal } from '@lumino/signaling';

import { ApiError } from '../api/errors';
import type { Earlier } from './history';

/** What it reads from: the conversation that is shown. */
export interface IShown {
  readonly id: string | null;
  readonly isLoaded: boolean;
  readonly changed: ISignal<unknown, void>;
  readonly history: {
    readonly first: number;
    readonly earlier: Earlier;
    keyAt(seq: number): string | null;
    load(): Promise<boolean>;
  };
}

/**
 * The row of a frame, once it is here; null where it makes none, or where another conversation is
 * shown by then. Rejects where what is before cannot be read.
 */
export async function seek(chat: IShown, seq: number): Promise<string | null> {
  const { id, history } = chat;
  const isLeft = () => chat.id !== id;
  await until(chat, () => isLeft() || chat.isLoaded);
  while (!isLeft() && history.first > seq) {
    if (!(await history.load())) {
      // Somebody who scrolls up may be reading it already.
      await until(chat, () => isLeft() || history.earlier !== 'loading');
      if (!isLeft() && history.earlier === 'failed') {
        throw new ApiError({ code: 'network', message: '', status: 0 });
      }
    }
  }
  return isLeft() ? null : history.keyAt(seq);
}

function until(chat: IShown, isSo: () => boolean): Promise<void> {
  return new Promise(resolve => {
    const look = () => {
      if (isSo()) {
        chat.changed.disconnect(look);
        resolve();
      }
    };
    chat.changed.connect(look);
    look();
  });
}
