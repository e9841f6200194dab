/** The draft and the unconfirmed messages of the conversation that is shown, kept as they change. */

import type { IExplained } from '../api/errors';
import type { Drafts } from './drafts';
import type { IOutgoing } from './outbox';
import { failed, gone, sending } from './outbox';

/** What a person wrote and the server does not have. */
export class Unsent {
  constructor(
    private readonly _drafts: Drafts,
    private readonly _onChange: () => void
  ) {}

  get text(): string {
    return this._text;
  }

  get messages(): readonly IOutgoing[] {
    return this._messages;
  }

  /**
   * Take up what was kept for a conversation. What was under way when the page went may have
   * arrived or not: `unknown` says so, and trying again is harmless.
   */
  load(id: string | null, unknown: IExplained): void {
    const kept = this._drafts.read(id);
    this._id = id;
    this._text = kept.text;
    this._messages = kept.outbox.map(item => ({ ...item, failure: item.failure ?? unknown }));
  }

  /** The new conversation has been made: what was written for it goes along. */
  move(id: string): void {
    this._drafts.write(this._id, { text: '', outbox: [] });
    this._id = id;
    this._keep();
  }

  setText(text: string): void {
    if (text !== this._text) {
      this._text = text;
      this._keep();
    }
  }

  /** A message is under way. */
  sending(message: IOutgoing): void {
    this._set(sending(this._messages, message));
  }

  /** A message could not be sent. */
  failed(clientId: string, failure: IExplained): void {
    this._set(failed(this._messages, clientId, failure));
  }

  /** A message has arrived, or was given up. */
  gone(clientId: string): void {
    this._set(gone(this._messages, clientId));
  }

  private _set(messages: readonly IOutgoing[]): void {
    if (messages !== this._messages) {
      this._messages = messages;
      this._keep();
    }
  }

  private _keep(): void {
    this._drafts.write(this._id, { text: this._text, outbox: this._messages });
    this._onChange();
  }

  private _id: string | null = null;
  private _text = '';
  private _messages: readonly IOutgoing[] = [];
}
