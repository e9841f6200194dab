import { describe, expect, it } from 'vitest';

import type { IOutgoing } from '../outbox';
import { reduce } from '../reducer';
import { firstApproval, runningTool, toRows, toState, turnTokens } from '../selectors';
import { EMPTY } from '../state';
import { FRAMES, delta, message, numbered, started } from '../../api/__tests__/conversation';

const whole = FRAMES.reduce(reduce, EMPTY);
const SENDING: IOutgoing = {
  clientId: 'o1',
  text: 'hi',
  when: 'queue',
  at: '2026-11-24T09:00:00Z',
  queued: false,
  failure: null
};

describe('rows', () => {
  it('show a run of tools that only look as one', () => {
    const rows = toRows(whole, []);
    expect(rows.filter(row => row.type === 'group')).toMatchObject([{ tools: [{}, {}] }]);
  });

  it('sum up what a turn changed', () => {
    const turns = toRows(whole, []).filter(row => row.type === 'entry' && row.sum !== null);
    expect(turns).toMatchObject([{ sum: { files: 1, added: 2, removed: 1 } }]);
  });

  it('have keys of their own', () => {
    const keys = toRows(whole, [SENDING]).map(row => row.key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('keep the key of a block when it is finished', () => {
    const live = reduce(EMPTY, delta('b', 'Hel'));
    const done = numbered([{ kind: 'text', block: 'b', text: 'Hello' }]).reduce(reduce, live);
    expect(toRows(live, []).map(row => row.key)).toEqual(toRows(done, []).map(row => row.key));
  });

  it('keep the key of a message when the server has it', () => {
    const echoed = toRows(EMPTY, [SENDING]).map(row => row.key);
    const sent = numbered([message('o1', 'hi')]).reduce(reduce, EMPTY);
    expect(toRows(sent, []).map(row => row.key)).toEqual(echoed);
  });

  it('leave a message that will be queued to the queue, unless it failed', () => {
    const queued = { ...SENDING, queued: true };
    expect(toRows(EMPTY, [queued])).toEqual([]);
    const failure = { message: 'no', remedy: null };
    expect(toRows(EMPTY, [{ ...queued, failure }])).toHaveLength(1);
  });
});

describe('what is going on', () => {
  it.each([
    [17, 'working'],
    [18, 'waiting'],
    [19, 'working'],
    [24, 'idle'],
    [FRAMES.length, 'idle']
  ])('after %i frames is %s', (count, state) => {
    expect(toState(FRAMES.slice(0, count).reduce(reduce, EMPTY))).toBe(state);
  });

  it('is a failure after a failed turn', () => {
    const frames = numbered([{ kind: 'turn.finished', outcome: 'failed', cost_usd: '0' }]);
    expect(toState(frames.reduce(reduce, EMPTY))).toBe('failed');
  });

  it('names the first question', () => {
    expect(firstApproval(FRAMES.slice(0, 18).reduce(reduce, EMPTY))).toMatchObject({
      approval: { approval: 'q1' },
      count: 1
    });
  });

  it('names the tool that runs', () => {
    const frames = numbered([message('p', 'go'), started('x', 'Bash', { command: 'make' })]);
    expect(runningTool(frames.reduce(reduce, EMPTY))?.key).toBe('x');
    expect(runningTool(whole)).toBeNull();
  });

  it('counts the tokens of a turn that goes on', () => {
    expect(turnTokens(FRAMES.slice(0, 23).reduce(reduce, EMPTY))).toBe(12);
    expect(turnTokens(whole)).toBe(0);
  });
});
