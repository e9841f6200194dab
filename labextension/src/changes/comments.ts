/** Comments on changed lines: they gather, survive a reload, and go out with the next message. */

import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

const PREFIX = 'remote-claude:comments:';
const LONGEST_QUOTE = 200;

/** One comment on a line of a file as a turn left it. */
export interface IComment {
  readonly id: string;
  readonly turn: string;
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
  readonly quote: string;
  readonly text: string;
}

/** The comments of every conversation, kept in the browser below the server's address. */
export class Comments {
  constructor(
    private readonly _storage: Storage,
    private readonly _scope: string
  ) {}

  /** Emitted when a comment came, went or changed. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** What has gathered for a conversation, in the order of writing. */
  list(conversation: string | null): readonly IComment[] {
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
  put(conversation: string, comment: IComment): void {
    const list = this.list(conversation);
    const at = list.findIndex(each => each.id === comment.id);
    if (comment.text.trim() === '') {
      this._keep(conversation, list.toSpliced(at, at < 0 ? 0 : 1));
    } else {
      this._keep(conversation, at < 0 ? [...list, comment] : list.with(at, comment));
    }
  }

  /** Forget all of a conversation; what they were. */
  clear(conversation: string): readonly IComment[] {
    const list = this.list(conversation);
    this._keep(conversation, []);
    return list;
  }

  private _read(conversation: string): readonly IComment[] {
    try {
      const kept: unknown = JSON.parse(this._storage.getItem(this._key(conversation)) ?? '[]');
      return Array.isArray(kept) ? kept.filter(isComment) : [];
    } catch {
      return []; // no storage here, or not ours
    }
  }

  private _keep(conversation: string, list: readonly IComment[]): void {
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

  private _key(conversation: string): string {
    return `${PREFIX}${this._scope}:${conversation}`;
  }

  private readonly _lists = new Map<string, readonly IComment[]>();
  private readonly _changed = new Signal<this, void>(this);
}

function isComment(value: unknown): value is IComment {
  const comment = value as Partial<IComment> | null;
  return (
    typeof comment?.id === 'string' &&
    typeof comment.turn === 'string' &&
    typeof comment.path === 'string' &&
    typeof comment.line === 'number' &&
    typeof comment.quote === 'string' &&
    typeof comment.text === 'string'
  );
}

/** A message with the comments below it: place, the line itself, what is said about it. */
export function withComments(text: string, comments: readonly IComment[]): string {
  const parts = comments.map(
    ({ path, line, quote, text: said }) =>
      `${path}:${line}\n> ${quote.trim().slice(0, LONGEST_QUOTE)}\n${said.trim()}`
  );
  return [text, ...parts].filter(part => part.trim() !== '').join('\n\n');
}
