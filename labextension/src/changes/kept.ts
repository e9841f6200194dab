/** Short lists that survive a reload: one for each conversation, kept in the browser. */

import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

/** What is in such a list; an item without words goes. */
export interface IKept {
  readonly id: string;
  readonly text: string;
}

/** The lists of every conversation, below a prefix of their own. */
export class KeptLists<T extends IKept> {
  constructor(
    private readonly _storage: Storage,
    private readonly _prefix: string,
    private readonly _isItem: (value: unknown) => value is T
  ) {}

  /** Emitted when an item came, went or changed. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** What has gathered for a conversation, in the order of writing. */
  list(conversation: string | null): readonly T[] {
    if (conversation === null) {
      return [];
    }
    const known = this._lists.get(conversation);
    if (known !== undefined) {
      return known;
    }
    const read = this._read(conversation);
    this._lists.set(conversation, read);
    return read;
  }

  /** Add one, or write it anew; one without words goes. */
  put(conversation: string, item: T): void {
    const list = this.list(conversation);
    const at = list.findIndex(each => each.id === item.id);
    if (item.text.trim() === '') {
      this.keep(conversation, list.toSpliced(at, at < 0 ? 0 : 1));
    } else {
      this.keep(conversation, at < 0 ? [...list, item] : list.with(at, item));
    }
  }

  /** Forget all of a conversation; what they were. */
  clear(conversation: string): readonly T[] {
    const list = this.list(conversation);
    this.keep(conversation, []);
    return list;
  }

  protected keep(conversation: string, list: readonly T[]): void {
    this._lists.set(conversation, list);
    try {
      if (list.length === 0) {
        this._storage.removeItem(this._key(conversation));
      } else {
        this._storage.setItem(this._key(conversation), JSON.stringify(list));
      }
    } catch {
      // Full or forbidden: only a reload would lose them.
    }
    this._changed.emit();
  }

  private _read(conversation: string): readonly T[] {
    try {
      const kept: unknown = JSON.parse(this._storage.getItem(this._key(conversation)) ?? '[]');
      return Array.isArray(kept) ? kept.filter(this._isItem) : [];
    } catch {
      return []; // no storage here, or not ours
    }
  }

  private _key(conversation: string): string {
    return `${this._prefix}${conversation}`;
  }

  private readonly _lists = new Map<string, readonly T[]>();
  private readonly _changed = new Signal<this, void>(this);
}
