/** Following the end of the transcript: on while the reader is there, and how much came since it is off. */

import { useCallback, useEffect, useRef, useState } from 'react';

import { follows, isAtEnd } from '../../common/scroll';
import type { Row } from '../rows';

/** What a scroller of these rows needs to stay at its end, or to say what is new there. */
export function useEnd(scroller: React.RefObject<HTMLDivElement>, rows: readonly Row[]) {
  const [isFollowing, setFollowing] = useState(true);
  const [seen, setSeen] = useState<string | null>(null);
  const state = useRef({ following: true, top: 0, width: 0, height: 0 });
  const last = useRef<string | null>(null);
  last.current = lastKey(rows);
  const pin = useCallback(() => {
    const element = scroller.current;
    if (element === null) {
      return;
    }
    if (!state.current.following && isWhole(element)) {
      state.current.following = true;
      setFollowing(true);
    }
    if (state.current.following) {
      element.scrollTop = element.scrollHeight;
    }
    look(state.current, element);
  }, [scroller]);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) {
      return undefined;
    }
    // The foot below grows and shrinks, and the end should stay in view.
    const observer = new ResizeObserver(pin);
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, [scroller, pin]);
  const onScroll = useCallback(() => {
    const element = scroller.current;
    if (element === null) {
      return;
    }
    const { following, top, width, height } = state.current;
    if (following && (element.clientWidth !== width || element.clientHeight !== height)) {
      pin(); // the view became another one, and the reader did nothing
      return;
    }
    const next = follows(following, top, element.scrollTop, isAtEnd(element));
    state.current.following = next;
    look(state.current, element);
    if (next !== following) {
      setFollowing(next);
      setSeen(last.current);
    }
  }, [scroller, pin]);
  const goToEnd = useCallback(() => {
    state.current.following = true;
    setFollowing(true);
    pin();
  }, [pin]);
  const leave = useCallback(() => {
    state.current.following = false;
    setFollowing(false);
    setSeen(last.current);
  }, []);
  return {
    isFollowing,
    fresh: isFollowing ? 0 : countAfter(rows, seen),
    onScroll,
    goToEnd,
    pin,
    leave
  };
}

interface IView {
  top: number;
  width: number;
  height: number;
}

/** Keep where the reader is, and how large the view is. */
function look(view: IView, { scrollTop, clientWidth, clientHeight }: Element): void {
  view.top = scrollTop;
  view.width = clientWidth;
  view.height = clientHeight;
}

/** Whether all of it is in view, and its end with it. */
function isWhole({ clientHeight, scrollHeight }: Element): boolean {
  return clientHeight > 0 && scrollHeight <= clientHeight;
}

function lastKey(rows: readonly Row[]): string | null {
  return rows.findLast(isSaid)?.key ?? null;
}

/** Rows after one; counted from the end, for earlier ones may come in above it. */
function countAfter(rows: readonly Row[], key: string | null): number {
  let count = 0;
  for (let index = rows.length - 1; index >= 0; index--) {
    const row = rows[index];
    if (row?.key === key) {
      return count;
    }
    count += row !== undefined && isSaid(row) ? 1 : 0;
  }
  return 0; // it was joined with others into one row
}

function isSaid(row: Row): boolean {
  return row.type !== 'outgoing';
}
