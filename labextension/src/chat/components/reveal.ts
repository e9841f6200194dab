/** Brings a row into view, and shows for a moment which one it is to who comes from elsewhere. */

import { useEffect, useState } from 'react';

import { flat } from '../rewinding';
import type { Row } from '../rows';
import type { IReveal } from '../ui';

const PLACE_MS = 2_500;

/** What was brought into view already: a transcript that is drawn anew does not go there again. */
const done = new WeakSet<IReveal>();

/** Whether something is in a row, be it folded away. */
function holds(row: Row, key: string): boolean {
  const isUndone = row.type === 'entry' && row.entry.type === 'rewound';
  return row.key === key || (isUndone && flat([row.entry]).some(each => each.key === key));
}

/** The key of the row to set off, or null. `go` scrolls to a row, by its index. */
export function useReveal(
  reveal: IReveal | null,
  rows: readonly Row[],
  scroller: React.RefObject<HTMLDivElement>,
  go: (index: number) => void
): string | null {
  const [place, setPlace] = useState<string | null>(null);
  useEffect(() => {
    const index = rows.findIndex(row => reveal !== null && holds(row, reveal.row));
    if (reveal !== null && index >= 0 && !done.has(reveal)) {
      done.add(reveal);
      go(index);
      if (reveal.isPlace) {
        setPlace(rows[index]?.key ?? null);
        // The keyboard reads on from there.
        scroller.current?.focus({ preventScroll: true });
      }
    }
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `go` is another function each time
  }, [reveal, rows, scroller]);
  useEffect(() => {
    const timer = window.setTimeout(() => {
      setPlace(null);
    }, PLACE_MS);
    return () => {
      window.clearTimeout(timer);
    };
  }, [place]);
  return place;
}
