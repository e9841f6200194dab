/** Earlier prompts in the box, without losing what was being written. */

import { useEffect, useState } from 'react';

import { newer, older, shown, WRITING } from './history';

/** The box as it is shown, and the two ways through it; both say whether there was one. */
export interface IHistoryBox {
  readonly value: string;
  readonly isBrowsing: boolean;
  readonly back: () => boolean;
  readonly forward: () => boolean;
  readonly leave: () => void;
}

/** `owner` is the conversation; another one begins anew. */
export function useHistory(
  text: string,
  owner: string | null,
  prompts: () => readonly string[]
): IHistoryBox {
  const [history, setHistory] = useState(WRITING);
  useEffect(() => {
    setHistory(WRITING);
  }, [owner, text]);
  const go = (next: typeof history | null) => {
    if (next !== null) {
      setHistory(next);
    }
    return next !== null;
  };
  return {
    value: shown(history) ?? text,
    isBrowsing: history.index >= 0,
    back: () => go(older(history, prompts())),
    forward: () => go(newer(history)),
    leave: () => {
      setHistory(WRITING);
    }
  };
}
