/** Entries in their lists: the transcript, or the lane of a subagent; pure. */

import type { DurableFrame, ToolFinished, ToolStarted } from '../api/types';
import type { Decision, Entry, IChatState, IToolEntry } from './state';

/** What every entry takes from its frame. */
export function base(frame: DurableFrame, key: string) {
  return { key, at: frame.at, recovered: frame.recovered === true };
}

/** The state with one more entry, at the end of the transcript or of a subagent's lane. */
export function append(state: IChatState, entry: Entry, parent?: string): IChatState {
  if (parent === undefined) {
    return { ...state, entries: [...state.entries, entry] };
  }
  const lane = [...(state.lanes.get(parent) ?? []), entry];
  return { ...state, lanes: new Map(state.lanes).set(parent, lane) };
}

/** The state with one tool entry replaced, wherever it is; null where there is none. */
function change(
  state: IChatState,
  toolUse: string,
  edit: (entry: IToolEntry) => IToolEntry
): IChatState | null {
  const entries = changed(state.entries, toolUse, edit);
  if (entries !== null) {
    return { ...state, entries };
  }
  for (const [parent, lane] of state.lanes) {
    const edited = changed(lane, toolUse, edit);
    if (edited !== null) {
      return { ...state, lanes: new Map(state.lanes).set(parent, edited) };
    }
  }
  return null;
}

/** A tool mostly ends soon after it began, so the search goes from the end. */
function changed(
  entries: readonly Entry[],
  toolUse: string,
  edit: (entry: IToolEntry) => IToolEntry
): readonly Entry[] | null {
  for (let index = entries.length - 1; index >= 0; index--) {
    const entry = entries[index];
    if (entry?.type === 'tool' && entry.toolUse === toolUse) {
      const copy = entries.slice();
      copy[index] = edit(entry);
      return copy;
    }
  }
  return null;
}

/** A tool has been started. */
export function startTool(state: IChatState, frame: ToolStarted): IChatState {
  const decision = state.decisions.get(frame.tool_use) ?? null;
  const entry: IToolEntry = {
    ...base(frame, frame.tool_use),
    type: 'tool',
    toolUse: frame.tool_use,
    name: frame.name,
    input: frame.input,
    status: 'running',
    ranFrom: frame.at,
    finishedAt: null,
    output: null,
    structured: null,
    decision
  };
  return append(state, entry, frame.parent);
}

/** A tool has ended; one whose start was never told is shown all the same. */
export function finishTool(state: IChatState, frame: ToolFinished): IChatState {
  const finish = (entry: IToolEntry): IToolEntry => ({
    ...entry,
    status: frame.status,
    finishedAt: frame.at,
    output: frame.output,
    structured: frame.structured ?? null,
    recovered: entry.recovered || frame.recovered === true
  });
  const blank: IToolEntry = {
    ...base(frame, frame.tool_use),
    type: 'tool',
    toolUse: frame.tool_use,
    name: '',
    input: {},
    status: 'running',
    ranFrom: frame.at,
    finishedAt: null,
    output: null,
    structured: null,
    decision: null
  };
  return change(state, frame.tool_use, finish) ?? append(state, finish(blank));
}

/** A person has decided about a tool. */
export function decideTool(
  state: IChatState,
  toolUse: string,
  decision: Decision,
  at: string
): IChatState {
  return (
    change(state, toolUse, entry => ({ ...entry, decision, ranFrom: at })) ?? {
      ...state,
      decisions: new Map(state.decisions).set(toolUse, decision)
    }
  );
}

/** Tools that a finished turn left without an end are no longer running. */
export function stopTools(
  state: IChatState,
  at: string,
  status: 'stopped' | 'unknown'
): IChatState {
  const stop = (entries: readonly Entry[]): readonly Entry[] =>
    entries.some(isRunning)
      ? entries.map(entry => (isRunning(entry) ? { ...entry, status, finishedAt: at } : entry))
      : entries;
  const lanes = new Map([...state.lanes].map(([parent, lane]) => [parent, stop(lane)]));
  return { ...state, entries: stop(state.entries), lanes };
}

function isRunning(entry: Entry): entry is IToolEntry {
  return entry.type === 'tool' && entry.status === 'running';
}
