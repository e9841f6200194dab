import { describe, expect, it } from 'vitest';

import type { DurableFrame, Frame } from '../../api/types';
import {
  CONVERSATION,
  delta,
  finished,
  hello,
  message,
  numbered,
  started
} from '../../api/__tests__/conversation';
import { reduce, reduceAll } from '../reducer';
import { toRows } from '../selectors';
import type { IChatState } from '../state';
import { EMPTY } from '../state';

type Body = Parameters<typeof numbered>[0][number];

/** Numbers that are the same in every run (mulberry32). */
function dice(seed: number) {
  let state = seed;
  return (below: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** What Claude may do in a turn; some of it by a subagent, some of it from a newer server. */
function steps(roll: (below: number) => number, name: string): Body[] {
  const parent = roll(4) === 0 ? { parent: `agent-${roll(2)}` } : {};
  const ask = (approval: string): Body[] => [
    {
      kind: 'approval.asked',
      approval,
      type: 'permission',
      tool_use: `tool-${name}`,
      tool: 'Bash',
      input: { command: 'ls' },
      cwd: '/w',
      suggestions: [],
      asked_at: '2026-11-24T09:00:08Z'
    },
    { kind: 'approval.settled', approval, outcome: roll(2) === 0 ? 'allowed' : 'denied', by: 'ada' }
  ];
  const all: readonly (() => Body[])[] = [
    () => [{ kind: 'text', block: `text-${name}`, text: `Words ${name}`, ...parent }],
    () => [{ kind: 'thinking', block: `thought-${name}`, text: 'Hm.', ...parent }],
    () => [
      { ...started(`tool-${name}`, roll(2) === 0 ? 'Read' : 'Grep', { pattern: name }), ...parent },
      finished(`tool-${name}`, 'found')
    ],
    () => [started(`agent-${roll(2)}`, 'Agent', { description: 'Look around' })],
    () => [started(`tool-${name}`, 'Bash', { command: 'ls' }), ...ask(`approval-${name}`)],
    () => [finished(`never-started-${name}`, 'late')],
    () => [{ kind: 'notice', level: 'info', code: 'compacted', message: 'Summed up.' }],
    () => [{ kind: 'queue.changed', queue: [{ message: `m-${name}`, text: 'Later' }] }],
    () => [{ kind: 'todo.changed', todo: [{ text: name, status: 'pending' }] }],
    () => [{ kind: 'mode.changed', mode: roll(2) === 0 ? 'plan' : 'default' }],
    () => [{ kind: 'weather', rain: true } as unknown as Body]
  ];
  return all[roll(all.length)]?.() ?? [];
}

/** A conversation of some turns, made up of what the dice say. */
function conversation(seed: number): DurableFrame[] {
  const roll = dice(seed);
  const bodies: Body[] = [];
  const turns = 1 + roll(3);
  for (let turn = 0; turn < turns; turn++) {
    bodies.push(message(`p${turn}`, `Question ${turn}`));
    bodies.push({ kind: 'turn.started', turn: `t${turn}`, messages: [`m-p${turn}`] });
    const count = roll(7);
    for (let step = 0; step < count; step++) {
      bodies.push(...steps(roll, `${turn}-${step}`));
    }
    const outcome = (['completed', 'interrupted', 'failed', 'lost'] as const)[roll(4)] ?? 'lost';
    if (turn < turns - 1 || roll(3) > 0) {
      bodies.push({ kind: 'turn.finished', turn: `t${turn}`, outcome, cost_usd: '0.01' });
    }
  }
  return numbered(bodies);
}

/** What is on the page but for what passes by itself. */
function page(state: IChatState): unknown {
  const { activity, viewers, live, ...lasting } = state;
  expect([activity, viewers, live]).toBeDefined();
  return { lasting, rows: toRows({ ...state, live: [] }, []) };
}

/** The server's greeting tells title and mode as they are by then. */
const greet = (last: number, { title, mode }: IChatState) =>
  hello(last, { conversation: { ...CONVERSATION, title, mode } });

const play = (frames: readonly Frame[], from = EMPTY) => frames.reduce(reduce, from);

describe('a conversation that is read again', () => {
  const seeds = Array.from({ length: 25 }, (_, seed) => seed + 1);

  it.each(seeds)('gives the same page from every cut (made-up conversation %i)', seed => {
    const frames = conversation(seed);
    const whole = page(play(frames));
    for (let cut = 0; cut <= frames.length; cut++) {
      const before = play([...frames.slice(0, cut), delta('half', 'what the cut took away')]);
      // The server begins with what the page has already, or a little earlier.
      for (const from of [cut, Math.max(0, cut - 3), 0]) {
        const again = play([greet(cut, before), ...frames.slice(from)], before);
        expect(page(again)).toEqual(whole);
      }
      const batch = reduceAll(before, frames.slice(cut));
      expect(page(batch)).toEqual(whole);
    }
  });

  it('is told in full after the journal began anew', () => {
    for (const seed of seeds) {
      const frames = conversation(seed);
      const other = play(conversation(seed + 1000));
      const again = play([hello(0, { reset: true }), ...frames], other);
      expect(page(again)).toEqual(page(play([hello(0), ...frames])));
    }
  });
});
