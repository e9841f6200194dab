/** What becomes of the comments on a plan once it was answered. */

import type { ApprovalAnswer } from '../api/types';
import type { PlanComments } from './comments';
import { toFeedback } from './comments';

/**
 * The comments go: with "keep planning" Claude has them. A yes cannot carry them, so they are given
 * back as a text, for the next message.
 */
export function settlePlan(
  comments: PlanComments,
  conversation: string,
  approval: string,
  answer: ApprovalAnswer
): string {
  const said = comments.of(conversation, approval);
  if (said.length > 0) {
    comments.clear(conversation);
  }
  return answer.decision === 'allow' ? toFeedback(said) : '';
}
