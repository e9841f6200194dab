/** What a row of the list is given. */

import type { TranslationBundle } from '@jupyterlab/translation';

import type { Conversation, ConversationPatch } from '../../api/types';

/** What a row may do. */
export interface IRowTools {
  readonly onOpen: (id: string) => void;
  readonly onEdit: (id: string, patch: ConversationPatch) => Promise<void>;
  readonly onArchive: (id: string, archived: boolean) => Promise<void>;
  readonly onRemove: (id: string) => Promise<void>;
}

export interface IRowProps {
  readonly item: Conversation;
  readonly isCurrent: boolean;
  readonly isAsking: boolean;
  readonly now: number;
  readonly trans: TranslationBundle;
  readonly tools: IRowTools;
}
