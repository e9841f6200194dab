/** What was written while the session started becomes the first message of a new conversation. */

import type { Drafts } from './drafts';
import { formatEarly, parseEarly, type IEarly } from './early';
import type { ChatModel } from './model';
import { toOutgoing, type IOutgoing } from './outbox';

/** Where it is kept, and who sends it. */
export interface IEarlyOptions {
  storage: Storage;
  key: string;
  chat: ChatModel;
  drafts: Drafts;
  /** Show a conversation in the panel; null is a new one. */
  show: (id: string | null) => void;
}

/** Send it, or put it into the box where it was not to be sent; nothing happens without any. */
export async function sendEarly(options: IEarlyOptions): Promise<void> {
  const { chat, show } = options;
  const early = parseEarly(read(options));
  if (early === null) {
    return;
  }
  if (early.clientId === null) {
    show(null);
    chat.unsent.setText([chat.unsent.text, early.text].filter(part => part !== '').join('\n'));
    forget(options);
    return;
  }
  await post(options, early, early.clientId);
}

/**
 * A reload in the middle, or the same tab duplicated, makes the same conversation and posts the same
 * message to it: the server has both once.
 * What is kept goes when the server has the message, or nobody wants it sent any more.
 */
async function post(options: IEarlyOptions, early: IEarly, clientId: string): Promise<void> {
  const { chat, drafts, show } = options;
  let { conversation } = early;
  const isThis = (message: IOutgoing) => message.clientId === clientId;
  const onMade = (_: ChatModel, id: string | null) => {
    // Somebody may open another one meanwhile: it is the one that has the message.
    if (conversation === null && chat.unsent.messages.some(isThis)) {
      conversation = id;
      keep(options, { ...early, conversation });
    }
  };
  const onChange = () => {
    if (!chat.unsent.messages.some(isThis) && !drafts.read(conversation).outbox.some(isThis)) {
      end();
    }
  };
  const end = () => {
    forget(options);
    chat.opened.disconnect(onMade);
    chat.changed.disconnect(onChange);
  };
  show(null);
  if (conversation !== null) {
    chat.unsent.gone(chat.unsent.home, clientId); // it waited there for its conversation
    show(conversation);
  }
  chat.unsent.sending(toOutgoing({ clientId, text: early.text, when: 'queue', queued: false }));
  const sent = chat.retry(clientId);
  chat.opened.connect(onMade);
  await sent;
  if (chat.unsent.messages.some(each => isThis(each) && each.failure !== null)) {
    chat.changed.connect(onChange); // it stands in the outbox, as a page that goes leaves it
  } else {
    end();
  }
}

function read({ storage, key }: IEarlyOptions): string | null {
  try {
    return storage.getItem(key);
  } catch {
    return null; // no storage here: then nothing was kept
  }
}

function keep({ storage, key }: IEarlyOptions, early: IEarly): void {
  try {
    storage.setItem(key, formatEarly(early));
  } catch {
    // Full: it goes on without.
  }
}

function forget({ storage, key }: IEarlyOptions): void {
  try {
    storage.removeItem(key);
  } catch {
    // Forbidden: then there is nothing.
  }
}
