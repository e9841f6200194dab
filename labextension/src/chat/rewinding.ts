/** Rewinds in the transcript: what does not count any more lies behind one line; pure. */

import type { RewindUndone, Rewound } from '../api/types';
import { base } from './entries';
import type { Entry, IChatState, IRewoundEntry } from './state';

/** What goes back. */
export type RewindWhat = Rewound['what'];

/** Where a person wants to go: to before a turn, or back from a rewind (`rewind` is its name). */
export interface IRewindTarget {
  readonly conversation: string;
  readonly turn: string;
  readonly rewind: string | null;
  /** What was said in that turn. */
  readonly text: string;
}

/** Somebody went back to before a turn. */
export function rewind(state: IChatState, frame: Rewound): IChatState {
  const begin = frame.undone.length === 0 ? state.entries.length : beginOf(state.entries, frame.to);
  const entry: IRewoundEntry = {
    ...base(frame, `s${frame.seq}`),
    type: 'rewound',
    rewind: frame.rewind,
    what: frame.what,
    files: frame.files ?? null,
    turns: frame.undone.length,
    entries: state.entries.slice(begin),
    isTakenBack: false
  };
  const outcome = frame.undone.length === 0 ? state.outcome : null;
  return { ...state, outcome, entries: [...state.entries.slice(0, begin), entry] };
}

/** Somebody took it back: everything is in its place again. */
export function undoRewind(state: IChatState, frame: RewindUndone): IChatState {
  const entries = state.entries.flatMap(entry =>
    entry.type === 'rewound' && entry.rewind === frame.rewind
      ? [...entry.entries, { ...entry, entries: [], isTakenBack: true }]
      : [entry]
  );
  return { ...state, entries };
}

/** Where a turn begins; 0 where its beginning is not here. */
function beginOf(entries: readonly Entry[], turn: string): number {
  const prompt = entries.findIndex(entry => entry.type === 'prompt' && entry.turn === turn);
  if (prompt >= 0) {
    return prompt;
  }
  const end = entries.findIndex(entry => entry.type === 'turn' && entry.turn === turn);
  const before = entries.slice(0, Math.max(0, end)).map(entry => entry.type);
  return Math.max(before.lastIndexOf('turn'), before.lastIndexOf('rewound')) + 1;
}

/** All entries, those that do not count any more too. */
export function flat(entries: readonly Entry[]): readonly Entry[] {
  return entries.flatMap(entry =>
    entry.type === 'rewound' ? [...flat(entry.entries), entry] : [entry]
  );
}

/** The rewind that can be undone: nothing was said since. */
export function undoable({ entries, turn }: IChatState): string | null {
  for (let index = entries.length - 1; index >= 0 && turn === null; index--) {
    const entry = entries[index];
    if (entry?.type === 'rewound') {
      return entry.isTakenBack ? null : entry.rewind;
    }
    if (entry?.type === 'prompt' || entry?.type === 'turn') {
      return null;
    }
  }
  return null;
}

/** The prompts of a turn, in order. */
export function promptsOf(entries: readonly Entry[], turn: string): string {
  return entries
    .flatMap(entry => (entry.type === 'prompt' && entry.turn === turn ? [entry.text] : []))
    .join('\n');
}

/** The last turn that a person began; null where there is none. */
export function lastTurn(entries: readonly Entry[]): string | null {
  const turns = entries.flatMap(entry => (entry.type === 'prompt' ? [entry.turn] : []));
  return turns.at(-1) ?? null;
}
