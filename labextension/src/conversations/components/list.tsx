/** The list of conversations: what waits for the person, what works, what is done. */

import type { TranslationBundle } from '@jupyterlab/translation';
import { useEffect, useRef, useState } from 'react';

import type { Conversation } from '../../api/types';
import type { Shown } from '../rules';
import { pick } from '../rules';
import { Heaps } from './heaps';
import { ConversationRow } from './row';

interface IProps {
  items: readonly Conversation[];
  isLoaded: boolean;
  current: string | null;
  shown: Shown;
  /** The conversation to ask about at once: shall it be deleted. */
  asking: string | null;
  now: number;
  trans: TranslationBundle;
  onShow: (shown: Shown) => void;
  onOpen: (id: string) => void;
  onNew: () => void;
  onClose: () => void;
  onRename: (id: string, title: string) => Promise<void>;
  onRemove: (id: string) => Promise<void>;
}

/** The whole list, with its heaps. Arrow keys walk through it, Escape closes it. */
export function ConversationList(props: IProps) {
  const { items, isLoaded, current, shown, asking, now, trans } = props;
  const list = useRef<HTMLUListElement>(null);
  const [error, setError] = useState('');
  const rows = pick(items, shown);
  useEffect(() => {
    const row = list.current?.querySelector<HTMLElement>('[aria-current="true"]');
    (row ?? list.current?.querySelector<HTMLElement>('.rc-item-open'))?.focus();
  }, []);
  const attempt = async (act: Promise<void>) => {
    try {
      await act;
      setError('');
    } catch (reason) {
      setError(reason instanceof Error ? reason.message : String(reason));
    }
  };
  return (
    <section
      className="rc-list"
      aria-label={trans.__('Conversations')}
      onKeyDown={event => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          props.onClose();
        }
      }}
    >
      <Heaps items={items} shown={shown} trans={trans} onShow={props.onShow} />
      {error !== '' && (
        <p className="rc-note rc-note-error" role="alert">
          {error}
        </p>
      )}
      <ul
        ref={list}
        onKeyDown={event => {
          walk(list.current, event);
        }}
      >
        {rows.map(item => (
          <ConversationRow
            key={item.id}
            item={item}
            isCurrent={item.id === current}
            isAsking={item.id === asking}
            now={now}
            trans={trans}
            onOpen={props.onOpen}
            onRename={(id, title) => attempt(props.onRename(id, title))}
            onRemove={id => attempt(props.onRemove(id))}
          />
        ))}
      </ul>
      {rows.length === 0 && (
        <p className="rc-list-empty">
          {isLoaded ? trans.__('Nothing here.') : trans.__('Reading the list…')}
        </p>
      )}
      <button type="button" className="rc-button rc-list-new" onClick={props.onNew}>
        {trans.__('New conversation')}
      </button>
    </section>
  );
}

/** Up, down, home and end go from row to row. */
function walk(list: Element | null, event: React.KeyboardEvent): void {
  const rows = [...(list?.querySelectorAll<HTMLElement>('.rc-item-open') ?? [])];
  const index = rows.indexOf(event.target as HTMLElement);
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: index + 1,
    ArrowUp: index - 1,
    Home: 0,
    End: rows.length - 1
  };
  const next = steps[event.key];
  if (index >= 0 && next !== undefined) {
    event.preventDefault();
    rows[next]?.focus();
  }
}
