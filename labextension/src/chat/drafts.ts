/** What was typed and not sent, kept in the browser so that it survives a reload. */

import type { IAttached } from '../writing/attached';
import type { IOutgoing } from './outbox';

const PREFIX = 'remote-claude:draft:';

/** What is unsent of one conversation. */
export interface IDraft {
  readonly text: string;
  readonly outbox: readonly IOutgoing[];
  readonly attached: readonly IAttached[];
}

export const NO_DRAFT: IDraft = { text: '', outbox: [], attached: [] };

/** Pictures are large and change rarely: they are kept apart from the text. */
type Rest = Pick<IDraft, 'outbox' | 'attached'>;

/** Drafts by conversation, below a scope (the server's address) of their own. */
export class Drafts {
  constructor(
    private readonly _storage: Storage,
    private readonly _scope: string
  ) {}

  /** What was kept for a conversation; null is the one that is not made yet. */
  read(conversation: string | null): IDraft {
    const draft = {
      ...NO_DRAFT,
      ...(this._get(this._key(conversation)) as Partial<IDraft>),
      ...(this._get(this._restKey(conversation)) as Partial<Rest>)
    };
    return { ...draft, attached: draft.attached.filter(item => !item.isBusy) };
  }

  /** Keep this; an empty draft leaves nothing behind. `before` is what was written last. */
  write(conversation: string | null, draft: IDraft, before: IDraft | null = null): void {
    const { outbox, attached, ...light } = draft;
    this._set(this._key(conversation), light.text === '' ? null : light);
    if (outbox !== before?.outbox || attached !== before.attached) {
      const rest = outbox.length + attached.length === 0 ? null : { outbox, attached };
      const key = this._restKey(conversation);
      // Where there is no room for pictures, at least the words are kept.
      if (!this._set(key, rest) && rest !== null) {
        this._set(key, {
          outbox: outbox.map(words),
          attached: attached.filter(each => each.attachment.type === 'file')
        });
      }
    }
  }

  private _get(key: string): unknown {
    try {
      return JSON.parse(this._storage.getItem(key) ?? '{}');
    } catch {
      return {}; // no storage here, or not ours: as if nothing had been kept
    }
  }

  private _set(key: string, value: unknown): boolean {
    try {
      if (value === null) {
        this._storage.removeItem(key);
      } else {
        this._storage.setItem(key, JSON.stringify(value));
      }
      return true;
    } catch {
      this._forget(key);
      return false; // full or forbidden: it is still in the page, only a reload would lose it
    }
  }

  /** Nothing is better than an older text. */
  private _forget(key: string): void {
    try {
      this._storage.removeItem(key);
    } catch {
      // Forbidden: then there is none.
    }
  }

  private _key(conversation: string | null): string {
    return `${PREFIX}${this._scope}:${conversation ?? 'new'}`;
  }

  private _restKey(conversation: string | null): string {
    return `${this._key(conversation)}:rest`;
  }
}

/** A message without what is too large to keep: it does not go by itself as another one. */
function words(message: IOutgoing): IOutgoing {
  const { attachments = [] } = message;
  const files = attachments.filter(each => each.type === 'file');
  return files.length === attachments.length
    ? message
    : { ...message, attachments: files, waits: false };
}
