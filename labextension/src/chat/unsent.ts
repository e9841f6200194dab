/** The draft and the unconfirmed messages of the conversation that is shown, kept as they change. */

import type { IExplained } from '../api/errors';
import type { Attachment } from '../api/types';
import type { IAttached } from '../writing/attached';
import { put, without } from '../writing/attached';
import type { Drafts, IDraft } from './drafts';
import { NO_DRAFT } from './drafts';
import type { IOutgoing } from './outbox';
import { failed, gone, leftBehind, sending, sent } from './outbox';

/** The draft of one conversation, also when another is shown meanwhile. */
export interface IPlace {
  readonly isShown: boolean;
  readonly attached: readonly IAttached[];
  /** Add something, or say how it is now. */
  readonly attach: (item: IAttached) => void;
  /** The same, where it can be seen only. */
  readonly show: (item: IAttached) => void;
  readonly detach: (id: string) => void;
}

/** Where messages belong; the same object when a new conversation gets its id. */
export interface IHome {
  id: string | null;
}

/** What a person wrote and the server does not have. */
export class Unsent {
  constructor(
    private readonly _drafts: Drafts,
    private readonly _onChange: () => void
  ) {}

  get text(): string {
    return this._draft.text;
  }

  get messages(): readonly IOutgoing[] {
    return this._draft.outbox;
  }

  /** What will go with the next message. */
  get attached(): readonly IAttached[] {
    return this._draft.attached;
  }

  /**
   * Take up what was kept for a conversation. What was under way when the page went may have
   * arrived or not: `unknown` says so, and sending it again is harmless.
   */
  load(id: string | null, unknown: IExplained): void {
    const kept = this._drafts.read(id);
    this._home = { id };
    const outbox = kept.outbox.map(item => leftBehind(item, unknown, Date.now()));
    this._draft = { ...kept, outbox };
  }

  /** The new conversation has been made: what was written for it goes along, shown or not. */
  move(id: string): void {
    const isShown = this._home.id === null;
    // What another page kept there, where it made this conversation before, stays.
    const draft = joined(this._drafts.read(id), isShown ? this._draft : this._drafts.read(null));
    this._drafts.write(null, NO_DRAFT);
    this._drafts.write(id, draft);
    if (isShown) {
      this._home.id = id;
      this._draft = draft;
      this._onChange();
    }
  }

  setText(text: string): void {
    if (text !== this.text) {
      this._set({ text });
    }
  }

  /** Where what is attached now belongs, for what takes a while. */
  get place(): IPlace {
    const home = this._home;
    const isShown = () => home.id === this._home.id;
    const drafts = this._drafts;
    const list = () => (isShown() ? this.attached : drafts.read(home.id).attached);
    const change = (attached: readonly IAttached[]) => {
      if (isShown()) {
        this._set({ attached });
      } else {
        drafts.write(home.id, { ...drafts.read(home.id), attached });
      }
    };
    return {
      get isShown() {
        return isShown();
      },
      get attached() {
        return list();
      },
      attach: item => {
        change(put(list(), item));
      },
      show: item => {
        if (isShown()) {
          this.attach(item);
        }
      },
      detach: id => {
        change(without(list(), id));
      }
    };
  }

  /** Add something to the next message, or say how it is now. */
  attach(item: IAttached): void {
    this._set({ attached: put(this.attached, item) });
  }

  /** Take something off again. */
  detach(id: string): void {
    this._set({ attached: without(this.attached, id) });
  }

  /** Everything in the composer becomes a message: what hangs on it, and an empty composer. */
  take(): readonly Attachment[] {
    const attachments = this.attached.map(item => item.attachment);
    this._set({ text: '', attached: [] });
    return attachments;
  }

  /** A message is under way. */
  sending(message: IOutgoing): void {
    this._setMessages(sending(this.messages, message));
  }

  /** Where the messages that are shown belong. */
  get home(): IHome {
    return this._home;
  }

  /** The unconfirmed messages of a conversation, shown or not. */
  list({ id }: IHome): readonly IOutgoing[] {
    return id === this._home.id ? this.messages : this._drafts.read(id).outbox;
  }

  /** A message could not be sent; one that `waits` goes when the connection is back. */
  failed(home: IHome, clientId: string, failure: IExplained, waits: boolean): void {
    this._change(home, outbox => failed(outbox, clientId, failure, waits));
  }

  /** The server has taken a message. */
  sent(home: IHome, clientId: string): void {
    this._change(home, outbox => sent(outbox, clientId));
  }

  /** A message has arrived, or was given up. */
  gone(home: IHome, clientId: string): void {
    this._change(home, outbox => gone(outbox, clientId));
  }

  private _change(
    home: IHome,
    change: (outbox: readonly IOutgoing[]) => readonly IOutgoing[]
  ): void {
    if (home.id === this._home.id) {
      this._setMessages(change(this.messages));
      return;
    }
    const draft = this._drafts.read(home.id);
    const outbox = change(draft.outbox);
    if (outbox !== draft.outbox) {
      this._drafts.write(home.id, { ...draft, outbox }, draft);
    }
  }

  private _setMessages(outbox: readonly IOutgoing[]): void {
    if (outbox !== this.messages) {
      this._set({ outbox });
    }
  }

  private _set(part: Partial<IDraft>): void {
    const before = this._draft;
    this._draft = { ...before, ...part };
    this._drafts.write(this._home.id, this._draft, before);
    this._onChange();
  }

  /** The conversation; the same object when a new one gets its id. */
  private _home: IHome = { id: null };
  private _draft: IDraft = NO_DRAFT;
}

function joined(one: IDraft, other: IDraft): IDraft {
  const texts = [...new Set([one.text, other.text])];
  return {
    text: texts.filter(text => text !== '').join('\n'),
    outbox: other.outbox.reduce(sending, one.outbox),
    attached: other.attached.reduce(put, one.attached)
  };
}
