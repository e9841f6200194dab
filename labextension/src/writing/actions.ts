/** What a person may do while writing, carried out by the models. */

import { UUID } from '@lumino/coreutils';

import type { Client } from '../api/client';
import type { Command } from '../api/types';
import type { ChatModel } from '../chat/model';
import { flat } from '../chat/rewinding';
import type { IWritingActions } from './props';
import type { EditorSelection } from './selection';
import type { Intake } from './taking';

/** What they work on. */
export interface IWritingParts {
  chat: ChatModel;
  client: Client;
  intake: Intake;
  selection: EditorSelection;
  /** The documents that are open, the one in front first. */
  openDocuments: () => readonly string[];
  /** Put a text back into the composer. */
  putBack: (text: string) => void;
}

/** Commands change seldom, so they are not asked for at each key. */
const COMMANDS_HOLD_MS = 30_000;

/** The callbacks; made once. */
export function createWritingActions(parts: IWritingParts): IWritingActions {
  const { chat, client, intake, openDocuments, putBack } = parts;
  let commands: { at: number; items: Promise<readonly Command[]> } | null = null;
  return {
    onCommands: () => {
      if (commands === null || performance.now() - commands.at > COMMANDS_HOLD_MS) {
        const items = client.commands();
        commands = { at: performance.now(), items };
        items.catch(() => {
          commands = null;
        });
      }
      return commands.items;
    },
    onSuggest: query => client.suggest(query),
    onOpenDocuments: openDocuments,
    onPrompts: () =>
      flat(chat.state.entries).flatMap(entry => (entry.type === 'prompt' ? [entry.text] : [])),
    onAttachPath: path => {
      const name = path.split('/').at(-1) ?? path;
      chat.unsent.attach({
        id: UUID.uuid4(),
        attachment: { type: 'file', name, path },
        isBusy: false
      });
    },
    onDetach: id => {
      intake.detach(id);
    },
    onFiles: files => {
      intake.takeFiles(files);
    },
    onSelection: isOn => {
      parts.selection.choose(isOn);
    },
    onDismissNotes: () => {
      intake.dismissNotes();
    },
    onEditQueued: (item, text) => {
      void chat.rewrite(item.message, { text }).then(isDone => {
        if (!isDone) {
          putBack(text); // Claude was faster, or nobody was reached: the words are not lost
        }
      });
    },
    onSendQueued: item => void chat.rewrite(item.message, { when: 'now' }),
    onRemoveQueued: item => void chat.withdraw(item.message)
  };
}
