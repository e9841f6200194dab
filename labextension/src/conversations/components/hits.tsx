/** Where something was said, below the conversations that fit by their titles. */

import type { TranslationBundle } from '@jupyterlab/translation';
import { useId, useLayoutEffect, useRef, useState } from 'react';

import { explain } from '../../api/errors';
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
  /** Who looks: what others wrote has their name. Null where nobody has one. */
  me: string | null;
  now: number;
  trans: TranslationBundle;
  onOpenAt: (id: string, seq: number) => void;
}

/** Nothing at all where nothing was found. What is found further back stands below what is there. */
export function HitsOfAll({ said, items, me, now, trans, onOpenAt }: IProps) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const pages = said.pages.map(hits => byConversation(hits, items));
  const count = pages.flat().reduce((sum, [, hits]) => sum + hits.length, 0);
  const more = said.hasMore ? '+' : '';
  useGoOn(list, pages.length);
  return (
    <>
      <div className="rc-sr" role="status">
        {!said.isBusy && count > 0 && trans._n('%1 place found', '%1 places found', count)}
      </div>
      {count > 0 && (
        <div ref={list} className="rc-group rc-group-hits" role="group" aria-labelledby={id}>
          <h3 id={id} className="rc-group-head">
            {trans.__('In conversations')}{' '}
            <span className="rc-heap-count">{`${count}${more}`}</span>
          </h3>
          {pages.map((groups, page) => (
            <div key={page} className="rc-hits-page">
              {page > 0 && groups.length > 0 && (
                <p className="rc-hits-back">{trans.__('Further back')}</p>
              )}
              {groups.map(([item, hits]) => (
                <HitsOfOne key={item.id} {...{ item, hits, me, now, trans, onOpenAt }} />
              ))}
            </div>
          ))}
          <More said={said} trans={trans} />
        </div>
      )}
      {said.problem !== null && (
        <p className="rc-list-empty" role="status">
          {explain(said.problem, trans).message}
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

/** The way further back, where there is any. */
function More({ said, trans }: Pick<IProps, 'said' | 'trans'>) {
  if (!said.hasMore) {
    return null;
  }
  return (
    <button
      type="button"
      className="rc-item-open rc-hits-more"
      aria-disabled={said.isGoingOn}
      onClick={said.onMore}
    >
      {said.isGoingOn ? trans.__('Searching…') : trans.__('Search further back')}
    </button>
  );
}

/** Whoever went further back goes on where something was found there. */
function useGoOn(list: React.RefObject<HTMLElement | null>, pages: number): void {
  const before = useRef(pages);
  useLayoutEffect(() => {
    if (list.current !== null && pages > before.current && before.current > 0) {
      goOn(list.current);
    }
    before.current = pages;
  }, [list, pages]);
}

/** The keyboard goes to the first place of the last page, else to the last row; from here alone. */
function goOn(list: HTMLElement): void {
  const { activeElement } = document;
  if (activeElement === document.body || list.contains(activeElement)) {
    const fresh = list.querySelector<HTMLElement>('.rc-hits-page:last-of-type .rc-item-open');
    const rows = list.querySelectorAll<HTMLElement>('.rc-item-open');
    (fresh ?? rows[rows.length - 1])?.focus();
  }
}

interface IOneProps extends Omit<IProps, 'said' | 'items'> {
  item: Conversation;
  hits: readonly Hit[];
}

function HitsOfOne({ item, hits, me, now, trans, onOpenAt }: IOneProps) {
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
                  <bdi>{authorOf(hit, me, trans)}</bdi>:{' '}
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

/** Who said it. */
function authorOf({ kind, by }: Hit, me: string | null, trans: TranslationBundle): string {
  if (kind !== 'message') {
    return trans.__('Claude');
  }
  return by === null || me === null || by === me ? trans.__('You') : by;
}
