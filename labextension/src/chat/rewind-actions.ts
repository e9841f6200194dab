/** Rewinding, carried out by the models. */

import type { Client } from '../api/client';
import type { IActions } from './components/props';
import type { ChatModel } from './model';
import { flat, promptsOf } from './rewinding';
import type { PanelUi } from './ui';

interface IParts {
  chat: ChatModel;
  client: Client;
  ui: PanelUi;
  /** Put a text back into the composer. */
  putBack: (text: string) => void;
}

type RewindActions = Pick<
  IActions,
  'onRewind' | 'onUndoRewind' | 'onLookBack' | 'onGoBack' | 'onLeaveRewind'
>;

/** The callbacks about rewinding; made once. */
export function createRewindActions({ chat, client, ui, putBack }: IParts): RewindActions {
  const ask = (turn: string, rewind: string | null) => {
    if (chat.id !== null) {
      const text = promptsOf(flat(chat.state.entries), turn);
      ui.askRewind({ conversation: chat.id, turn, rewind, text });
    }
  };
  return {
    onRewind: turn => {
      ask(turn, null);
    },
    onUndoRewind: rewind => {
      ask('', rewind);
    },
    onLookBack: ({ conversation, turn, rewind }) =>
      rewind === null
        ? client.rewind(conversation, { turn, what: 'both', dry_run: true })
        : client.undoRewind(conversation, rewind, { dry_run: true }),
    onGoBack: async ({ conversation, turn, rewind, text }, what) => {
      if (rewind !== null) {
        return client.undoRewind(conversation, rewind, { dry_run: false });
      }
      const result = await client.rewind(conversation, { turn, what, dry_run: false });
      if (what !== 'files' && chat.id === conversation && chat.unsent.text.trim() === '') {
        putBack(text);
      }
      return result;
    },
    onLeaveRewind: () => {
      ui.askRewind(null);
      ui.focus('composer');
    }
  };
}
