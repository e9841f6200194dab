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
  /** Takes the active one, once the list is that of what is written. */
  readonly take: () => void;
}

/** Keys that come faster than this make one request. */
const QUIET_MS = 60;

/** Follows text and cursor. `isOff` while the box has not got the keyboard. */
export function useCompletion(
  text: string,
  cursor: number,
  sources: ISources,
  openNote: string,
  isOff: boolean,
  onTake: (trigger: ITrigger, option: IOption) => void
): ICompletion {
  const [closedAt, setClosedAt] = useState<string | null>(null);
  const found = isOff ? null : findTrigger(text, cursor);
  const place = found === null ? null : `${found.kind}:${found.from}`;
  const trigger = place === closedAt ? null : found;
  const query = trigger?.query ?? '';
  const kind = trigger?.kind ?? null;
  const { options, isCurrent } = useOptions(kind, query, sources, openNote);
  const [chosen, setChosen] = useState({ options, index: 0 });
  const index = chosen.options === options ? chosen.index : 0;
  const [takenAt, setTakenAt] = useState<string | null>(null);
  const written = `${cursor}:${text}`;
  useEffect(() => {
    if (takenAt === null || (takenAt === written && !isCurrent)) {
      return;
    }
    setTakenAt(null);
    const option = options[index];
    if (takenAt === written && trigger !== null && option !== undefined) {
      onTake(trigger, option);
    }
  }, [takenAt, written, isCurrent, options, index, trigger, onTake]);
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
    },
    take: () => {
      setTakenAt(written);
    }
  };
}

const NONE: readonly IOption[] = [];
const NOTHING: { readonly options: readonly IOption[]; readonly of: string | null } = {
  options: NONE,
  of: null
};

/** The options for a query; those before stay until the next are there, so that nothing blinks. */
function useOptions(
  kind: ITrigger['kind'] | null,
  query: string,
  sources: ISources,
  openNote: string
): { readonly options: readonly IOption[]; readonly isCurrent: boolean } {
  const [{ options, of }, setFound] = useState(NOTHING);
  const wanted = kind === null ? null : `${kind}:${query}`;
  const latest = useRef(sources);
  latest.current = sources;
  useEffect(() => {
    if (kind === null) {
      setFound(NOTHING);
      return;
    }
    let isOver = false;
    const set = (found: readonly IOption[]) => {
      if (!isOver) {
        setFound({ options: found, of: `${kind}:${query}` });
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
  return { options: kind === null ? NONE : options, isCurrent: of === wanted };
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
