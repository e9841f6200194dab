/** One conversation in the list: open, rename, delete (asks in its own place). */

import type { TranslationBundle } from '@jupyterlab/translation';
import { useEffect, useRef, useState } from 'react';

import type { Conversation } from '../../api/types';
import { formatAge } from '../../common/format';
import { plainLine } from '../rules';
import { StateDot, stateName } from './state-dot';

interface IProps {
  item: Conversation;
  isCurrent: boolean;
  isAsking: boolean;
  now: number;
  trans: TranslationBundle;
  onOpen: (id: string) => void;
  onRename: (id: string, title: string) => Promise<void>;
  onRemove: (id: string) => Promise<void>;
}

type View = 'line' | 'rename' | 'remove';

/** A row. F2 renames, Delete asks whether to delete. */
export function ConversationRow(props: IProps) {
  const [view, setView] = useState<View>(props.isAsking ? 'remove' : 'line');
  const row = useRef<HTMLLIElement>(null);
  const back = () => {
    setView('line');
    window.setTimeout(() => row.current?.querySelector<HTMLElement>('.rc-item-open')?.focus());
  };
  return (
    <li
      ref={row}
      className={props.isCurrent ? 'rc-item rc-current' : 'rc-item'}
      onKeyDown={event => {
        if (view === 'line' && event.key === 'F2') {
          setView('rename');
        } else if (view === 'line' && event.key === 'Delete') {
          setView('remove');
        } else if (view !== 'line' && event.key === 'Escape') {
          event.stopPropagation();
          back();
        }
      }}
    >
      {view === 'line' && <Line {...props} onView={setView} />}
      {view === 'rename' && <Rename {...props} onBack={back} />}
      {view === 'remove' && <Remove {...props} onBack={back} />}
    </li>
  );
}

function Line({
  item,
  isCurrent,
  now,
  trans,
  onOpen,
  onView
}: IProps & { onView: (view: View) => void }) {
  return (
    <>
      <button
        type="button"
        className="rc-item-open"
        aria-current={isCurrent}
        onClick={() => {
          onOpen(item.id);
        }}
      >
        <StateDot state={item.state} trans={trans} />
        <span className="rc-item-words">
          <span className={item.unread ? 'rc-item-title rc-unread' : 'rc-item-title'}>
            {item.title || trans.__('Untitled')}
            {item.unread && <span className="rc-sr"> {trans.__('(unread)')}</span>}
          </span>
          <span className="rc-item-more">
            {item.state === 'waiting' ? stateName(item.state, trans) : plainLine(item.last_line)}
          </span>
        </span>
        <span className="rc-item-age">{formatAge(item.updated_at, now)}</span>
      </button>
      <span className="rc-item-tools">
        <button
          type="button"
          className="rc-link"
          aria-label={trans.__('Rename %1', item.title)}
          title={trans.__('Rename (F2)')}
          onClick={() => {
            onView('rename');
          }}
        >
          {trans.__('Rename')}
        </button>
        <button
          type="button"
          className="rc-link"
          aria-label={trans.__('Delete %1', item.title)}
          title={trans.__('Delete (Del)')}
          onClick={() => {
            onView('remove');
          }}
        >
          {trans.__('Delete')}
        </button>
      </span>
    </>
  );
}

function Rename({ item, trans, onRename, onBack }: IProps & { onBack: () => void }) {
  const [title, setTitle] = useState(item.title);
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    box.current?.select();
  }, []);
  return (
    <form
      className="rc-item-form"
      onSubmit={event => {
        event.preventDefault();
        const wanted = title.trim();
        if (wanted !== '' && wanted !== item.title) {
          void onRename(item.id, wanted);
        }
        onBack();
      }}
    >
      <input
        ref={box}
        type="text"
        className="rc-field"
        maxLength={200}
        aria-label={trans.__('Title')}
        autoFocus={true}
        value={title}
        onChange={event => {
          setTitle(event.target.value);
        }}
      />
      <span className="rc-buttons">
        <button type="submit" className="rc-button rc-primary">
          {trans.__('Rename')}
        </button>
        <button type="button" className="rc-button" onClick={onBack}>
          {trans.__('Back')}
        </button>
      </span>
    </form>
  );
}

function Remove({ item, trans, onRemove, onBack }: IProps & { onBack: () => void }) {
  const keep = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    keep.current?.focus();
  }, []);
  return (
    <div
      className="rc-item-form"
      role="alertdialog"
      aria-label={trans.__('Delete %1?', item.title)}
    >
      <p>
        {trans.__('Delete “%1”? What was said in it goes; the files stay.', item.title)}
        {item.state === 'working' && ` ${trans.__('Claude is stopped.')}`}
      </p>
      <span className="rc-buttons">
        <button
          type="button"
          className="rc-button rc-danger"
          onClick={() => {
            void onRemove(item.id);
          }}
        >
          {trans.__('Delete')}
        </button>
        <button ref={keep} type="button" className="rc-button" onClick={onBack}>
          {trans.__('Keep')}
        </button>
      </span>
    </div>
  );
}
