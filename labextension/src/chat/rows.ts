/** What stands in the transcript, row by row. */

import type { IOutgoing } from './outbox';
import type { Entry, ILiveBlock, IToolEntry } from './state';

/** One row of the transcript. */
export type Row =
  | {
      readonly type: 'entry';
      readonly key: string;
      readonly entry: Entry;
      readonly sum: IChanges | null;
    }
  | { readonly type: 'group'; readonly key: string; readonly tools: readonly IToolEntry[] }
  | { readonly type: 'live'; readonly key: string; readonly block: ILiveBlock }
  | { readonly type: 'outgoing'; readonly key: string; readonly message: IOutgoing };

/** What a turn has changed on disk. */
export interface IChanges {
  readonly files: number;
  readonly added: number;
  readonly removed: number;
}
