/** The list of messages: only what is in view is drawn, and the end is followed while one is there. */

import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

import { follows, isAtEnd } from '../../common/scroll';
import type { Row } from '../selectors';
import { useTrans } from './context';
import { Glyph } from './glyphs';
import type { IRowTools } from './row';
import { TranscriptRow } from './row';

interface IProps {
  rows: readonly Row[];
  tools: IRowTools;
}

const ROUGH_HEIGHT_PX = 48;
const OVERSCAN = 8;

/** The transcript of the conversation that is shown. */
export const Transcript = memo(function Transcript({ rows, tools }: IProps) {
  const trans = useTrans();
  const scroller = useRef<HTMLDivElement>(null);
  const { isFollowing, fresh, onScroll, goToEnd, pin } = useEnd(scroller, rows);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    getItemKey: index => rows[index]?.key ?? index,
    estimateSize: () => ROUGH_HEIGHT_PX,
    overscan: OVERSCAN
  });
  const height = virtualizer.getTotalSize();
  useLayoutEffect(pin, [pin, rows, height]);
  return (
    <div className="rc-transcript">
      <div
        ref={scroller}
        className="rc-scroller"
        onScroll={onScroll}
        role="feed"
        aria-label={trans.__('Conversation')}
        tabIndex={0}
      >
        <div className="rc-rows" style={{ height }}>
          {virtualizer.getVirtualItems().map(item => {
            const row = rows[item.index];
            return (
              row !== undefined && (
                <div
                  key={item.key}
                  ref={virtualizer.measureElement}
                  data-index={item.index}
                  className={`rc-row rc-row-${row.type === 'entry' ? row.entry.type : row.type}`}
                  style={{ transform: `translateY(${item.start}px)` }}
                  role="article"
                  aria-posinset={item.index + 1}
                  aria-setsize={rows.length}
                >
                  <TranscriptRow row={row} tools={tools} />
                </div>
              )
            );
          })}
        </div>
      </div>
      {!isFollowing && (
        <button type="button" className="rc-pill" onClick={goToEnd}>
          <Glyph name="down" />
          {fresh > 0 ? trans._n('%1 new', '%1 new', fresh) : trans.__('To the end')}
        </button>
      )}
    </div>
  );
});

/** Following the end: on while the reader is there, and how much came since it is off. */
function useEnd(scroller: React.RefObject<HTMLDivElement>, rows: readonly Row[]) {
  const [isFollowing, setFollowing] = useState(true);
  const [seen, setSeen] = useState(0);
  const state = useRef({ following: true, top: 0 });
  const pin = useCallback(() => {
    const element = scroller.current;
    if (element !== null && state.current.following) {
      element.scrollTop = element.scrollHeight;
      state.current.top = element.scrollTop;
    }
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
    const { following, top } = state.current;
    const next = follows(following, top, element.scrollTop, isAtEnd(element));
    state.current = { following: next, top: element.scrollTop };
    if (next !== following) {
      setFollowing(next);
      setSeen(rows.length);
    }
  }, [scroller, rows.length]);
  const goToEnd = useCallback(() => {
    state.current.following = true;
    setFollowing(true);
    pin();
  }, [pin]);
  return { isFollowing, fresh: Math.max(0, rows.length - seen), onScroll, goToEnd, pin };
}
