/** The list above the box while a command or a mention is being written. */

import { useEffect, useRef, useState } from 'react';

import type { Command, PathSuggestion } from '../api/types';
import type { IOption } from './options';
import { fromCommands, fromPaths } from './options';
import type { ITrigger } from './trigger';
import { findTrigger } from './trigger';

/** Where options come from; each may fail, then there is no list. */
export interface ISources {
  readonly onCommands: () => Promise<readonly Command[]>;
  readonly onSuggest: (query: string) => Promise<readonly PathSuggestion[]>;
  readonly onOpenDocuments: () => readonly string[];
}

/** The list as it is now. */
export interface ICompletion {
  readonly trigger: ITrigger | null;
  readonly options: readonly IOption[];
  readonly active: number;
  readonly move: (by: number) => void;
  readonly close: () => void;
}

/** Keys that come faster than this make one request. */
const QUIET_MS = 60;

/** Follows text and cursor. `isOff` while the box has not got the keyboard. */
export function useCompletion(
  text: string,
  cursor: number,
  sources: ISources,
  openNote: string,
  isOff: boolean
): ICompletion {
  const [closedAt, setClosedAt] = useState<string | null>(null);
  const found = isOff ? null : findTrigger(text, cursor);
  const place = found === null ? null : `${found.kind}:${found.from}`;
  const trigger = place === closedAt ? null : found;
  const query = trigger?.query ?? '';
  const kind = trigger?.kind ?? null;
  const options = useOptions(kind, query, sources, openNote);
  const [chosen, setChosen] = useState({ options, index: 0 });
  const index = chosen.options === options ? chosen.index : 0;
  useEffect(() => {
    if (place === null) {
      setClosedAt(null);
    }
  }, [place]);
  return {
    trigger,
    options,
    active: index,
    move: by => {
      setChosen({ options, index: (index + by + options.length) % options.length });
    },
    close: () => {
      setClosedAt(place);
    }
  };
}

const NONE: readonly IOption[] = [];

/** The options for a query; those before stay until the next are there, so that nothing blinks. */
function useOptions(
  kind: ITrigger['kind'] | null,
  query: string,
  sources: ISources,
  openNote: string
): readonly IOption[] {
  const [options, setOptions] = useState(NONE);
  const latest = useRef(sources);
  latest.current = sources;
  useEffect(() => {
    if (kind === null) {
      setOptions(NONE);
      return;
    }
    let isOver = false;
    const set = (found: readonly IOption[]) => {
      if (!isOver) {
        setOptions(found);
      }
    };
    const timer = setTimeout(
      () => {
        load(kind, query, latest.current, openNote).then(set, () => {
          set(NONE); // what cannot be had now is typed by hand
        });
      },
      kind === 'mention' ? QUIET_MS : 0
    );
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [kind, query, openNote]);
  return kind === null ? NONE : options;
}

async function load(
  kind: ITrigger['kind'],
  query: string,
  { onCommands, onSuggest, onOpenDocuments }: ISources,
  openNote: string
): Promise<readonly IOption[]> {
  return kind === 'command'
    ? fromCommands(await onCommands(), query)
    : fromPaths(await onSuggest(query), onOpenDocuments(), query, openNote);
}
