/** One conversation in the list: open it, rename, tag, archive or delete it. */

import { memo, useLayoutEffect, useRef, useState } from 'react';

import type { GlyphName } from '../../chat/components/glyphs';
import { Glyph } from '../../chat/components/glyphs';
import { inWords } from '../../chat/components/held';
import { formatAge } from '../../common/format';
import { plainLine } from '../rules';
import { Remove, Rename, Tags } from './row-forms';
import type { IRowProps } from './row-props';
import { StateDot, stateName } from './state-dot';

type View = 'line' | 'rename' | 'tags' | 'remove';

/** A row. F2 renames, T tags, E archives, Delete deletes: all of it stands in the tooltips. */
export const ConversationRow = memo(function ConversationRow(props: IRowProps) {
  const { item, tools } = props;
  const [view, setView] = useState<View>(props.isAsking ? 'remove' : 'line');
  const row = useRef<HTMLLIElement>(null);
  const isBack = useRef(false);
  const back = () => {
    isBack.current = true;
    setView('line');
  };
  // Before the next key: one that came between would go nowhere.
  useLayoutEffect(() => {
    if (view === 'line' && isBack.current) {
      isBack.current = false;
      row.current?.querySelector<HTMLElement>('.rc-item-open')?.focus();
    }
  }, [view]);
  const acts: Readonly<Record<string, () => void>> = {
    F2: () => {
      setView('rename');
    },
    t: () => {
      setView('tags');
    },
    e: () => void tools.onArchive(item.id, !item.archived),
    Delete: () => {
      // What Claude is doing cannot be had back, all else can: only then it asks.
      if (item.terminal === null && (item.state === 'working' || item.state === 'waiting')) {
        setView('remove');
      } else {
        void tools.onRemove(item.id);
      }
    }
  };
  return (
    <li
      ref={row}
      className={props.isCurrent ? 'rc-item rc-current' : 'rc-item'}
      data-conversation={item.id}
      onKeyDown={event => {
        const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : acts[event.key];
        if (view === 'line' && act !== undefined) {
          event.preventDefault();
          act();
        } else if (view !== 'line' && event.key === 'Escape') {
          event.stopPropagation();
          back();
        }
      }}
    >
      {view === 'line' && <Line {...props} acts={acts} />}
      {view === 'rename' && <Rename {...props} onBack={back} />}
      {view === 'tags' && <Tags {...props} onBack={back} />}
      {view === 'remove' && <Remove {...props} onBack={back} />}
    </li>
  );
});

function Line(props: IRowProps & { acts: Readonly<Record<string, () => void>> }) {
  const { item, isCurrent, now, trans, tools, acts } = props;
  const title = item.title || trans.__('Untitled');
  const buttons: readonly [string, GlyphName, string, string][] = [
    ['F2', 'pencil', trans.__('Rename %1', title), trans.__('Rename (F2)')],
    ['t', 'tag', trans.__('Tag %1', title), trans.__('Tag (T)')],
    item.archived
      ? ['e', 'unarchive', trans.__('Unarchive %1', title), trans.__('Unarchive (E)')]
      : ['e', 'archive', trans.__('Archive %1', title), trans.__('Archive (E)')],
    ['Delete', 'bin', trans.__('Delete %1', title), trans.__('Delete (Del)')]
  ];
  return (
    <>
      <button
        type="button"
        className="rc-item-open"
        aria-current={isCurrent}
        onClick={() => {
          tools.onOpen(item.id);
        }}
      >
        <StateDot state={item.state} trans={trans} />
        <span className="rc-item-words">
          <span className={item.unread ? 'rc-item-title rc-unread' : 'rc-item-title'}>
            {title}
            {item.unread && <span className="rc-sr"> {trans.__('(unread)')}</span>}
          </span>
          <span className="rc-item-more">
            {item.tags.map(tag => (
              <span key={tag} className="rc-item-tag">
                {tag}
              </span>
            ))}
            {item.state === 'waiting' ? stateName(item.state, trans) : plainLine(item.last_line)}
          </span>
        </span>
        {item.terminal !== null && (
          <span
            className="rc-item-terminal"
            role="img"
            aria-label={inWords(item.terminal, trans)}
            title={inWords(item.terminal, trans)}
          >
            <Glyph name="terminal" />
          </span>
        )}
        <span className="rc-item-age">{formatAge(item.active_at, now)}</span>
        {item.unread && <span className="rc-item-mark" aria-hidden="true" />}
      </button>
      <span className="rc-item-tools">
        {buttons.map(([key, glyph, label, tooltip]) => (
          <button
            key={key}
            type="button"
            className="rc-icon"
            aria-label={label}
            title={tooltip}
            onClick={acts[key]}
          >
            <Glyph name={glyph} />
          </button>
        ))}
      </span>
    </>
  );
}
