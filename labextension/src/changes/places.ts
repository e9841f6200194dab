/** Changed places of a file, in lines; pure. */

import { Chunk } from '@codemirror/merge';
import { Text } from '@codemirror/state';

import type { Place } from '../api/types';

/** A place, and where it ends in the new text. */
export interface IPlace {
  readonly place: Place;
  /** The position in the new text after which its controls stand. */
  readonly at: number;
}

/** How exact the comparison is before it settles for less; keeps long texts quick. */
export const EXACT = { scanLimit: 2000, timeout: 400 };

/** The changed places between two texts. */
export function toPlaces(before: Text, after: Text): readonly IPlace[] {
  return Chunk.build(before, after, EXACT).map(chunk => {
    const [beforeStart, beforeEnd] = lines(before, chunk.fromA, chunk.toA);
    const [afterStart, afterEnd] = lines(after, chunk.fromB, chunk.toB);
    const last = Math.min(Math.max(afterEnd, 1), after.lines);
    return {
      place: {
        before_start: beforeStart,
        before_end: beforeEnd,
        after_start: afterStart,
        after_end: afterEnd
      },
      at: after.line(last).to
    };
  });
}

/** Lines from 0, the end excluded, of a range that ends one past its last line's end. */
function lines(text: Text, from: number, to: number): [number, number] {
  const start = from > text.length ? text.lines : text.lineAt(from).number - 1;
  return to === from ? [start, start] : [start, text.lineAt(Math.min(to - 1, text.length)).number];
}

/** A text of the editor's own kind. */
export function toText(text: string): Text {
  return Text.of(text.split('\n'));
}
