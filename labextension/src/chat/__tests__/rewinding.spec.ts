import { describe, expect, it } from 'vitest';

import type { Frame } from '../../api/types';
import { reduceAll } from '../reducer';
import { flat, lastTurn, promptsOf, undoable } from '../rewinding';
import type { Entry } from '../state';
import { EMPTY } from '../state';

const AT = '2026-01-02T03:04:05Z';
const head = (seq: number, turn: string) => ({ seq, at: AT, conversation: 'c', turn });

/** A turn of four frames. */
function turn(seq: number, name: string): Frame[] {
  return [
    {
      ...head(seq, name),
      kind: 'message',
      message: `m-${name}`,
      client_id: `c-${name}`,
      text: `Do ${name}.`,
      attachments: [],
      by: 'ada'
    },
    { ...head(seq + 1, name), kind: 'turn.started', messages: [`m-${name}`] },
    { ...head(seq + 2, name), kind: 'text', block: `b-${name}`, text: `Did ${name}.` },
    { ...head(seq + 3, name), kind: 'turn.finished', outcome: 'completed', cost_usd: '0.1' }
  ];
}

const rewound = (seq: number, to: string, undone: string[]): Frame => ({
  seq,
  at: AT,
  conversation: 'c',
  kind: 'rewound',
  rewind: `r${seq}`,
  to,
  what: undone.length > 0 ? 'both' : 'files',
  undone,
  by: 'ada'
});
const takenBack = (seq: number, rewind: string): Frame => ({
  seq,
  at: AT,
  conversation: 'c',
  kind: 'rewind.undone',
  rewind,
  by: 'ada'
});
const keys = (entries: readonly Entry[]) => entries.map(entry => entry.key);

const TWO = [...turn(1, 'one'), ...turn(5, 'two'), ...turn(9, 'three')];

describe('a rewind in the transcript', () => {
  it('folds what does not count any more, and keeps what was before it', () => {
    const state = reduceAll(EMPTY, [...TWO, rewound(13, 'two', ['two', 'three'])]);
    expect(keys(state.entries)).toEqual(['c-one', 'b-one', 's4', 's13']);
    expect(keys(flat(state.entries))).toHaveLength(10);
    expect(undoable(state)).toBe('r13');
    expect(lastTurn(state.entries)).toBe('one');
    expect(promptsOf(flat(state.entries), 'two')).toBe('Do two.');
  });

  it('puts everything back where it is undone', () => {
    const before = reduceAll(EMPTY, TWO);
    const state = reduceAll(EMPTY, [
      ...TWO,
      rewound(13, 'two', ['two', 'three']),
      takenBack(14, 'r13')
    ]);
    expect(keys(state.entries)).toEqual([...keys(before.entries), 's13']);
    expect(undoable(state)).toBeNull();
  });

  it('cannot be undone once something was said', () => {
    const frames = [...TWO, rewound(13, 'three', ['three']), ...turn(14, 'four')];
    const state = reduceAll(EMPTY, frames);
    expect(undoable(state)).toBeNull();
    expect(keys(state.entries).slice(-3)).toEqual(['c-four', 'b-four', 's17']);
    const again = reduceAll(state, [rewound(18, 'two', ['two', 'four'])]);
    expect(keys(again.entries)).toEqual(['c-one', 'b-one', 's4', 's18']);
  });

  it('of files alone folds nothing', () => {
    const state = reduceAll(EMPTY, [...TWO, rewound(13, 'one', [])]);
    expect(keys(state.entries)).toEqual([...keys(reduceAll(EMPTY, TWO).entries), 's13']);
    expect(state.outcome).toBe('completed');
  });

  it('whose beginning is not here folds all that is', () => {
    const state = reduceAll({ ...EMPTY, lastSeq: 8 }, [
      ...turn(9, 'three'),
      rewound(13, 'one', ['one', 'two', 'three'])
    ]);
    expect(keys(state.entries)).toEqual(['s13']);
  });
});
