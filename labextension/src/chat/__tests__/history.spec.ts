/** The end of a conversation and then the pages before it: the same page as everything from 1. */
import { beforeEach, describe, expect, it } from 'vitest';

import { CONVERSATION, FRAMES, hello } from '../../api/__tests__/conversation';
import { ScriptedServer, error } from '../../api/__tests__/server';
import type { IEarlier } from '../../api/client';
import type { DurableFrame } from '../../api/types';
import { History } from '../history';
import { reduce, reduceAll } from '../reducer';
import { toRows, toState } from '../selectors';
import type { IChatState } from '../state';
import { EMPTY } from '../state';

/** Three times the same day, with ids of their own. */
const DAYS = [1, 2, 3].flatMap(day =>
  FRAMES.map(frame => {
    const text = JSON.stringify(frame).replace(
      /"(m-)?(p|b|r|e|a|g|x|q|t)(\d)"/g,
      `"$1$2$3-${day}"`
    );
    return { ...(JSON.parse(text) as DurableFrame), seq: (day - 1) * FRAMES.length + frame.seq };
  })
);

/** What the server sends along with a page that begins after a cut. */
function standing(cut: number): DurableFrame[] {
  const before = DAYS.slice(0, cut);
  const last = (kind: string, upto = cut) =>
    before.findLast(frame => frame.kind === kind && frame.seq <= upto);
  const kinds = ['todo.changed', 'usage', 'queue.changed', 'background.changed'];
  const found = new Set(kinds.map(kind => last(kind)));
  const begun = last('turn.started');
  if (begun !== undefined && (last('turn.finished')?.seq ?? 0) < begun.seq) {
    found.add(begun).add(last('usage', begun.seq));
    for (const frame of before.slice(begun.seq)) {
      const isOpen =
        (frame.kind === 'approval.asked' &&
          !before.some(f => f.kind === 'approval.settled' && f.approval === frame.approval)) ||
        (frame.kind === 'tool.started' &&
          !before.some(f => f.kind === 'tool.finished' && f.tool_use === frame.tool_use));
      if (isOpen) {
        found.add(frame);
      }
    }
  }
  return [...found].flatMap(frame => frame ?? []).sort((a, b) => a.seq - b.seq);
}

const page = (after: number, before: number): IEarlier => ({
  frames: DAYS.slice(after, before - 1),
  standing: standing(after)
});

const whole = reduceAll(EMPTY, DAYS);

/** As a conversation is by now, whatever is here of what was said. */
function present(state: IChatState) {
  const { todo, turn, usage, queue, approvals, lastSeq, title, mode, model } = state;
  const dot = toState(state);
  return { todo, turn, usage, queue, approvals, lastSeq, title, mode, model, dot };
}

let server: ScriptedServer;
let state: IChatState;
let history: History;

beforeEach(() => {
  server = new ScriptedServer();
  state = EMPTY;
  history = new History(server.client, change => {
    state = change(state);
  });
  history.open('c1');
});

/** Listen from a cut on. */
function listen(after: number, upto = DAYS.length): void {
  const all = reduceAll(EMPTY, DAYS.slice(0, upto));
  const { title, mode, model } = all;
  const conversation = { ...CONVERSATION, title, mode, model, state: toState(all) };
  const frames = [
    hello(upto, { conversation, after, standing: standing(after) }),
    ...DAYS.slice(after, upto)
  ];
  state = reduceAll(state, frames);
  frames.forEach(frame => {
    history.take(frame);
  });
}

// Some thousand conversations are gone through here: that takes its time on a busy machine.
describe('a tail', { timeout: 120_000 }, () => {
  it('tells from every cut how the conversation is by now', () => {
    for (let upto = 1; upto <= FRAMES.length * 2; upto++) {
      const all = reduceAll(EMPTY, DAYS.slice(0, upto));
      for (let after = Math.max(0, upto - FRAMES.length); after < upto; after++) {
        state = EMPTY;
        listen(after, upto);
        expect(present(state), `${after} to ${upto}`).toEqual(present(all));
      }
    }
  });

  it('and the pages before it give the same page as everything from 1, for every cut', () => {
    for (let cut = 0; cut <= DAYS.length; cut++) {
      for (const size of [11, DAYS.length]) {
        state = EMPTY;
        listen(cut);
        for (let first = cut + 1; first > 1; first = Math.max(1, first - size)) {
          state = history.prepend(state, page(Math.max(0, first - 1 - size), first));
        }
        expect({ ...state, effort: null }).toEqual({ ...whole, outcome: state.outcome });
        expect(toRows(state, [])).toEqual(toRows(whole, []));
        expect(history.earlier).toBe('none');
      }
    }
  });

  it('grows while a page is under way, and both are there', () => {
    listen(40, 60);
    state = reduceAll(state, DAYS.slice(60, 70));
    DAYS.slice(60, 70).forEach(frame => {
      history.take(frame);
    });
    state = history.prepend(state, page(0, 41));
    expect(state.entries).toEqual(reduceAll(EMPTY, DAYS.slice(0, 70)).entries);
    expect(reduce(state, DAYS[70]!).lastSeq).toBe(71);
  });
});

describe('reading a page', () => {
  const answer = (body: object, status = 200) => {
    server.replies.set('GET conversations/c1/frames', { status, body });
  };

  it('puts it before what is here', async () => {
    listen(50);
    expect(history.earlier).toBe('some');
    answer(page(0, 51));
    await expect(history.load()).resolves.toBe(true);
    expect(history.earlier).toBe('none');
    expect(state.entries).toEqual(whole.entries);
  });

  it('is done once at a time, and not where nothing is missing', async () => {
    listen(0);
    await expect(history.load()).resolves.toBe(false);
    state = EMPTY;
    listen(50);
    answer(page(0, 51));
    const loads = [history.load(), history.load()];
    expect(history.earlier).toBe('loading');
    await expect(Promise.all(loads)).resolves.toEqual([true, false]);
    expect(server.asked).toHaveLength(1);
  });

  it('says that it failed, and can be tried again', async () => {
    listen(50);
    answer(error('unavailable'), 503);
    await expect(history.load()).resolves.toBe(false);
    expect(history.earlier).toBe('failed');
    answer(page(0, 51));
    await expect(history.load()).resolves.toBe(true);
    expect(state.entries).toEqual(whole.entries);
  });

  it('leaves another conversation alone that was opened meanwhile', async () => {
    listen(50);
    answer(page(0, 51));
    const load = history.load();
    history.open('c2');
    state = EMPTY;
    await load;
    expect(state).toBe(EMPTY);
    expect(history.earlier).toBe('none');
  });

  it('is dropped where the stream began anew meanwhile', async () => {
    listen(50);
    answer(page(0, 51));
    const load = history.load();
    const anew = [hello(3, { reset: true }), ...DAYS.slice(0, 3)];
    state = reduceAll(state, anew);
    anew.forEach(frame => {
      history.take(frame);
    });
    await load;
    expect(state.entries).toEqual(reduceAll(EMPTY, DAYS.slice(0, 3)).entries);
  });
});
