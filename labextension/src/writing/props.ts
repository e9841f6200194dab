/** What a person may do while writing; components get it as callbacks. */

import type { Queued } from '../api/types';
import type { ISources } from './use-completion';

/** The same functions as long as the panel lives. */
export interface IWritingActions extends ISources {
  /** The prompts of this conversation, the oldest first. */
  readonly onPrompts: () => readonly string[];
  readonly onAttachPath: (path: string) => void;
  readonly onDetach: (id: string) => void;
  /** Files that were pasted or chosen. */
  readonly onFiles: (files: readonly File[]) => void;
  /** Whether the editor's selection goes with messages. */
  readonly onSelection: (isOn: boolean) => void;
  readonly onDismissNotes: () => void;
  /** Write a waiting message anew, in its place. */
  readonly onEditQueued: (item: Queued, text: string) => void;
  /** Hand a waiting message over at once. */
  readonly onSendQueued: (item: Queued) => void;
  readonly onRemoveQueued: (item: Queued) => void;
}
