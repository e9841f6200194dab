/** The conversations of this session and what the session says about itself. */

import { Poll } from '@lumino/polling';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { Client } from '../api/client';
import { ChangeStream } from '../api/stream';
import type { Conversation, ConversationChanged, ConversationPatch, Health } from '../api/types';
import { merge } from './rules';

const HEALTH_MS = 60_000;

/** A conversation that was deleted just now, and when (by this page's clock). */
export interface IDeleted {
  readonly id: string;
  readonly title: string;
  readonly at: number;
}

/** Holds the list, follows its changes, and carries out what a person does to it. */
export class ConversationsModel implements IDisposable {
  constructor(private readonly _client: Client) {
    this._changes = new ChangeStream({
      client: _client,
      onChange: change => {
        this._onChange(change);
      },
      onOpen: () => {
        void this.refresh();
      },
      onState: state => {
        this._isConnected = state === 'open';
      }
    });
    this._poll = new Poll<void, unknown, 'when-hidden'>({
      name: '@remote-claude/lab:health',
      factory: () => this._readHealth(),
      frequency: { interval: HEALTH_MS, backoff: true, max: 5 * HEALTH_MS },
      standby: 'when-hidden'
    });
  }

  /** The most recently changed first. */
  get items(): readonly Conversation[] {
    return this._items;
  }

  /** Whether the list has been read at all. */
  get isLoaded(): boolean {
    return this._isLoaded;
  }

  /** What the session said about itself, or null before its first answer. */
  get health(): Health | null {
    return this._health;
  }

  /** Keep the session one hour longer than its age allows. */
  async keepLonger(): Promise<void> {
    await this._client.extend();
    await this._readHealth();
  }

  /** Why the session could not be asked, or null. */
  get trouble(): unknown {
    return this._trouble;
  }

  /** Whether changes arrive by themselves. */
  get isConnected(): boolean {
    return this._isConnected;
  }

  /** Emitted when the list is another. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Emitted when health or trouble is another. */
  get healthChanged(): ISignal<this, void> {
    return this._healthChanged;
  }

  get isDisposed(): boolean {
    return this._poll.isDisposed;
  }

  /** Read the whole list. */
  async refresh(): Promise<void> {
    try {
      this._items = merge([], await this._client.list());
      this._isLoaded = true;
      this._changed.emit();
    } catch (error) {
      this._setTrouble(error);
    }
    await this._poll.refresh();
  }

  /** Try to connect at once. */
  reconnect(): void {
    this._changes.reconnect();
  }

  /** What was deleted last and may be had back, or null. */
  get deleted(): IDeleted | null {
    return this._deleted;
  }

  /** Give a conversation another title, other tags, or put it into the archive. */
  async edit(id: string, patch: ConversationPatch): Promise<void> {
    this._onChange({ conversation: await this._client.patch(id, patch) });
  }

  /** Another conversation with the same past before a message; its id. */
  async fork(id: string, message: string): Promise<string> {
    const conversation = await this._client.fork(id, message);
    this._onChange({ conversation });
    return conversation.id;
  }

  /** End claude in the terminal that has a conversation. */
  async takeOver(id: string): Promise<void> {
    this._onChange({ conversation: await this._client.takeOver(id) });
  }

  /** Delete a conversation; `restore` brings it back. */
  async remove(id: string): Promise<void> {
    const title = this._items.find(item => item.id === id)?.title ?? '';
    await this._client.remove(id);
    this._items = this._items.filter(item => item.id !== id);
    this._deleted = { id, title, at: Date.now() };
    this._changed.emit();
  }

  /** Bring back what was deleted last. */
  async restore(): Promise<void> {
    if (this._deleted !== null) {
      const conversation = await this._client.restore(this._deleted.id);
      this._deleted = null;
      this._onChange({ conversation });
    }
  }

  /** Offer no more to bring it back. */
  forgetDeleted(): void {
    this._deleted = null;
    this._changed.emit();
  }

  /** A person has seen the end of a conversation. */
  async markRead(id: string): Promise<void> {
    if (this._items.some(item => item.id === id && item.unread)) {
      this._onChange({ conversation: await this._client.patch(id, { unread: false }) });
    }
  }

  dispose(): void {
    if (!this.isDisposed) {
      this._changes.dispose();
      this._poll.dispose();
      Signal.clearData(this);
    }
  }

  private _onChange({ conversation, deleted }: ConversationChanged): void {
    this._items =
      deleted === true
        ? this._items.filter(item => item.id !== conversation.id)
        : merge(this._items, [conversation]);
    this._changed.emit();
  }

  private async _readHealth(): Promise<void> {
    try {
      this._health = await this._client.health();
      this._setTrouble(null);
    } catch (error) {
      this._setTrouble(error);
      throw error; // so that the poll waits longer
    }
  }

  private _setTrouble(trouble: unknown): void {
    this._trouble = trouble;
    this._healthChanged.emit();
  }

  private _items: readonly Conversation[] = [];
  private _deleted: IDeleted | null = null;
  private _isLoaded = false;
  private _isConnected = false;
  private _health: Health | null = null;
  private _trouble: unknown = null;
  private readonly _changes: ChangeStream;
  private readonly _poll: Poll<void, unknown, 'when-hidden'>;
  private readonly _changed = new Signal<this, void>(this);
  private readonly _healthChanged = new Signal<this, void>(this);
}
