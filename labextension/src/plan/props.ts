/** What the parts of a plan are given: values, and what a person may do. */

import type { Choices } from '../api/types';
import type { IPlanComment } from './comments';

export interface IPlanning {
  /** The permission modes that may be chosen here. */
  readonly modes: Choices['modes'];
  readonly comments: readonly IPlanComment[];
  /** Keep a comment; one without words goes. */
  readonly onComment: (comment: IPlanComment) => void;
  /** Opens the plan in a tab; null where it is in one. */
  readonly onOpen: (() => void) | null;
}
