/** The conversation that was open comes back after a reload. */

import type { IStateDB } from '@jupyterlab/statedb';

import type { ConversationsModel } from '../conversations/model';
import type { ChatModel } from './model';

/** What to remember, and where. */
export interface IRememberOptions {
  key: string;
  stateDB: IStateDB;
  chat: ChatModel;
  conversations: ConversationsModel;
}

/** Open what was open, or the newest where nothing is known; then keep what is open. */
export async function rememberOpen({
  key,
  stateDB,
  chat,
  conversations
}: IRememberOptions): Promise<void> {
  let touched = false;
  chat.opened.connect((_, id) => {
    touched = true;
    void stateDB.save(key, { id });
  });
  const kept = (await stateDB.fetch(key).catch(() => undefined)) as { id?: unknown } | undefined;
  const open = (id: string) => {
    if (!touched && chat.unsent.text === '') {
      chat.open(id);
    }
  };
  if (typeof kept?.id === 'string') {
    open(kept.id);
  } else if (kept === undefined) {
    const openNewest = () => {
      const [newest] = conversations.items;
      if (conversations.isLoaded) {
        conversations.changed.disconnect(openNewest);
        if (newest !== undefined) {
          open(newest.id);
        }
      }
    };
    conversations.changed.connect(openNewest);
    openNewest();
  }
}
