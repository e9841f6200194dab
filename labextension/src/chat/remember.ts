/** The conversation that was open comes back after a reload. */

import type { IStateDB } from '@jupyterlab/statedb';

import type { ConversationsModel } from '../conversations/model';
import type { ChatModel } from './model';

/** What to remember, and where. */
export interface IRememberOptions {
  key: string;
  /** Kept by the server for the tabs to come; written with a delay. */
  stateDB: IStateDB;
  /** Kept by this tab alone, at once: a reload shows what the tab showed. */
  tab: Storage;
  chat: ChatModel;
  conversations: ConversationsModel;
}

/** What was open: `null` a new conversation, `undefined` that nothing is known. */
type Kept = string | null | undefined;

/** Open what was open, or the newest where nothing is known; then keep what is open. */
export async function rememberOpen(options: IRememberOptions): Promise<void> {
  const { key, stateDB, tab, chat, conversations } = options;
  let touched = false;
  chat.opened.connect((_, id) => {
    touched = true;
    keepInTab(tab, key, id);
    void stateDB.save(key, { id });
  });
  const open = (id: string) => {
    if (!touched && chat.unsent.text === '') {
      chat.open(id);
    }
  };
  let kept = readFromTab(tab, key);
  if (kept === undefined) {
    kept = read(await stateDB.fetch(key).catch(() => undefined));
  }
  if (typeof kept === 'string') {
    open(kept);
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

function read(value: unknown): Kept {
  const id = (value as { id?: unknown } | null | undefined)?.id;
  return typeof id === 'string' || id === null ? id : undefined;
}

function readFromTab(tab: Storage, key: string): Kept {
  try {
    return read(JSON.parse(tab.getItem(key) ?? 'null'));
  } catch {
    return undefined; // no storage here, or not ours: as if nothing had been kept
  }
}

function keepInTab(tab: Storage, key: string, id: string | null): void {
  try {
    tab.setItem(key, JSON.stringify({ id }));
  } catch {
    // Without storage the server's memory alone has to do.
  }
}
