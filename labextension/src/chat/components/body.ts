/** What each kind of question gets from the card around it. */

import type { Approval, ApprovalAnswer } from '../../api/types';

export interface IBodyProps {
  approval: Approval;
  /** Whether an answer is under way. */
  isBusy: boolean;
  onAnswer: (answer: ApprovalAnswer) => void;
}
