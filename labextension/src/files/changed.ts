/** Which files Claude changed since the person looked at them; kept in the browser, for all its tabs. */

import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { Conversation, Edits } from '../api/types';
import type { IChangedFiles } from '../tokens';

const PREFIX = 'remote-claude:changed:';
const MOST = 1000;

/** The last edit of a file that nobody has looked at. */
export interface IChange {
  readonly conversation: string;
  readonly turn: string;
  /** Of the turn, counted from 1; 0 where that is not known. */
  readonly number: number;
}

interface IKept {
  /** When this browser began to look: what was before is no news. */
  readonly from: string;
  /** Up to which frame each conversation was read. */
  readonly read: Readonly<Record<string, number>>;
  readonly files: Readonly<Record<string, IChange>>;
}

/** Follows the edits of all conversations. */
export class ChangedFiles implements IChangedFiles {
  constructor(private readonly _options: ChangedFiles.IOptions) {
    const { storage, scope } = _options;
    this._key = `${PREFIX}${scope}`;
    this._kept = read(storage, this._key) ?? { from: _options.now(), read: {}, files: {} };
  }

  /** Emitted when a file came or went. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** How Claude changed a file; null where somebody has looked at it since. */
  of(path: string): IChange | null {
    const { files } = this._kept;
    return Object.hasOwn(files, path) ? (files[path] ?? null) : null;
  }

  /** Whether there is such a file in a folder, however deep. */
  isIn(folder: string): boolean {
    return Object.keys(this._kept.files).some(path => path.startsWith(`${folder}/`));
  }

  /** Ask for the edits of those that have said something new. */
  async follow(conversations: readonly Conversation[]): Promise<void> {
    for (const { id, last_seq, created_at } of conversations) {
      const known = this._kept.read[id];
      if (known === undefined && Date.parse(created_at) < Date.parse(this._kept.from)) {
        this._keep({ read: { ...this._kept.read, [id]: last_seq } });
      } else if ((known ?? 0) < last_seq && !this._asking.has(id)) {
        await this._ask(id, known ?? 0);
      }
    }
    const ids = new Set(conversations.map(({ id }) => id));
    const left = Object.entries(this._kept.read).filter(([id]) => ids.has(id));
    if (left.length < Object.keys(this._kept.read).length) {
      this._keep({ read: Object.fromEntries(left) });
    }
  }

  /** The person looks at a file; at an older turn's changes the mark of a later one stays. */
  seen(path: string, turn?: string): void {
    const change = this.of(path);
    if (change !== null && (turn === undefined || turn === change.turn)) {
      const left = Object.entries(this._kept.files).filter(([name]) => name !== path);
      this._keep({ files: Object.fromEntries(left) });
      this._changed.emit();
    }
  }

  /** Another tab of this browser may have written. */
  reread(): void {
    this._kept = read(this._options.storage, this._key) ?? this._kept;
    this._changed.emit();
  }

  /** Where it is kept. */
  get key(): string {
    return this._key;
  }

  private async _ask(id: string, after: number): Promise<void> {
    this._asking.add(id);
    try {
      const { edits, last } = await this._options.ask(id, after);
      const files = new Map(Object.entries(this._kept.files));
      for (const { path, turn, number } of edits) {
        files.delete(path); // the newest stands last, so that the oldest go first
        if (!path.startsWith('/')) {
          files.set(path, { conversation: id, turn, number });
        }
      }
      const some = Object.fromEntries([...files].slice(-MOST));
      this._keep({ files: some, read: { ...this._kept.read, [id]: last } });
      if (edits.length > 0) {
        this._changed.emit();
      }
    } catch {
      // The next change of this conversation asks again.
    } finally {
      this._asking.delete(id);
    }
  }

  private _keep(part: Partial<IKept>): void {
    this._kept = { ...this._kept, ...part };
    try {
      this._options.storage.setItem(this._key, JSON.stringify(this._kept));
    } catch {
      // Full or forbidden: only a reload would lose the marks.
    }
  }

  private _kept: IKept;
  private readonly _key: string;
  private readonly _asking = new Set<string>();
  private readonly _changed = new Signal<this, void>(this);
}

function read(storage: Storage, key: string): IKept | null {
  try {
    const kept = JSON.parse(storage.getItem(key) ?? 'null') as Partial<IKept> | null;
    return typeof kept?.from === 'string' && isRecord(kept.read) && isRecord(kept.files)
      ? { from: kept.from, read: kept.read, files: kept.files }
      : null;
  } catch {
    return null; // no storage here, or not ours
  }
}

function isRecord(value: unknown): value is Record<string, never> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export namespace ChangedFiles {
  /** What it is made of. */
  export interface IOptions {
    storage: Storage;
    /** The server's address: others have other files. */
    scope: string;
    ask: (conversation: string, after: number) => Promise<Edits>;
    now: () => string;
  }
}
