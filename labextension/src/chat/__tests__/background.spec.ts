import { describe, expect, it } from 'vitest';

import { finished, message, numbered, started } from '../../api/__tests__/conversation';
import type { DurableFrame, Frame } from '../../api/types';
import { reduce } from '../reducer';
import { runningTool } from '../selectors';
import type { IChatState, IToolEntry } from '../state';
import { EMPTY } from '../state';

type Changed = Pick<Extract<DurableFrame, { kind: 'background.changed' }>, 'kind' | 'background'>;

const LISTED: Changed = {
  kind: 'background.changed',
  background: [{ id: 's', type: 'subagent', description: 'Look around', tool_use: 'a' }]
};
const ENDED = {
  kind: 'background.finished',
  id: 's',
  tool_use: 'a',
  status: 'ok',
  summary: 'All is **well**.',
  tokens: 700,
  tools: 2
} as const;
const GONE: Changed = { kind: 'background.changed', background: [] };
const PROGRESS: Frame = {
  seq: null,
  at: '2026-11-24T09:00:09Z',
  conversation: 'c1',
  kind: 'background.progress',
  id: 's',
  tool_use: 'a',
  text: 'Running ls',
  tokens: 70,
  tools: 1
};
const BEGUN = [
  message('p', 'go'),
  started('a', 'Agent', { description: 'Look around' }),
  LISTED,
  finished('a', 'Async agent launched.')
];

const play = (frames: readonly Frame[], from = EMPTY) => frames.reduce(reduce, from);
const agent = (state: IChatState) =>
  state.entries.find((entry): entry is IToolEntry => entry.type === 'tool');

describe('a subagent of the background', () => {
  it('runs on when its tool has returned, and Claude does not wait for it', () => {
    const state = play(numbered(BEGUN));
    expect(agent(state)).toMatchObject({ status: 'running', finishedAt: null });
    expect(state.background).toMatchObject([{ id: 's', since: '2026-11-24T09:00:03.000Z' }]);
    expect(runningTool(state)).toBeNull();
  });

  it('shows what it does, and in the list since when', () => {
    const state = play([...numbered(BEGUN), PROGRESS]);
    expect(agent(state)?.work).toMatchObject({ text: 'Running ls', tokens: 70, tools: 1 });
    expect(state.background).toMatchObject([{ text: 'Running ls' }]);
    const again = play(numbered([LISTED], 20), state);
    expect(again.background).toEqual(state.background);
  });

  it('ends with its report, in a later turn as well', () => {
    const state = play(numbered([...BEGUN, message('q', 'next'), ENDED, GONE]));
    expect(agent(state)).toMatchObject({
      status: 'ok',
      finishedAt: '2026-11-24T09:00:06.000Z',
      work: { isRunning: false, summary: 'All is **well**.', tokens: 700 }
    });
    expect(state.background).toEqual([]);
  });

  it('is stopped where its process ended without a word', () => {
    expect(agent(play(numbered([...BEGUN, GONE])))?.status).toBe('stopped');
  });
});

it('a subagent that Claude waits for ends with its tool and keeps its report', () => {
  const frames = numbered([message('p', 'go'), started('a', 'Agent'), ENDED, finished('a', 'x')]);
  expect(agent(play(frames))).toMatchObject({ status: 'ok', work: { summary: ENDED.summary } });
});

it('news about something unknown changes nothing', () => {
  const state = play(numbered([message('p', 'go')]));
  expect(play([...numbered([ENDED], 2), PROGRESS], state).entries).toEqual(state.entries);
});
