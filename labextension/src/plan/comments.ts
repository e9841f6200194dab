/** Comments on the blocks of a plan: they gather, survive a reload, and go along with "keep planning". */

import { KeptLists } from '../changes/kept';

const PREFIX = 'remote-claude:plan-comments:';
const LONGEST_QUOTE = 300;

/** Stands for the plan as a whole, in the place of a block's number. */
export const WHOLE = -1;

/** One comment on a block of a plan. */
export interface IPlanComment {
  readonly id: string;
  /** The question that the plan came with. */
  readonly approval: string;
  /** Counted from 0, or `WHOLE`. */
  readonly block: number;
  readonly quote: string;
  readonly text: string;
}

/** The comments on the plan of every conversation. It has one plan at a time: earlier ones give way. */
export class PlanComments extends KeptLists<IPlanComment> {
  constructor(storage: Storage, scope: string) {
    super(storage, `${PREFIX}${scope}:`, isComment);
  }

  override put(conversation: string, comment: IPlanComment): void {
    const list = this.list(conversation);
    if (list.some(each => each.approval !== comment.approval)) {
      this.keep(
        conversation,
        list.filter(each => each.approval === comment.approval)
      );
    }
    super.put(conversation, comment);
  }

  /** The comments on one plan. */
  of(conversation: string | null, approval: string): readonly IPlanComment[] {
    return this.list(conversation).filter(each => each.approval === approval);
  }
}

function isComment(value: unknown): value is IPlanComment {
  const comment = value as Partial<IPlanComment> | null;
  return (
    typeof comment?.id === 'string' &&
    typeof comment.approval === 'string' &&
    typeof comment.block === 'number' &&
    typeof comment.quote === 'string' &&
    typeof comment.text === 'string'
  );
}

/** What was said about the plan as a whole. */
export function wordsOf(comments: readonly IPlanComment[]): string {
  return comments.find(({ block }) => block === WHOLE)?.text ?? '';
}

/** The comments on blocks, in the order of the plan. */
export function onBlocks(comments: readonly IPlanComment[]): readonly IPlanComment[] {
  return comments
    .filter(({ block }) => block !== WHOLE)
    .toSorted((one, other) => one.block - other.block);
}

/** Everything that was said about a plan: the words, then each quoted block with its comment. */
export function toFeedback(comments: readonly IPlanComment[]): string {
  const parts = onBlocks(comments).map(({ quote, text }) => `${quoted(quote)}\n${text.trim()}`);
  return [wordsOf(comments).trim(), ...parts].filter(part => part !== '').join('\n\n');
}

function quoted(quote: string): string {
  const short = quote.trim();
  const cut = short.length > LONGEST_QUOTE ? `${short.slice(0, LONGEST_QUOTE)}…` : short;
  return cut
    .split('\n')
    .map(line => `> ${line}`)
    .join('\n');
}
