/** Subagents and commands that go on by themselves, in the state; pure. */

import type { BackgroundChanged, BackgroundFinished, BackgroundProgress } from '../api/types';
import { changeTool } from './entries';
import type { IBackground, IChatState, IToolEntry, IWork } from './state';

const NO_WORK: IWork = { isRunning: false, text: '', summary: '', tokens: 0, tools: 0 };

/** The list is another one: what is new on it runs, and what is gone from it does not. */
export function changeBackground(state: IChatState, frame: BackgroundChanged): IChatState {
  const known = new Map(state.background.map(one => [one.id, one]));
  const background = frame.background.map(({ id, type, description, tool_use }): IBackground => {
    const { since = frame.at, text = '', tokens = 0, tools = 0 } = known.get(id) ?? {};
    return { id, type, description, toolUse: tool_use ?? null, since, text, tokens, tools };
  });
  const running = new Set(background.map(one => one.toolUse));
  let next: IChatState = { ...state, background };
  for (const { toolUse } of background) {
    next = work(next, toolUse, entry => begun(entry));
  }
  for (const { toolUse } of state.background) {
    next = running.has(toolUse) ? next : work(next, toolUse, entry => lost(entry, frame.at));
  }
  return next;
}

function begun(entry: IToolEntry): IToolEntry {
  if (entry.work?.isRunning === true) {
    return entry;
  }
  return {
    ...entry,
    status: 'running',
    finishedAt: null,
    work: { ...NO_WORK, ...entry.work, isRunning: true }
  };
}

/** Gone without a word about its end: its process has ended. */
function lost(entry: IToolEntry, at: string): IToolEntry {
  return entry.work?.isRunning === true
    ? { ...entry, status: 'stopped', finishedAt: at, work: { ...entry.work, isRunning: false } }
    : entry;
}

/** One has ended; where Claude did not wait for it, so has the tool use that began it. */
export function finishBackground(state: IChatState, frame: BackgroundFinished): IChatState {
  return work(state, frame.tool_use ?? null, entry => {
    const done: IWork = {
      ...NO_WORK,
      summary: frame.summary,
      tokens: frame.tokens ?? 0,
      tools: frame.tools ?? 0
    };
    return entry.work?.isRunning === true
      ? { ...entry, status: frame.status, finishedAt: frame.at, work: done }
      : { ...entry, work: done };
  });
}

/** What a subagent is doing. */
export function progressBackground(state: IChatState, frame: BackgroundProgress): IChatState {
  const { id, text, tokens = 0, tools = 0 } = frame;
  const background = state.background.map(one =>
    one.id === id ? { ...one, text, tokens, tools } : one
  );
  return work({ ...state, background }, frame.tool_use ?? null, entry =>
    entry.status === 'running'
      ? { ...entry, work: { ...NO_WORK, ...entry.work, text, tokens, tools } }
      : entry
  );
}

function work(
  state: IChatState,
  toolUse: string | null,
  edit: (entry: IToolEntry) => IToolEntry
): IChatState {
  return toolUse === null ? state : (changeTool(state, toolUse, edit) ?? state);
}
