/** What changed between two texts, for positions to follow; pure. */

import { diff } from '@codemirror/merge';
import { ChangeSet } from '@codemirror/state';

import { EXACT } from '../changes/places';

/** The changes that make `after` of `before`. */
export function toChanges(before: string, after: string): ChangeSet {
  const changes = diff(before, after, EXACT).map(({ fromA, toA, fromB, toB }) => ({
    from: fromA,
    to: toA,
    insert: after.slice(fromB, toB)
  }));
  return ChangeSet.of(changes, before.length);
}
