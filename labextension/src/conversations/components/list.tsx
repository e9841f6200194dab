/** The list of conversations as an inbox: what needs the person, what works, what is done, the rest. */

import type { TranslationBundle } from '@jupyterlab/translation';
import { useEffect, useRef, useState } from 'react';

import type { Conversation, ConversationPatch, Hits } from '../../api/types';
import type { IDeleted } from '../model';
import type { Shown } from '../rules';
import { search, toGroups } from '../rules';
import { useHits } from '../use-hits';
import { focusRow, neighbour, stopAt, useOneStop, walk } from '../walk';
import { GroupOfRows } from './group';
import { Heaps } from './heaps';
import { HitsOfAll } from './hits';
import { UndoLine } from './undo';

interface IProps {
  items: readonly Conversation[];
  isLoaded: boolean;
  current: string | null;
  shown: Shown;
  /** The conversation to ask about at once: shall it be deleted. */
  asking: string | null;
  /** What was deleted last and may be had back. */
  deleted: IDeleted | null;
  /** Who looks, as the session names people; null where it names nobody. */
  me: string | null;
  now: number;
  trans: TranslationBundle;
  onShow: (shown: Shown) => void;
  onOpen: (id: string) => void;
  onOpenAt: (id: string, seq: number) => void;
  onSearch: (query: string, cursor: string | null) => Promise<Hits>;
  onNew: () => void;
  onClose: () => void;
  onEdit: (id: string, patch: ConversationPatch) => Promise<void>;
  onRemove: (id: string) => Promise<void>;
  onRestore: () => Promise<void>;
  onForgetDeleted: () => void;
}

const MINUTE_MS = 60_000;

/** The whole list. Arrow keys walk through it, typing above it searches, Escape closes it. */
export function ConversationList(props: IProps) {
  const { items, isLoaded, shown, deleted, trans } = props;
  const list = useRef<HTMLDivElement>(null);
  const [query, setQuery] = useState('');
  const { error, attempt } = useAttempts();
  const isSearching = query.trim() !== '';
  // Ages are told in minutes: so often, and not more, is a row drawn anew for them.
  const now = Math.ceil(props.now / MINUTE_MS) * MINUTE_MS;
  const groups = toGroups(search(items, query), isSearching ? 'all' : shown, now);
  const said = useHits(query, props.onSearch);
  const tools = useRowTools(props, list, attempt);
  useOneStop(list);
  useEffect(() => {
    const row = list.current?.querySelector<HTMLElement>('[aria-current="true"]');
    (row ?? list.current?.querySelector<HTMLElement>('.rc-item-open'))?.focus();
  }, []);
  const restore = () => {
    const id = deleted?.id ?? '';
    void attempt(props.onRestore()).then(() => {
      focusRow(list.current, id);
    });
  };
  return (
    <section
      className="rc-list"
      aria-label={trans.__('Conversations')}
      onKeyDown={event => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          props.onClose();
        } else if (isUndo(event) && deleted !== null) {
          event.preventDefault();
          event.stopPropagation();
          restore();
        }
      }}
    >
      <Heaps items={items} shown={shown} now={now} trans={trans} onShow={props.onShow} />
      <Search query={query} list={list} trans={trans} onQuery={setQuery} />
      {error !== '' && (
        <p className="rc-note rc-note-error" role="alert">
          {error}
        </p>
      )}
      <div
        ref={list}
        className="rc-groups"
        onFocus={event => {
          stopAt(list.current, event.target);
        }}
        onKeyDown={event => {
          walk(list.current, event);
        }}
      >
        {groups.map(([group, rows]) => (
          <GroupOfRows
            key={group}
            group={group}
            items={rows}
            isOpen={group !== 'archived' || isSearching}
            current={props.current}
            asking={props.asking}
            now={now}
            trans={trans}
            tools={tools}
          />
        ))}
        {isSearching && (
          <HitsOfAll
            said={said}
            items={items}
            me={props.me}
            now={now}
            trans={trans}
            onOpenAt={props.onOpenAt}
          />
        )}
        {groups.length === 0 &&
          !said.isBusy &&
          said.pages.flat().length === 0 &&
          said.problem === null && (
            <p className="rc-list-empty">
              {isLoaded ? emptyWords(isSearching, trans) : trans.__('Reading the list…')}
            </p>
          )}
      </div>
      {deleted !== null && (
        <UndoLine
          key={deleted.id}
          deleted={deleted}
          trans={trans}
          onUndo={restore}
          onGone={props.onForgetDeleted}
        />
      )}
      <button type="button" className="rc-button rc-list-new" onClick={props.onNew}>
        {trans.__('New conversation')}
      </button>
    </section>
  );
}

/** Words that narrow the list; the down arrow leads into it. */
function Search({
  query,
  list,
  trans,
  onQuery
}: {
  query: string;
  list: React.RefObject<HTMLElement | null>;
  trans: TranslationBundle;
  onQuery: (query: string) => void;
}) {
  return (
    <div className="rc-list-search">
      <input
        type="search"
        className="rc-field"
        aria-label={trans.__('Search conversations')}
        placeholder={trans.__('Search titles and all that was said')}
        value={query}
        onChange={event => {
          onQuery(event.target.value);
        }}
        onKeyDown={event => {
          if (event.key === 'ArrowDown') {
            event.preventDefault();
            list.current?.querySelector<HTMLElement>('.rc-item-open')?.focus();
          } else if (event.key === 'Escape' && query !== '') {
            event.stopPropagation();
            onQuery('');
          }
        }}
      />
    </div>
  );
}

/** What rows may do: the same functions as long as the list lives, so that rows are not redrawn. */
function useRowTools(
  props: IProps,
  list: React.RefObject<HTMLElement | null>,
  attempt: (act: Promise<void>) => Promise<void>
) {
  const latest = useRef({ props, attempt });
  latest.current = { props, attempt };
  const [tools] = useState(() => {
    /** What takes a row away hands the keyboard to its neighbour. */
    const leave = async (id: string, act: () => Promise<void>) => {
      const next = neighbour(list.current, id);
      await latest.current.attempt(act());
      focusRow(list.current, next);
    };
    return {
      onOpen: (id: string) => {
        latest.current.props.onOpen(id);
      },
      onEdit: (id: string, patch: ConversationPatch) =>
        latest.current.attempt(latest.current.props.onEdit(id, patch)),
      onArchive: (id: string, archived: boolean) =>
        leave(id, () => latest.current.props.onEdit(id, { archived })),
      onRemove: (id: string) => leave(id, () => latest.current.props.onRemove(id))
    };
  });
  return tools;
}

/** What went wrong with the last thing that was tried. */
function useAttempts() {
  const [error, setError] = useState('');
  const attempt = async (act: Promise<void>) => {
    try {
      await act;
      setError('');
    } catch (reason) {
      setError(reason instanceof Error ? reason.message : String(reason));
    }
  };
  return { error, attempt };
}

function emptyWords(isSearching: boolean, trans: TranslationBundle): string {
  return isSearching ? trans.__('Nothing found.') : trans.__('Nothing here.');
}

function isUndo(event: React.KeyboardEvent): boolean {
  const isKey = event.key.toLowerCase() === 'z' && (event.ctrlKey || event.metaKey);
  return isKey && !(event.target instanceof HTMLInputElement);
}
