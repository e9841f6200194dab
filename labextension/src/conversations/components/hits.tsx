/** Where something was said, below the conversations that fit by their titles. */

import type { TranslationBundle } from '@jupyterlab/translation';
import { useId, useLayoutEffect, useRef, useState } from 'react';

import { ApiError, explain } from '../../api/errors';
import type { Conversation, Hit } from '../../api/types';
import { formatAge } from '../../common/format';
import { byConversation, plainPieces } from '../rules';
import type { IFound } from '../use-hits';

/** So many of a conversation at first. */
const FEW = 3;

interface IProps {
  said: IFound;
  /** What is not among them was deleted meanwhile. */
  items: readonly Conversation[];
  now: number;
  trans: TranslationBundle;
  onOpenAt: (id: string, seq: number) => void;
}

/** Nothing at all where nothing was found. */
export function HitsOfAll({ said, items, now, trans, onOpenAt }: IProps) {
  const id = useId();
  const groups = byConversation(said.hits, items);
  const count = groups.reduce((sum, [, hits]) => sum + hits.length, 0);
  const more = said.hasMore ? '+' : '';
  return (
    <>
      <div className="rc-sr" role="status">
        {!said.isBusy && count > 0 && trans._n('%1 place found', '%1 places found', count)}
      </div>
      {count > 0 && (
        <div className="rc-group rc-group-hits" role="group" aria-labelledby={id}>
          <h3 id={id} className="rc-group-head">
            {trans.__('In conversations')}{' '}
            <span className="rc-heap-count">{`${count}${more}`}</span>
          </h3>
          {groups.map(([item, hits]) => (
            <HitsOfOne
              key={item.id}
              item={item}
              hits={hits}
              now={now}
              trans={trans}
              onOpenAt={onOpenAt}
            />
          ))}
          {said.hasMore && (
            <button type="button" className="rc-item-open rc-hits-more" onClick={said.onMore}>
              {trans.__('Search further back')}
            </button>
          )}
        </div>
      )}
      {said.problem !== null && (
        <p className="rc-list-empty" role="status">
          {said.problem instanceof ApiError && said.problem.code === 'search_unavailable'
            ? trans.__('What was said cannot be searched here.')
            : explain(said.problem, trans).message}
        </p>
      )}
      {said.isIncomplete && (
        <p className="rc-list-empty" role="status">
          {trans.__('Older conversations are still being indexed.')}
        </p>
      )}
    </>
  );
}

interface IOneProps extends Omit<IProps, 'said' | 'items'> {
  item: Conversation;
  hits: readonly Hit[];
}

function HitsOfOne({ item, hits, now, trans, onOpenAt }: IOneProps) {
  const id = useId();
  const list = useRef<HTMLUListElement>(null);
  const [isWhole, setWhole] = useState(false);
  const rest = hits.length - FEW;
  useLayoutEffect(() => {
    if (isWhole) {
      const rows = list.current?.querySelectorAll<HTMLElement>('.rc-item-open') ?? [];
      [...rows].at(FEW)?.focus();
    }
  }, [isWhole]);
  return (
    <div className="rc-hits" role="group" aria-labelledby={id}>
      <h4 id={id} className="rc-hits-title">
        {item.title || trans.__('Untitled')}
      </h4>
      <ul ref={list}>
        {(isWhole ? hits : hits.slice(0, FEW)).map(hit => (
          <li key={hit.seq}>
            <button
              type="button"
              className="rc-item-open rc-hit"
              onClick={() => {
                onOpenAt(hit.conversation, hit.seq);
              }}
            >
              <span className="rc-hit-words">
                <span className="rc-hit-by">
                  {hit.kind === 'message' ? trans.__('You') : trans.__('Claude')}:{' '}
                </span>
                {plainPieces(hit.snippet).map(({ text, marked }, index) =>
                  marked === true ? <mark key={index}>{text}</mark> : text
                )}
              </span>
              <span className="rc-item-age">{formatAge(hit.at, now)}</span>
            </button>
          </li>
        ))}
      </ul>
      {!isWhole && rest > 0 && (
        <button
          type="button"
          className="rc-item-open rc-hits-more"
          onClick={() => {
            setWhole(true);
          }}
        >
          {trans._n('%1 more in this conversation', '%1 more in this conversation', rest)}
        </button>
      )}
    </div>
  );
}
