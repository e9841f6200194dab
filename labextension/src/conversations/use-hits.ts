/** Searches what was said while one types: one question at a time, and no late answer counts. */

import { useEffect, useRef, useState } from 'react';

import type { Hit, Hits } from '../api/types';

/** So long nobody typed before it is asked. */
const PAUSE_MS = 150;
/** A letter alone is in everything. */
const FEWEST_LETTERS = 2;

/** What was found. */
export interface IFound {
  /** The newest, then what was found each time one went further back. */
  readonly pages: readonly (readonly Hit[])[];
  /** Whether there are older ones. */
  readonly hasMore: boolean;
  /** Whether older conversations cannot be found yet. */
  readonly isIncomplete: boolean;
  /** Whether the answer to what is typed now is still to come. */
  readonly isBusy: boolean;
  /** Whether older ones are being read. */
  readonly isGoingOn: boolean;
  /** Why it could not be asked, or null. */
  readonly problem: unknown;
  /** Read older ones, too. */
  readonly onMore: () => void;
}

interface IAnswer {
  readonly query: string;
  readonly pages: readonly (readonly Hit[])[];
  readonly next: string | null;
  readonly isIncomplete: boolean;
  readonly problem: unknown;
}

const NOTHING: IAnswer = { query: '', pages: [], next: null, isIncomplete: false, problem: null };

/** What was found last stays until the next answer, so that nothing jumps; without words it is gone. */
export function useHits(
  typed: string,
  search: (query: string, cursor: string | null) => Promise<Hits>
): IFound {
  const query = typed.trim().length < FEWEST_LETTERS ? '' : typed.trimStart();
  const [answer, setAnswer] = useState(NOTHING);
  const [isGoingOn, setGoingOn] = useState(false);
  const asked = useRef({});
  const ask = (before: IAnswer | null) => {
    const question = (asked.current = {});
    const settle = (next: IAnswer) => {
      if (asked.current === question) {
        setAnswer(next);
        setGoingOn(false);
      }
    };
    setGoingOn(before !== null);
    search(query, before?.next ?? null).then(
      ({ items, next, incomplete }) => {
        const pages = [...(before?.pages ?? []), items];
        settle({ query, pages, next, isIncomplete: incomplete, problem: null });
      },
      (problem: unknown) => {
        settle({ ...(before ?? NOTHING), query, problem });
      }
    );
  };
  useEffect(() => {
    asked.current = {};
    setGoingOn(false);
    if (query === '') {
      setAnswer(NOTHING);
      return undefined;
    }
    const timer = window.setTimeout(() => {
      ask(null);
    }, PAUSE_MS);
    return () => {
      window.clearTimeout(timer);
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- asked once for each query
  }, [query]);
  const shown = query === '' ? NOTHING : answer;
  return {
    pages: shown.pages,
    hasMore: shown.next !== null,
    isIncomplete: shown.isIncomplete,
    isBusy: shown.query !== query,
    isGoingOn,
    problem: shown.query === query ? shown.problem : null,
    onMore: () => {
      if (!isGoingOn) {
        ask(answer);
      }
    }
  };
}
