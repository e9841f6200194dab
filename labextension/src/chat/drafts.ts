/** What was typed and not sent, kept in the browser so that it survives a reload. */

import type { IOutgoing } from './outbox';

const PREFIX = 'remote-claude:draft:';

/** Unsent text of one conversation. */
export interface IDraft {
  readonly text: string;
  readonly outbox: readonly IOutgoing[];
}

const NOTHING: IDraft = { text: '', outbox: [] };

/** Drafts by conversation, below a scope (the server's address) of their own. */
export class Drafts {
  constructor(
    private readonly _storage: Storage,
    private readonly _scope: string
  ) {}

  /** What was kept for a conversation; null is the one that is not made yet. */
  read(conversation: string | null): IDraft {
    try {
      const kept = this._storage.getItem(this._key(conversation));
      return kept === null ? NOTHING : { ...NOTHING, ...(JSON.parse(kept) as IDraft) };
    } catch {
      return NOTHING; // no storage here, or not ours: as if nothing had been kept
    }
  }

  /** Keep this; an empty draft leaves nothing behind. */
  write(conversation: string | null, draft: IDraft): void {
    try {
      if (draft.text === '' && draft.outbox.length === 0) {
        this._storage.removeItem(this._key(conversation));
      } else {
        this._storage.setItem(this._key(conversation), JSON.stringify(draft));
      }
    } catch {
      // Full or forbidden: the text is still in the page, only a reload would lose it.
    }
  }

  private _key(conversation: string | null): string {
    return `${PREFIX}${this._scope}:${conversation ?? 'new'}`;
  }
}
