/** All places of a conversation that fit a query, in order; pure. */

import type { Row } from '../chat/rows';
import type { Entry } from '../chat/state';
import type { IPiece, Pieces } from './pieces';

/** One place: the row, the piece of it, and which of the fits in that piece. */
export interface IMatch {
  /** Stays the same while more comes in before or behind it. */
  readonly id: string;
  readonly row: string;
  /** The row's place among all. */
  readonly at: number;
  readonly piece: IPiece;
  readonly nth: number;
  readonly text: string;
  /** What must be open for it to be seen. */
  readonly opens: readonly string[];
}

/** Every match in the rows. */
export function findAll(
  query: RegExp,
  rows: readonly Row[],
  lanes: ReadonlyMap<string, readonly Entry[]>,
  pieces: Pieces
): readonly IMatch[] {
  const found: IMatch[] = [];
  rows.forEach((row, at) => {
    pieces.of(row, lanes).forEach((piece, index) => {
      let nth = 0;
      for (const match of fits(query, piece.text)) {
        const { fold, opens } = piece;
        found.push({
          id: `${row.key}/${index}/${nth}`,
          row: row.key,
          at,
          piece,
          nth,
          text: match[0],
          opens: fold !== null && match.index >= fold.at ? [...opens, fold.name] : opens
        });
        nth++;
      }
    });
  });
  return found;
}

/** The fits of a query in a text; empty ones are none. */
export function fits(query: RegExp, text: string): readonly RegExpExecArray[] {
  return text === '' ? [] : [...text.matchAll(query)].filter(([whole]) => whole !== '');
}

/** The match to begin with: the first from a row on, else the last before it. */
export function nearest(matches: readonly IMatch[], at: number): number | null {
  const found = matches.findIndex(match => match.at >= at);
  return found >= 0 ? found : matches.length > 0 ? matches.length - 1 : null;
}
