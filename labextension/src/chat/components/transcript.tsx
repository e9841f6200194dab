/** The list of messages: only what is in view is drawn, and the end is followed while one is there. */

import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useLayoutEffect, useRef } from 'react';

import type { Earlier } from '../history';
import type { Row } from '../rows';
import type { IReveal } from '../ui';
import { useTools } from './context';
import { EarlierLine } from './earlier';
import { useEnd } from './end';
import { Glyph } from './glyphs';
import { useReveal } from './reveal';
import type { IRowTools } from './row';
import { TranscriptRow } from './row';

interface IProps {
  rows: readonly Row[];
  tools: IRowTools;
  /** The row to bring into view; another object each time. */
  reveal: IReveal | null;
  earlier: Earlier;
  onEarlier: () => void;
}

const ROUGH_HEIGHT_PX = 48;
const OVERSCAN = 8;
/** Room above the first row for the line about earlier ones. */
const EARLIER_PX = 36;
/** So many heights of the view before its top is reached, the page before it is asked for. */
const AHEAD = 3;

/** The transcript of the conversation that is shown. */
export const Transcript = memo(function Transcript({
  rows,
  tools,
  reveal,
  earlier,
  onEarlier
}: IProps) {
  const { trans, opened, density } = useTools();
  const scroller = useRef<HTMLDivElement>(null);
  const { isFollowing, fresh, onScroll, goToEnd, pin, leave } = useEnd(scroller, rows);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    getItemKey: index => rows[index]?.key ?? index,
    estimateSize: () => ROUGH_HEIGHT_PX,
    overscan: OVERSCAN,
    paddingStart: earlier === 'none' ? 0 : EARLIER_PX,
    // What is in view stays where it is while earlier messages come in above it.
    anchorTo: 'end'
  });
  const height = virtualizer.getTotalSize();
  const shown = virtualizer.getVirtualItems();
  useLayoutEffect(pin, [pin, rows, height]);
  const place = useReveal(reveal, rows, scroller, index => {
    leave();
    const row = rows[index];
    if (row !== undefined && row.key !== reveal?.row) {
      opened.set(`${density}:${row.key}`, true); // it lies folded away in there
    }
    virtualizer.scrollToIndex(index, { align: 'center' });
  });
  const askEarlier = () => {
    const element = scroller.current;
    if (
      earlier === 'some' &&
      element !== null &&
      element.scrollTop < AHEAD * element.clientHeight
    ) {
      onEarlier();
    }
  };
  // Where a page is shorter than the view, nobody can scroll to ask for the next one.
  useLayoutEffect(askEarlier);
  return (
    <div className="rc-transcript">
      <div
        ref={scroller}
        className="rc-scroller"
        onScroll={() => {
          onScroll();
          askEarlier();
        }}
        role={shown.length > 0 ? 'feed' : 'group'}
        aria-busy={earlier === 'loading'}
        aria-label={trans.__('Conversation')}
        tabIndex={0}
      >
        <div className="rc-rows" style={{ height }}>
          <EarlierLine earlier={earlier} onLoad={onEarlier} />
          {shown.map(item => {
            const row = rows[item.index];
            return (
              row !== undefined && (
                <div
                  key={item.key}
                  ref={virtualizer.measureElement}
                  data-index={item.index}
                  data-key={row.key}
                  className={classOf(row, place)}
                  style={{ transform: `translateY(${item.start}px)` }}
                  role="article"
                  aria-posinset={item.index + 1}
                  aria-setsize={earlier === 'none' ? rows.length : -1}
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

function classOf(row: Row, place: string | null): string {
  const name = `rc-row rc-row-${row.type === 'entry' ? row.entry.type : row.type}`;
  return row.key === place ? `${name} rc-place` : name;
}
