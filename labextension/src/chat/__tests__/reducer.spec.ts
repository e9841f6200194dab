import { describe, expect, it } from 'vitest';

import type { Frame } from '../../api/types';
import { reduce, reduceAll } from '../reducer';
import type { IChatState, IToolEntry } from '../state';
import { EMPTY } from '../state';
import {
  CONVERSATION,
  FRAMES,
  delta,
  finished,
  hello,
  message,
  numbered
} from '../../api/__tests__/conversation';

const play = (frames: readonly Frame[], from: IChatState = EMPTY) => frames.reduce(reduce, from);

/** What durable frames made, without what passes. */
function lasting({ activity, viewers, live, ...rest }: IChatState): unknown {
  expect([activity, viewers, live]).toBeDefined();
  return rest;
}

const tool = (state: IChatState, key: string) =>
  [...state.entries, ...[...state.lanes.values()].flat()].find(
    (entry): entry is IToolEntry => entry.type === 'tool' && entry.key === key
  );

describe('the state after frames', () => {
  const whole = play(FRAMES);

  it('is the same from every cut, with a connection lost at that cut', () => {
    for (let cut = 0; cut <= FRAMES.length; cut++) {
      const before = play(FRAMES.slice(0, cut));
      const again = play(FRAMES.slice(cut), before);
      expect(lasting(again)).toEqual(lasting(whole));
    }
  });

  it('is the same when frames come twice', () => {
    for (let cut = 0; cut <= FRAMES.length; cut++) {
      expect(play(FRAMES, play(FRAMES.slice(0, cut)))).toEqual(whole);
    }
    expect(reduce(whole, FRAMES[3]!)).toBe(whole);
  });

  it('is the same in batches of any size, and leaves what was shown before as it was', () => {
    for (let size = 1; size <= FRAMES.length; size++) {
      let state = EMPTY;
      for (let from = 0; from < FRAMES.length; from += size) {
        const shown = state.entries;
        const before = [...shown];
        state = reduceAll(state, FRAMES.slice(from, from + size));
        expect(shown).toEqual(before);
      }
      expect(state).toEqual(whole);
    }
  });

  it('begins anew after a reset', () => {
    const reset = reduce(whole, hello(FRAMES.length, { reset: true }));
    expect(reset.entries).toEqual([]);
    expect(play(FRAMES, reset).entries).toEqual(whole.entries);
  });

  it('keeps the transcript when the connection comes back', () => {
    expect(reduce(whole, hello(FRAMES.length)).entries).toBe(whole.entries);
  });

  it('has nothing left open after the last turn', () => {
    expect(whole.turn).toBeNull();
    expect(whole.approvals).toEqual([]);
    expect(whole.queue).toEqual([]);
    expect(whole.outcome).toBe('interrupted');
  });

  it('shows a waiting message only where Claude takes it up', () => {
    const prompts = whole.entries.filter(entry => entry.type === 'prompt' || entry.type === 'turn');
    expect(prompts.map(entry => entry.type)).toEqual(['prompt', 'turn', 'prompt', 'turn']);
  });

  it('takes a message back out of the transcript where the server queues it afterwards', () => {
    const queue = [{ message: 'm-p9', text: 'later' }];
    const waiting = play(numbered([message('p9', 'later'), { kind: 'queue.changed', queue }]));
    expect(waiting.entries).toEqual([]);
    const taken = play(
      numbered(
        [
          { kind: 'queue.changed', queue: [] },
          { kind: 'turn.started', messages: ['m-p9'] }
        ],
        3
      ),
      waiting
    );
    expect(taken.entries.map(entry => entry.key)).toEqual(['p9']);
  });

  it('puts what a subagent did into its lane', () => {
    expect(whole.lanes.get('a1')?.map(entry => entry.key)).toEqual(['b3', 'g1']);
    expect(tool(whole, 'g1')?.status).toBe('ok');
  });

  it('remembers a decision that came before the tool', () => {
    expect(tool(whole, 'x1')?.decision).toEqual({
      outcome: 'allowed',
      by: 'ada',
      suggestion: 'Always allow "ls" in this project',
      feedback: null
    });
  });

  it('calls a tool stopped that an interruption left running', () => {
    expect(tool(whole, 'x2')?.status).toBe('stopped');
  });

  it('shows the end of a tool whose start was never told', () => {
    const state = play(numbered([finished('lost', 'something')]));
    expect(tool(state, 'lost')?.output?.preview).toBe('something');
  });
});

describe('living blocks', () => {
  it('grow by deltas and give way to the whole block', () => {
    const live = play([delta('b', 'Hel'), delta('b', 'lo')]);
    expect(live.live).toEqual([{ block: 'b', of: 'text', text: 'Hello', parent: null }]);
    const done = play(numbered([{ kind: 'text', block: 'b', text: 'Hello!' }]), live);
    expect(done.live).toEqual([]);
    expect(done.entries).toMatchObject([{ key: 'b', type: 'text', text: 'Hello!' }]);
  });

  it('are told to a late listener, and deltas go on from there', () => {
    const late = play([
      delta('b', 'Hel'),
      hello(0, { partial: [{ block: 'b', of: 'text', text: 'Hello' }] })
    ]);
    expect(reduce(late, delta('b', ' you')).live[0]?.text).toBe('Hello you');
  });

  it('end with the turn', () => {
    const live = play([delta('b', 'Hel')]);
    const ended = play(numbered([{ kind: 'turn.finished', outcome: 'lost', cost_usd: '0' }]), live);
    expect(ended.live).toEqual([]);
  });
});

describe('what a newer server says', () => {
  it('is shown plainly where it is durable', () => {
    const strange = { seq: 1, at: 'x', conversation: 'c1', kind: 'weather', rain: true };
    const state = reduce(EMPTY, strange as unknown as Frame);
    expect(state.lastSeq).toBe(1);
    expect(state.entries).toMatchObject([{ type: 'unknown', kind: 'weather' }]);
  });

  it('changes nothing where it passes', () => {
    const strange = { seq: null, at: 'x', conversation: 'c1', kind: 'weather' };
    expect(reduce(EMPTY, strange as unknown as Frame)).toBe(EMPTY);
  });
});

it('takes title, mode and model from the greeting', () => {
  const conversation = { ...CONVERSATION, title: 'Other', mode: 'plan', effort: 'high' } as const;
  expect(reduce(EMPTY, hello(0, { conversation }))).toMatchObject({
    title: 'Other',
    mode: 'plan',
    effort: 'high'
  });
});
