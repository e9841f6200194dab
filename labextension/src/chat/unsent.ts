/** The draft and the unconfirmed messages of the conversation that is shown, kept as they change. */

import type { IExplained } from '../api/errors';
import type { Attachment } from '../api/types';
import type { IAttached } from '../writing/attached';
import { put, without } from '../writing/attached';
import type { Drafts, IDraft } from './drafts';
import { NO_DRAFT } from './drafts';
import type { IOutgoing } from './outbox';
import { failed, gone, sending } from './outbox';

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

  /** Whether what is selected in the editor stays out of messages. */
  get withoutSelection(): boolean {
    return this._draft.withoutSelection;
  }

  /**
   * Take up what was kept for a conversation. What was under way when the page went may have
   * arrived or not: `unknown` says so, and trying again is harmless.
   */
  load(id: string | null, unknown: IExplained): void {
    const kept = this._drafts.read(id);
    this._id = id;
    const outbox = kept.outbox.map(item => ({ ...item, failure: item.failure ?? unknown }));
    this._draft = { ...kept, outbox };
  }

  /** The new conversation has been made: what was written for it goes along. */
  move(id: string): void {
    this._drafts.write(this._id, NO_DRAFT);
    this._id = id;
    this._drafts.write(id, this._draft);
    this._onChange();
  }

  setText(text: string): void {
    if (text !== this.text) {
      this._set({ text });
    }
  }

  /** Add something to the next message, or say how it is now. */
  attach(item: IAttached): void {
    this._set({ attached: put(this.attached, item) });
  }

  /** Take something off again. */
  detach(id: string): void {
    this._set({ attached: without(this.attached, id) });
  }

  /** Leave what is selected in the editor out of messages, or not. */
  setWithoutSelection(withoutSelection: boolean): void {
    this._set({ withoutSelection });
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

  /** A message could not be sent. */
  failed(clientId: string, failure: IExplained): void {
    this._setMessages(failed(this.messages, clientId, failure));
  }

  /** A message has arrived, or was given up. */
  gone(clientId: string): void {
    this._setMessages(gone(this.messages, clientId));
  }

  private _setMessages(outbox: readonly IOutgoing[]): void {
    if (outbox !== this.messages) {
      this._set({ outbox });
    }
  }

  private _set(part: Partial<IDraft>): void {
    const before = this._draft;
    this._draft = { ...before, ...part };
    this._drafts.write(this._id, this._draft, before);
    this._onChange();
  }

  private _id: string | null = null;
  private _draft: IDraft = NO_DRAFT;
}
