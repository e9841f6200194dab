/** Comments on changed lines: they gather, survive a reload, and go out with the next message. */

import { KeptLists } from './kept';

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
export class Comments extends KeptLists<IComment> {
  constructor(storage: Storage, scope: string) {
    super(storage, `${PREFIX}${scope}:`, isComment);
  }
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
